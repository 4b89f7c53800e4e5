/** All predictions of interrupts, VirtIO and messages, for `npm run validate virtio`. */
import { canFd } from './can-fd.ts';
import { cyclictest } from './cyclictest.ts';
import { firecracker } from './firecracker.ts';
import { kvmLmbench } from './kvm-lmbench.ts';
import { type PredictionSet, printSet } from './prediction.ts';
import { rpmsg } from './rpmsg.ts';
import { tcpRr } from './tcp-rr.ts';

export const predictionSets: readonly PredictionSet[] = [canFd, rpmsg, cyclictest, tcpRr, kvmLmbench, firecracker];

export const source = 'published measurements of interrupts, VirtIO, CAN FD and RPMsg; each set names its own';

export function virtioTable(): string[] {
  return predictionSets.flatMap(printSet);
}
