/**
 * Registry of the shelf `profiles/`: one typed line per hypervisor.
 */
import type { HypervisorProfile } from './profile.ts';
import { acrn } from './profiles/acrn.ts';
import { bao } from './profiles/bao.ts';
import { jailhouse } from './profiles/jailhouse.ts';
import { kvmArm } from './profiles/kvm-arm.ts';
import { kvmArmVhe } from './profiles/kvm-arm-vhe.ts';
import { kvmX86 } from './profiles/kvm-x86.ts';
import { l4reLike } from './profiles/l4re-like.ts';
import { none } from './profiles/none.ts';
import { pikeosLike } from './profiles/pikeos-like.ts';
import { qnxLike } from './profiles/qnx-like.ts';
import { sel4Camkes } from './profiles/sel4-camkes.ts';
import { xen417Counted } from './profiles/xen-4.17-counted.ts';
import { xenArm } from './profiles/xen-arm.ts';
import { xenX86 } from './profiles/xen-x86.ts';

export const profiles = {
  none,
  acrn,
  bao,
  jailhouse,
  'kvm-arm': kvmArm,
  'kvm-arm-vhe': kvmArmVhe,
  'kvm-x86': kvmX86,
  'l4re-like': l4reLike,
  'pikeos-like': pikeosLike,
  'qnx-like': qnxLike,
  'sel4-camkes': sel4Camkes,
  'xen-4.17-counted': xen417Counted,
  'xen-arm': xenArm,
  'xen-x86': xenX86,
} as const satisfies Record<string, HypervisorProfile>;
