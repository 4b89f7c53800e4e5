/**
 * The rules of the schedulers that the shelf models, and where each is tested: every rule has a test whose title begins with
 * its name, or a written reason why there is none. A rule of the table without either, a reason for a rule that has a test,
 * and a test of a rule that the table does not know are failures.
 *
 * Names are those of the test titles; the rules stand in the opening paragraph of each policy's file with their source.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Part of a rule that is not modelled, although a test names the rest of it. */
const partly = (reason: string) => ({ partly: reason });
const notModelled = (reason: string) => ({ notModelled: reason });
const tested = {};

const rules: Readonly<Record<string, { readonly partly?: string; readonly notModelled?: string }>> = {
  'credit 1': tested,
  'credit 2': tested,
  'credit 3': partly('choice of another processor at the tick: without SMT siblings it is always the present one'),
  'credit 4': tested,
  'credit 5': tested,
  'credit 6': tested,
  'credit 7': partly('floor of 100 under the timer: Xen compares microseconds with nanoseconds, so it never acts'),
  'credit 8': partly(
    'tasklets: work of the hypervisor is a debt of the processor here, not a unit that a policy picks',
  ),
  'credit2 1': tested,
  'credit2 2': tested,
  'credit2 3': tested,
  'credit2 4': tested,
  'credit2 5': tested,
  'credit2 6': tested,
  'credit2 7': tested,
  R1: tested,
  R2: tested,
  R3: tested,
  R4: tested,
  R5: tested,
  R6: tested,
  N1: tested,
  A1: partly('a new schedule at run time: an ECU file has one schedule per run'),
  B1: tested,
  B2: tested,
  B3: tested,
  B4: tested,
  I1: tested,
  P1: tested,
  NOOP: tested,
  'MCS 1': tested,
  'MCS 2': tested,
  'MCS 3': tested,
  'MCS 4': tested,
  'MCS 5': partly('sporadic flag: recalled only, so credit is kept in the one way that was read'),
  'MCS 6': partly(
    'timeout faults and passive servers: a vCPU has no handler in user space and calls nobody, so nobody could take the fault',
  ),
  'MCS 7': tested,
  'seL4 without MCS': tested,
  Fiasco: partly('weighted-fair variants: experimental in Fiasco'),
  C1: tested,
  C2: tested,
  E1: tested,
  'CFS bandwidth': tested,
  D1: tested,
  D2: tested,
  D3: tested,
  D4: tested,
  F1: partly(
    'deadline server for fair tasks, Linux 6.12 and newer: only the older throttling, as the option rt_runtime',
  ),
  K1: partly('vhost and I/O threads of the host: back ends of devices run in their own models'),
  'QNX adaptive partitioning': tested,
  'QNX critical threads': tested,
  'QNX bankruptcy': partly('log and reboot: they end the run of a real system and schedule nothing'),
  'QNX same row': partly(
    'unlimited critical budget of the System partition: a critical_budget of the window times the processors is the same; partition inheritance by messages and reporting windows of 10 and 100 are not modelled, since vCPUs send no messages',
  ),
  PikeOS: tested,
  'PikeOS ARINC view': tested,
  'OSEK / AUTOSAR OS': notModelled('it is a guest kernel, not a policy: models/guest/kernels/osek.ts and its tests'),
};

const here = new URL('.', import.meta.url);
const titles = ['./', './policies/'].flatMap((folder) =>
  readdirSync(new URL(folder, here))
    .filter((file) => file.endsWith('.test.ts') && file !== 'rules.test.ts')
    .flatMap((file) => {
      const text = readFileSync(new URL(folder + file, here), 'utf8');
      return [...text.matchAll(/^\s*(?:test|it)(?:\.each\([^\n]*\))?\(\s*(['`"])(.*?)\1,/gm)].map(
        ([, , title]) => title!,
      );
    }),
);

/** Rules that a title names before its colon: `D1, D2: isolation` is of both, `credit 3, 6: ...` of `credit 3` and `credit 6`. */
function rulesOf(title: string): string[] {
  const head = /^([^:]*):/.exec(title)?.[1]?.replace(' (recalled)', '');
  if (head === undefined) return [];
  let family = '';
  return head.split(/, | and /).map((name) => {
    if (/^\d+$/.test(name)) return `${family} ${name}`;
    family = name.replace(/ \d+$/, '');
    return name;
  });
}

const named = new Set(titles.flatMap(rulesOf));

test.each(Object.entries(rules))(
  '%s has a test that names it, or a reason',
  (rule, { notModelled: reason, partly: rest }) => {
    expect(named.has(rule)).toBe(reason === undefined);
    for (const text of [reason, rest]) if (text !== undefined) expect(text.length).toBeGreaterThan(30);
  },
);

test('no test names a rule that the table does not know', () => {
  const families = new RegExp(`^(?:${['credit2?', 'MCS'].join('|')}) \\d+$|^[A-Z]\\d$`);
  expect([...named].filter((name) => families.test(name) && !Object.hasOwn(rules, name))).toEqual([]);
});
