/**
 * The sheets of a run report, in the order of the page, which never changes. A sheet without data is left out and named
 * at the end of the page with what makes it; so are the sections whose analyses this version does not have.
 */
import type { SheetDefinition } from './sheet.ts';
import { boot } from './sheets/boot.ts';
import { deviceRequests } from './sheets/device-requests.ts';
import { fit } from './sheets/fit.ts';
import { lateJob } from './sheets/late-job.ts';
import { responseTimes } from './sheets/response-times.ts';
import { trust } from './sheets/trust.ts';
import { verdicts } from './sheets/verdicts.ts';
import { whoHurtsWhom } from './sheets/who-hurts-whom.ts';

export const sheets = {
  verdicts,
  lateJob,
  whoHurtsWhom,
  responseTimes,
  deviceRequests,
  fit,
  boot,
  trust,
} as const satisfies Record<string, SheetDefinition>;

/** Questions that need more than one run, and the commands that answer them. */
export const otherCommands = [
  { question: 'Which policy, and why?', madeBy: 'bulkhead compare' },
  { question: 'What cannot happen?', madeBy: 'bulkhead bound' },
  { question: 'Can one guest hurt another?', madeBy: 'bulkhead ffi' },
] as const;
