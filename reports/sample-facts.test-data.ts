/**
 * Synthetic facts for the tests of this floor: a cockpit of 5 VMs, 33 tasks and 10 requirements with one late job, in
 * the shape that analysis hands over. The numbers are invented, consistent with each other (rows sum, counts agree)
 * and the same on every call. Nothing here is a result.
 */
import type {
  Distribution,
  JobStory,
  Lane,
  LedgerFact,
  RequirementFact,
  RunFacts,
  TaskFact,
  VcpuFact,
} from '../analysis/fact.ts';
import type { Cause } from '../models/records.ts';
import type { Asil, Provenance } from '../scenarios/ecu.ts';

const ms = 1e9;
const us = 1e6;

/** A small linear congruential sequence (Numerical Recipes constants): invented numbers need no better. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const noDistribution: Distribution = {
  count: 0,
  minPs: null,
  meanPs: null,
  p50Ps: null,
  p90Ps: null,
  p99Ps: null,
  p999Ps: null,
  maxPs: null,
  jitterPs: null,
  exceedance: [],
};

/** Order statistics of given durations. */
export function distributionOf(values: readonly number[]): Distribution {
  if (values.length === 0) return noDistribution;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  const step = Math.max(1, Math.ceil(sorted.length / 100));
  const points = sorted.flatMap((value, index) =>
    index % step === 0 || index > sorted.length - 8 ? [[value, (sorted.length - index) / sorted.length] as const] : [],
  );
  return {
    count: sorted.length,
    minPs: sorted[0]!,
    meanPs: Math.round(sorted.reduce((sum, value) => sum + value, 0) / sorted.length),
    p50Ps: rank(0.5),
    p90Ps: rank(0.9),
    p99Ps: rank(0.99),
    p999Ps: rank(0.999),
    maxPs: sorted[sorted.length - 1]!,
    jitterPs: sorted[sorted.length - 1]! - sorted[0]!,
    exceedance: points.slice(0, 120),
  };
}

/** `count` durations between least and worst, most near the middle; the worst occurs. */
function spread(count: number, leastPs: number, worstPs: number, seed: number): number[] {
  const next = sequence(seed);
  const values = Array.from({ length: count - 1 }, () => {
    const u = next();
    return Math.round(leastPs + (worstPs - leastPs) * 0.72 * (u * u * 0.5 + 0.5 * next() * u));
  });
  return [...values, worstPs];
}

const vmAsil: Readonly<Record<string, Asil>> = {
  cluster: 'B',
  driver: 'QM',
  gateway: 'B',
  infotainment: 'QM',
  telematics: 'QM',
};
const vmNames = Object.keys(vmAsil);

type TaskLine = readonly [
  vm: string,
  task: string,
  count: number,
  leastUs: number,
  worstUs: number,
  deadlineUs: number | null,
];
const taskLines: readonly TaskLine[] = [
  ['cluster', 'brightness', 100, 60, 420, 100_000],
  ['cluster', 'camera_in', 300, 400, 1_310, 33_000],
  ['cluster', 'camera_view', 300, 2_900, 6_000, 33_333],
  ['cluster', 'chime', 200, 200, 12_905, 50_000],
  ['cluster', 'needle', 600, 950, 1_755, 16_667],
  ['cluster', 'render', 600, 4_100, 8_160, 8_000],
  ['cluster', 'speed_in', 1_000, 80, 590, 10_000],
  ['cluster', 'telltale', 500, 350, 2_400, 20_000],
  ['cluster', 'trip', 10, 2_600, 21_000, 1_000_000],
  ['cluster', 'watchdog', 2_000, 30, 240, 5_000],
  ['driver', 'block', 227, 90, 2_200, null],
  ['driver', 'housekeeping', 200, 1_000, 3_010, 50_000],
  ['driver', 'network', 400, 60, 900, null],
  ['driver', 'sound', 1_000, 40, 610, null],
  ['gateway', 'can_rx', 2_100, 35, 70, null],
  ['gateway', 'diagnosis', 100, 1_100, 2_900, 100_000],
  ['gateway', 'e2e_check', 1_000, 120, 310, 10_000],
  ['gateway', 'network', 500, 90, 430, 20_000],
  ['gateway', 'route', 2_100, 60, 75, null],
  ['gateway', 'watchdog', 2_000, 30, 66, 5_000],
  ['infotainment', 'audio', 1_000, 600, 650, 10_000],
  ['infotainment', 'bluetooth', 400, 200, 2_750, 25_000],
  ['infotainment', 'compositor', 600, 3_000, 4_190, 16_667],
  ['infotainment', 'hmi', 98, 2_200, 158_000, null],
  ['infotainment', 'index.0', 0, 0, 0, null],
  ['infotainment', 'index.1', 0, 0, 0, null],
  ['infotainment', 'media_read', 250, 3_900, 15_120, 40_000],
  ['infotainment', 'navigation', 91, 9_200, 78_195, 100_000],
  ['infotainment', 'touch', 98, 150, 210, null],
  ['telematics', 'command', 20, 810, 11_200, null],
  ['telematics', 'log', 50, 12_000, 39_210, 200_000],
  ['telematics', 'receive', 20, 250, 9_800, null],
  ['telematics', 'update', 40, 18_300, 96_000, null],
];

