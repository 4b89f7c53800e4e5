/** The sheet of device requests and its terminal table, from facts made by hand. */
import { expect, test } from 'vitest';
import type { DeviceFact, RuleFact } from '../analysis/device/device-fact.ts';
import type { Distribution } from '../analysis/fact.ts';
import { requestStages } from '../models/records.ts';
import { states } from './sample-states.test-data.ts';
import { sheetInput } from './sheet-input.ts';
import { deviceRequests } from './sheets/device-requests.ts';

const all = (ps: number): Distribution => ({
  count: 1,
  minPs: ps,
  meanPs: ps,
  p50Ps: ps,
  p90Ps: ps,
  p99Ps: ps,
  p999Ps: ps,
  maxPs: ps,
  jitterPs: 0,
  exceedance: [],
});
const stagePs = [2e6, 3e6, 3e6, 500e6, 5e6, 400e6, 10e6, 0, 3e6, 0, 9e6];
const totalPs = stagePs.reduce((sum, ps) => sum + ps, 0);
const culpritOf = (stage: string) =>
  stage === 'schedule' ? { culprit: 'gateway/main', culpritVm: 'gateway' } : { culprit: null, culpritVm: null };

const disk: DeviceFact = {
  vm: 'infotainment',
  device: 'disk',
  use: 'block',
  backend: 'driver',
  medium: 'emmc',
  transport: 'mmio',
  features: [],
  requests: 1,
  inputs: 0,
  bytes: 4096,
  spanPs: 1e12,
  counts: {
    notifications: 1,
    'suppressed-notifications': 0,
    interrupts: 1,
    'suppressed-interrupts': 0,
    'merged-interrupts': 0,
    'dropped-inputs': 0,
    'failed-requests': 0,
    exits: 3,
    'late-frames': 0,
  },
  latency: all(totalPs),
  stages: requestStages.map((stage, index) => ({
    stage,
    sumPs: stagePs[index]!,
    time: all(stagePs[index]!),
    ...culpritOf(stage),
    culpritPs: stage === 'schedule' ? stagePs[index]! : 0,
  })),
  slowest: {
    index: 0,
    task: 'infotainment/read',
    beganAtPs: 0,
    totalPs,
    stages: requestStages.map((stage, index) => ({ stage, ps: stagePs[index]!, ...culpritOf(stage) })),
  },
};
const rule = (exercised: number, violated: number): RuleFact => ({
  rule: 'SR1',
  text: 'a rule',
  exercised,
  violated,
  devices: 1,
});

function written(rules: readonly RuleFact[]) {
  const input = sheetInput(states['some violated']!());
  return deviceRequests.write({ ...input, facts: { ...input.facts, devices: [disk], virtioRules: rules } });
}

test('the finding names the longest wait that another guest is blamed for', () => {
  expect(written([rule(3, 0)])?.title).toBe(
    '53 % of the time of infotainment/disk is “back-end waits for its turn”, held up by gateway/main',
  );
});

test('rules that were broken stand open, those that were not exercised are named', () => {
  const tables = (rules: readonly RuleFact[]) => written(rules)!.blocks.filter((block) => block.kind === 'table');
  expect(tables([rule(3, 2)]).at(-1)).toMatchObject({ rows: [{ bad: true }] });
  expect(tables([rule(0, 0)]).at(-1)).toMatchObject({
    rows: [],
    folded: { summary: '0 of 1 rules of VirtIO were exercised, none was violated; not exercised: SR1' },
  });
});

test('without devices there is no sheet', () => {
  expect(deviceRequests.write(sheetInput(states['some violated']!()))).toBeNull();
});