function taskFact([vm, task, count, leastUs, worstUs, deadlineUs]: TaskLine, index: number): TaskFact {
  const values = count === 0 ? [] : spread(count, leastUs * us, worstUs * us, index + 1);
  if (task === 'render') values[7] = 8_060 * us;
  const response = distributionOf(values);
  const isEndless = count === 0;
  return {
    vm,
    task,
    asil: vmAsil[vm]!,
    released: isEndless ? 1 : count,
    finished: count,
    missed: deadlineUs === null ? 0 : values.filter((value) => value > deadlineUs * us).length,
    unfinished: isEndless ? 1 : 0,
    deadlinePs: deadlineUs === null ? null : deadlineUs * us,
    deadlineWritten: task === 'render',
    response,
    startDelay: isEndless ? noDistribution : distributionOf(values.map((value) => Math.round(value * 0.1))),
  };
}

type LedgerLine = readonly [victim: string, cause: Cause, culprit: string, culpritVm: string | null, share: number];
const ledgerLines: readonly LedgerLine[] = [
  ['cluster/render', 'own-execution', 'cluster/render', 'cluster', 0.45],
  ['cluster/render', 'backend', 'gpu', null, 0.27],
  ['cluster/render', 'contention-dram', 'infotainment/index.1', 'infotainment', 0.12],
  ['cluster/render', 'preemption', 'cluster/camera_in', 'cluster', 0.09],
  ['cluster/render', 'budget-depletion', 'cluster/main', 'cluster', 0.06],
  ['cluster/render', 'world-switch', 'hypervisor', null, 0.01],
  ['gateway/route', 'own-execution', 'gateway/route', 'gateway', 0.9],
  ['gateway/route', 'vcpu-preemption', 'driver/io', 'driver', 0.03],
  ['gateway/route', 'contention-dram', 'infotainment/navigation', 'infotainment', 0.04],
  ['gateway/route', 'interrupt', 'hypervisor', null, 0.03],
  ['driver/housekeeping', 'own-execution', 'driver/housekeeping', 'driver', 0.46],
  ['driver/housekeeping', 'vcpu-preemption', 'gateway/main', 'gateway', 0.52],
  ['driver/housekeeping', 'trap', 'hypervisor', null, 0.02],
  ['infotainment/hmi', 'own-execution', 'infotainment/hmi', 'infotainment', 0.2],
  ['infotainment/hmi', 'preemption', 'infotainment/index.1', 'infotainment', 0.7],
  ['infotainment/hmi', 'lock-holder', 'infotainment/compositor', 'infotainment', 0.05],
  ['infotainment/hmi', 'backend', 'driver/io', 'driver', 0.05],
  ['telematics/log', 'own-execution', 'telematics/log', 'telematics', 0.09],
  ['telematics/log', 'vcpu-preemption', 'infotainment/app.1', 'infotainment', 0.6],
  ['telematics/log', 'budget-depletion', 'telematics/main', 'telematics', 0.31],
];

function ledgerFacts(tasks: readonly TaskFact[]): LedgerFact[] {
  const sumOf = (victim: string) => {
    const task = tasks.find(({ vm, task: name }) => `${vm}/${name}` === victim)!;
    return task.response.meanPs! * task.response.count;
  };
  return ledgerLines.map(([victim, cause, culprit, culpritVm, share]) => ({
    victim,
    victimVm: victim.slice(0, victim.indexOf('/')),
    cause,
    culprit,
    culpritVm,
    ps: Math.round(sumOf(victim) * share),
  }));
}

type RequirementLine = readonly [
  id: string,
  use: string,
  subject: string,
  text: string,
  asil: Asil,
  limitMs: number,
  observedMs: number,
  medianMs: number,
  judged: number,
  broken: number,
  source: string,
  grade: RequirementFact['grade'],
];
const requirementLines: readonly RequirementLine[] = [
  [
    'CAM-1',
    'reaction',
    'camera_to_glass',
    'Latency of the camera monitor',
    'B',
    200,
    46.8,
    39.1,
    299,
    0,
    'un-r46',
    'published',
  ],
  [
    'CLU-1',
    'deadline',
    'cluster/render',
    'Every frame is drawn in time',
    'B',
    8,
    8.16,
    5.22,
    600,
    2,
    'in-house',
    'assumed',
  ],
  [
    'CLU-2',
    'reaction',
    'speed_to_needle',
    'The needle follows the speed',
    'B',
    80,
    30.3,
    22.4,
    999,
    0,
    'in-house',
    'assumed',
  ],
  [
    'CLU-3',
    'reaction',
    'brake_to_telltale',
    'The brake telltale lights',
    'B',
    50,
    20.7,
    10.6,
    998,
    0,
    'in-house',
    'assumed',
  ],
  [
    'CLU-4',
    'response',
    'cluster/needle',
    'The needle is drawn within a frame',
    'B',
    16.667,
    1.755,
    1.1,
    600,
    0,
    'in-house',
    'assumed',
  ],
  [
    'GW-1',
    'response',
    'gateway/route',
    'Frames are routed in time',
    'B',
    2,
    0.075,
    0.066,
    2100,
    0,
    'in-house',
    'assumed',
  ],
  [
    'GW-2',
    'response',
    'gateway/diagnosis',
    'Diagnosis answers in time',
    'B',
    50,
    2.9,
    1.4,
    100,
    0,
    'iso-14229',
    'published',
  ],
  ['IVI-1', 'reaction', 'touch_to_sound', 'A touch is heard', 'QM', 100, 160, 12.2, 98, 9, 'in-house', 'assumed'],
  [
    'IVI-2',
    'response',
    'infotainment/compositor',
    'No frame is dropped',
    'QM',
    4.5,
    4.19,
    3.2,
    600,
    0,
    'in-house',
    'assumed',
  ],
  [
    'TEL-1',
    'reaction',
    'remote_command',
    'A remote command arrives',
    'QM',
    500,
    112,
    71,
    20,
    0,
    'measured-2024',
    'measured',
  ],
];

function requirementFact(line: RequirementLine): RequirementFact {
  const [id, use, subject, text, asil, limitMs, observedMs, medianMs, judged, broken, source, grade] = line;
  const [limit, observed, median] = [limitMs, observedMs, medianMs].map((value) => Math.round(value * ms)) as [
    number,
    number,
    number,
  ];
  const verdict = observed > limit ? 'violated' : 'met';
  return {
    id,
    use,
    subject,
    text,
    asil,
    verdict,
    reason: null,
    unit: 'ps',
    comparison: 'max',
    limit,
    observed,
    median,
    ratio: observed / limit,
    judged,
    broken,
    source,
    grade,
    implied: false,
  };
}

const chainPaths: Readonly<Record<string, readonly string[]>> = {
  brake_to_telltale: ['gateway/can_rx', 'gateway/route', 'cluster/telltale'],
  camera_to_glass: ['cluster/camera_in', 'cluster/camera_view', 'cluster/render'],
  remote_command: ['telematics/receive', 'telematics/command', 'gateway/diagnosis'],
  speed_to_needle: ['gateway/can_rx', 'gateway/route', 'cluster/needle', 'cluster/render'],
  touch_to_sound: ['infotainment/touch', 'infotainment/hmi', 'infotainment/audio'],
};

const releaseAtPs = 2_008_040 * us;

function story(): JobStory {
  const at = (relativeMs: number) => releaseAtPs + Math.round(relativeMs * ms);
  const span = (fromMs: number, toMs: number) => ({ startPs: at(fromMs), endPs: at(toMs) });
  const rows: readonly (readonly [Cause, string, string | null, number, number])[] = [
    ['own-execution', 'cluster/render', 'cluster', 2_122.4, 2_120.1],
    ['backend', 'gpu', null, 2_705.2, 2_215.3],
    ['budget-depletion', 'cluster/main', 'cluster', 1_955.1, 0],
    ['contention-dram', 'infotainment/index.1', 'infotainment', 638.7, 421.6],
    ['preemption', 'cluster/camera_in', 'cluster', 402.2, 0],
    ['contention-dram', 'infotainment/navigation', 'infotainment', 204.8, 0],
    ['preemption', 'cluster/speed_in', 'cluster', 84.1, 0],
    ['preemption', 'cluster/watchdog', 'cluster', 32.6, 32.1],
    ['contention-dram', 'infotainment/index.0', 'infotainment', 0, 420.7],
    ['world-switch', 'hypervisor', null, 11.3, 6.8],
    ['trap', 'hypervisor', null, 3.6, 3.4],
  ];
  const responsePs = Math.round(rows.reduce((sum, row) => sum + row[3], 0) * us);
  const task = (
    label: string,
    releases: readonly number[],
    runs: readonly (readonly [number, number, 'running' | 'ready' | 'waiting'])[],
  ): Lane => ({
    kind: 'task',
    label: `cluster/${label}`,
    vm: 'cluster',
    hero: label === 'render',
    releases: releases.map(at),
    deadlines: [],
    intervals: runs.map(([from, to, state]) => ({ ...span(from, to), state })),
  });
  const core = (
    label: string,
    strip: boolean,
    pieces: readonly (readonly [number, number, string | null, boolean?])[],
  ): Lane => ({
    kind: 'pcpu',
    label,
    strip,
    intervals: pieces.map(([from, to, vm, overhead]) => ({
      ...span(from, to),
      vm,
      label: vm === null ? 'hypervisor' : `${vm}/main`,
      overhead: overhead ?? false,
    })),
  });
  return {
    requirement: 'CLU-1',
    lateJobs: 2,
    ledger: {
      task: 'cluster/render',
      job: 120,
      releaseAtPs,
      finishAtPs: releaseAtPs + responsePs,
      responsePs,
      deadlinePs: 8 * ms,
      lateByPs: responsePs - 8 * ms,
      medianResponsePs: Math.round(rows.reduce((sum, row) => sum + row[4], 0) * us),
      rows: rows.map(([cause, culprit, culpritVm, thisUs, medianUs]) => ({
        cause,
        culprit,
        culpritVm,
        ps: Math.round(thisUs * us),
        medianPs: Math.round(medianUs * us),
      })),
    },
    window: { startPs: at(-6.6), endPs: at(10.2) },
    lanes: [
      {
        kind: 'supply',
        label: 'cluster/main',
        vm: 'cluster',
        intervals: [
          { ...span(-6.6, -2), state: 'held' },
          { ...span(-2, 1.96), state: 'depleted' },
          { ...span(1.96, 5.62), state: 'held' },
          { ...span(6.95, 7), state: 'held' },
          { ...span(8, 8.16), state: 'held' },
          { ...span(8.66, 9.68), state: 'held' },
        ],
      },
      core('pcpu1', false, [
        [-6.6, -3.02, 'cluster'],
        [-3.02, -3, null, true],
        [-3, -2, 'cluster'],
        [1.94, 1.96, null, true],
        [1.96, 5.62, 'cluster'],
        [6.95, 7, 'cluster'],
        [8, 8.16, 'cluster'],
        [8.66, 9.68, 'cluster'],
      ]),
      {
        kind: 'budget',
        label: 'cluster/main',
        vm: 'cluster',
        fullPs: 6 * ms,
        points: [
          [at(-6.6), 4.6 * ms],
          [at(-2), 0],
          [at(1.96), 0],
          [at(1.96), 6 * ms],
          [at(5.62), 2.34 * ms],
          [at(8.66), 2.1 * ms],
          [at(9.68), 1.1 * ms],
          [at(10.2), 1.1 * ms],
        ],
      },
      task(
        'watchdog',
        [-3.04, 1.96, 6.96],
        [
          [-3.02, -2.99, 'running'],
          [1.97, 2, 'running'],
          [6.96, 6.99, 'running'],
        ],
      ),
      task(
        'camera_in',
        [-1.1],
        [
          [-1.1, 2, 'ready'],
          [2, 2.43, 'running'],
        ],
      ),
      task(
        'speed_in',
        [1.96],
        [
          [1.96, 2.43, 'ready'],
          [2.43, 2.52, 'running'],
        ],
      ),
      task(
        'needle',
        [-6.8, 8.66],
        [
          [-6.6, -6.5, 'running'],
          [8.66, 9.68, 'running'],
        ],
      ),
      task(
        'render',
        [0],
        [
          [0, 2.52, 'ready'],
          [2.52, 5.42, 'running'],
          [5.42, 8, 'waiting'],
          [8, responsePs / ms, 'running'],
        ],
      ),
      task(
        'camera_view',
        [-6.55],
        [
          [-6.6, -6.5, 'ready'],
          [-6.5, -3.6, 'running'],
        ],
      ),
      core('pcpu0', true, [
        [-6.6, -6.45, 'gateway'],
        [-6.45, -5.1, 'driver'],
        [-4.95, -4.8, 'gateway'],
        [1.96, 2.15, 'gateway'],
        [2.25, 2.4, 'gateway'],
        [6.96, 7, 'gateway'],
      ]),
      core('pcpu2', true, [
        [-6.6, 0.98, 'infotainment'],
        [1.96, 10.2, 'infotainment'],
      ]),
      core('pcpu3', true, [
        [-6.6, 1, 'infotainment'],
        [1, 1.97, 'telematics'],
        [1.97, 10.2, 'infotainment'],
      ]),
    ],
  };
}

const vcpuLines: readonly (readonly [
  vm: string,
  vcpu: string,
  core: number,
  used: number,
  depleted: number,
  budgetMs: number,
  periodMs: number,
])[] = [
  ['cluster', 'main', 1, 0.371, 0.0042, 6, 10],
  ['driver', 'io', 0, 0.029, 0, 4, 10],
  ['gateway', 'main', 0, 0.057, 0, 4, 10],
  ['infotainment', 'app.0', 2, 0.818, 0.061, 9, 10],
  ['infotainment', 'app.1', 3, 0.816, 0.058, 9, 10],
  ['telematics', 'main', 3, 0.031, 0.012, 2, 20],
];

function vcpuFact(
  [vm, vcpu, core, used, depleted, budgetMs, periodMs]: (typeof vcpuLines)[number],
  horizonPs: number,
): VcpuFact {
  const gapMs = periodMs - budgetMs;
  return {
    vm,
    vcpu,
    asil: vmAsil[vm]!,
    pcpus: [core],
    runPs: Math.round(used * horizonPs),
    readyPs: Math.round(0.01 * horizonPs),
    blockedPs: Math.round((1 - used - 0.01 - depleted) * horizonPs),
    depletedPs: Math.round(depleted * horizonPs),
    windowClosedPs: 0,
    switches: 4_000,
    budgetPs: budgetMs * ms,
    periodPs: periodMs * ms,
    leastSupply: Array.from({ length: 60 }, (_, index) => {
      const t = ((index + 1) / 60) * 4 * periodMs;
      const whole = Math.floor(t / periodMs);
      return [
        Math.round(t * ms),
        Math.round((whole * budgetMs + Math.max(0, t - whole * periodMs - gapMs)) * ms),
      ] as const;
    }),
  };
}

function provenanceFacts(): Provenance[] {
  const areas: readonly (readonly [string, number, number, number])[] = [
    ['hypervisor.costs.', 0, 4, 2],
    ['media.emmc.', 2, 5, 1],
    ['requirements.', 1, 2, 7],
    ['soc.cores.', 3, 18, 2],
    ['vms.cluster.tasks.', 2, 0, 21],
  ];
  return areas.flatMap(([prefix, measured, published, assumed]) =>
    (['measured', 'published', 'assumed'] as const).flatMap((grade, column) =>
      Array.from({ length: [measured, published, assumed][column]! }, (_, index) => ({
        path: `${prefix}${prefix === 'requirements.' && grade === 'assumed' ? ['CLU-1', 'CLU-2', 'CLU-3', 'CLU-4', 'GW-1', 'IVI-1', 'IVI-2'][index]! : `n${column}${index}`}.max`,
        value: `${index + 1} ms`,
        source: grade === 'assumed' ? 'none' : 'sheet',
        grade,
      })),
    ),
  );
}

/** The cockpit: 2 of 10 requirements violated, one story. */
export function sampleFacts(): RunFacts {
  const horizonPs = 10_000 * ms;
  const tasks = taskLines.map(taskFact);
  const bins = 200;
  const next = sequence(99);
  const coreShares = [
    [0, 0.029, 0.057, 0, 0, 0.004],
    [0.371, 0, 0, 0, 0, 0.004],
    [0, 0, 0, 0.818, 0, 0.004],
    [0, 0, 0, 0.816, 0.031, 0.004],
  ];
  return {
    ecu: {
      name: 'cockpit',
      description: 'A digital cockpit on one chip',
      sha256: '5b0c91e2'.repeat(8),
      soc: 'am62p',
      hypervisor: 'xen-arm',
      policy: 'fixed-priority',
      origin: 'cockpit.yaml',
    },
    seed: 1,
    horizonPs,
    warmUpPs: 0,
    fingerprint: '9d41c07ab3e85f12'.repeat(4),
    vms: vmNames.map((vm) => ({
      vm,
      asil: vmAsil[vm]!,
      kernel: vmAsil[vm] === 'QM' ? 'linux' : 'osek',
      runPs: 1e12,
      responseSumPs: 1e12,
    })),
    tasks,
    chains: Object.entries(chainPaths).map(([chain, path], index) => {
      const line = requirementLines.find(([, , subject]) => subject === chain)!;
      const values = spread(line[8], line[7] * 0.4 * ms, line[6] * ms, 50 + index);
      return { chain, path, reaction: distributionOf(values), dataAge: distributionOf(values), lost: 1 };
    }),
    vcpus: vcpuLines.map((line) => vcpuFact(line, horizonPs)),
    pcpus: coreShares.map((shares, core) => ({
      pcpu: `pcpu${core}`,
      coreType: 'a53',
      busyPs: Math.round(shares.reduce((sum, share) => sum + share, 0) * horizonPs),
      idlePs: Math.round((1 - shares.reduce((sum, share) => sum + share, 0)) * horizonPs),
      overheadPs: Math.round(0.004 * horizonPs),
      worldSwitches: 9_000,
      perVmPs: shares.slice(0, 5).map((share) => Math.round(share * horizonPs)),
    })),
    ledger: ledgerFacts(tasks),
    requirements: requirementLines.map(requirementFact),
    story: story(),
    wholeRun: {
      binPs: horizonPs / bins,
      pcpus: coreShares.map((shares, core) => ({
        pcpu: `pcpu${core}`,
        shares: shares.map((share) =>
          Array.from({ length: bins }, () => (share === 0 ? 0 : share * (0.9 + 0.2 * next()))),
        ),
      })),
      violations: [
        { requirement: 'CLU-1', atPs: [2_016_200 * us, 2_316_000 * us], count: 2 },
        {
          requirement: 'IVI-1',
          atPs: [1040, 1390, 1540, 2620, 3010, 3100, 3450, 3650, 4400].map((atMs) => atMs * ms),
          count: 9,
        },
      ],
    },
    provenance: provenanceFacts(),
    warnings: [{ path: 'boot', message: 'not simulated yet: boot stages (guests run from 0 s)' }],
  };
}

export const sampleReplay = {
  line: 'bulkhead replay "run cockpit --seed 1 --horizon 10s --ecu 5b0c91e25b0c91e2 --fp 9d41c07ab3e85f12"',
  version: '0.1.0',
};
