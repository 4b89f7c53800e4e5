/**
 * The shape of an ECU file of version 1: every key, what it holds, its default. This is the one place that says so; the
 * reader, the JSON Schema and the lists of allowed keys follow. What a chosen member (`use`) takes stands in the
 * member's own file. Values are in code units after reading (ps, bytes, bytes/s, Hz).
 *
 * A default is written as in a file (`prefault('10 s')`). Defaults that depend on other parts of the file (the deadline,
 * the priority, the first vCPU) are made in `resolve.ts`. Every named thing also takes `like`, `count`, `source`, `note`.
 */
import { z } from 'zod';
import { profileShape } from '../models/hypervisor/profile.ts';
import { controllers } from '../models/interrupt/controllers.ts';
import { count, rate, size, time } from '../models/parameter.ts';
import type { Choice, Execution } from './ecu.ts';
import { socShapes } from './soc.ts';
import { flag, mark, member, named, perPolicy, positive, ref, refs, text } from './words.ts';

export const formatVersion = 1;
export const mostCopies = 4096;
/** What no thing may be called: back-end places of devices. */
export const reservedNames = ['hypervisor', 'vhost', 'vmm', 'passthrough'];
/** A letter, then letters, digits, `_`, `-`; a copy made by `count` may be written out as `name.0`. */
export const namePattern = /^[A-Za-z][A-Za-z0-9_-]*(\.(0|[1-9]\d*))?$/;

export const asils = ['QM', 'A', 'B', 'C', 'D'] as const;
const asil = () => z.enum(asils).prefault('QM');
const communications = z.enum(['implicit', 'explicit', 'let']);
const execution = () => member<Execution>('executions');
const structuralCount = (min: number, max: number) => mark(count(min, max), { structural: true });

const optionalShape = (shape: Readonly<Record<string, z.ZodType>>) =>
  Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, schema.optional()]));

const step = mark(
  z.strictObject({
    name: text().optional(),
    run: execution().optional(),
    accelerator: ref('accelerator').optional(),
    request: ref('device').optional(),
    size: positive(size()).optional(),
    sleep: time().optional(),
    hold: refs('resource').prefault([]),
  }),
  { noun: 'step' },
);

const task = z.strictObject({
  period: positive(time()).optional(),
  offset: time().optional(),
  jitter: time().optional(),
  activation: member<Choice>('activations').optional(),
  deadline: positive(time()).optional(),
  execution: execution().optional(),
  steps: z.array(step).optional(),
  on: refs('vcpu').optional(),
  group: ref('group').optional(),
  policy: text().optional(),
  per_policy: perPolicy('unit'),
  priority: count().optional(),
  preemptible: flag().prefault(true),
  budget: positive(time()).optional(),
  memory: member<Choice>('demands').optional(),
  reads: refs('channel').prefault([]),
  writes: refs('channel').prefault([]),
});

const vcpu = z.strictObject({
  pcpus: z.array(mark(z.union([z.string(), z.number()]), { ref: 'pcpu' })).optional(),
  budget: positive(time()).optional(),
  period: positive(time()).optional(),
  weight: count(1).prefault(256),
  priority: count().prefault(0),
  per_policy: perPolicy('unit'),
});

const vm = z.strictObject({
  asil: asil(),
  kernel: member<Choice>('kernels', 'osek').prefault('osek' as never),
  memory: positive(size()).prefault('64 MiB'),
  stage2_page: size().optional(),
  pool: ref('pool').optional(),
  regions: named(
    'region',
    z.strictObject({
      size: positive(size()),
      rights: z.array(z.enum(['read', 'write', 'execute', 'dma'])).prefault(['read', 'write']),
      shared_with: refs('vm').prefault([]),
    }),
  ).prefault({}),
  vcpus: named('vCPU', vcpu).prefault({ main: {} }),
  resources: named(
    'resource',
    z.strictObject({ protocol: z.enum(['ceiling', 'inheritance', 'spin', 'none']).prefault('ceiling') }),
  ).prefault({}),
  groups: named(
    'group',
    z.strictObject({
      weight: count(1).prefault(256),
      quota: positive(time()).optional(),
      period: positive(time()).optional(),
      parent: ref('group').optional(),
    }),
  ).prefault({}),
  interrupts: named(
    'interrupt',
    z.strictObject({
      line: structuralCount(0, 8191),
      arrival: member<Choice>('activations').optional(),
      handler: execution().prefault('0 s' as never),
      softirq: execution().optional(),
      deliver: z.enum(['inject', 'direct']).prefault('inject'),
      category: structuralCount(1, 2).prefault(2),
      vcpu: ref('vcpu').optional(),
      throttle: mark(z.strictObject({ most: structuralCount(1, 65_535), per: positive(time()) }), {
        noun: 'throttle',
      }).optional(),
    }),
  ).prefault({}),
  devices: named('device', member<Choice>('devices')).prefault({}),
  tasks: named('task', task).prefault({}),
});

const stage = z.strictObject({
  after: refs('stage').prefault([]),
  takes: execution().optional(),
  load: size().optional(),
  storage: ref('medium').optional(),
  decompress: positive(rate()).optional(),
  priority: count().prefault(0),
  verify: mark(
    z.strictObject({
      by: ref('stage'),
      hash: text().optional(),
      signature: text().optional(),
      engine: text().optional(),
      rollback: count().optional(),
      when: z.enum(['load', 'first-access', 'measure']).prefault('load'),
    }),
    { noun: 'verify' },
  ).optional(),
  on: structuralCount(0, 1023).optional(),
  vm: ref('vm').optional(),
});

const { core, accelerator, cache, dram, interconnect, iommu } = socShapes;
const soc = mark(
  z.strictObject({
    use: text().optional(),
    cores: mark(named('core type', z.strictObject(core)), { named: 'core type', repeats: false }).prefault({}),
    accelerators: named(
      'accelerator',
      z.strictObject({
        clock: accelerator.clock,
        call_cost: accelerator.call_cost.prefault('0 s'),
        policy: accelerator.policy.prefault('fifo'),
      }),
    ).prefault({}),
    caches: named('cache', z.strictObject(cache)).prefault({}),
    dram: z.strictObject(optionalShape(dram)).optional(),
    interconnect: z.strictObject(optionalShape(interconnect)).optional(),
    iommu: z.strictObject(optionalShape(iommu)).optional(),
  }),
  { member: 'socs', implied: 'generic-4core', noun: 'soc' },
);

const hypervisor = mark(
  z.strictObject({
    use: text().optional(),
    policy: ref('policy'),
    per_policy: perPolicy('level'),
    pools: named(
      'pool',
      z.strictObject({
        pcpus: z.array(mark(z.union([z.string(), z.number()]), { ref: 'pcpu' })),
        policy: ref('policy').optional(),
        per_policy: perPolicy('level'),
      }),
    ).prefault({}),
    costs: z.strictObject(profileShape.costs),
    enforce_budgets: flag().prefault(true),
    stage2_page: profileShape.stage2_page,
    wfi: profileShape.wfi,
    interrupts: z.enum(Object.keys(controllers) as [string, ...string[]]).optional(),
    creation_order: refs('vm').optional(),
  }),
  { member: 'profiles', implied: 'none', noun: 'hypervisor' },
);

export const ecuShape = z.strictObject({
  bulkhead: structuralCount(1, Number.MAX_SAFE_INTEGER),
  base: text().optional(),
  name: text().optional(),
  description: text().prefault(''),
  source: ref('source').optional(),
  sources: named(
    'source',
    z.strictObject({
      grade: z.enum(['measured', 'published', 'assumed']),
      text: text(),
      url: text().optional(),
      date: text().optional(),
      version: text().optional(),
    }),
  ).prefault({}),
  run: z
    .strictObject({
      horizon: positive(time()).prefault('10 s'),
      warm_up: time().prefault('0 s'),
      seed: structuralCount(0, 0xffff_ffff).prefault(1),
    })
    .prefault({}),
  soc: soc.prefault('generic-4core' as never),
  hypervisor: hypervisor.prefault('none' as never),
  memory: z
    .strictObject({
      fidelity: z.enum(['none', 'rate', 'access']).prefault('rate'),
      regulators: named('regulator', member<Choice>('regulators')).prefault({}),
    })
    .prefault({}),
  media: named('medium', member<Choice>('media')).prefault({}),
  communication: communications.prefault('implicit'),
  channels: named(
    'channel',
    z.strictObject({
      size: positive(size()).prefault('4 B'),
      via: z.enum(['memory', 'shared-memory', 'vsock']).prefault('memory'),
      communication: communications.optional(),
      protect: member<Choice>('protections').optional(),
    }),
  ).prefault({}),
  access: mark(
    z.record(
      z.string(),
      mark(z.record(z.string(), z.array(z.enum(['read', 'write', 'control']))), { keys: 'channel-or-medium' }),
    ),
    { keys: 'vm' },
  ).optional(),
  vms: named('VM', vm),
  chains: named('chain', z.strictObject({ path: refs('chain-link') })).prefault({}),
  boot: z
    .strictObject({
      storage: ref('medium').optional(),
      stages: named('stage', stage).prefault({}),
      milestones: named('milestone', ref('task-or-stage')).prefault({}),
    })
    .optional(),
  requirements: named('requirement', member<Choice>('requirements')).prefault({}),
  claims: named('claim', member<Choice>('claims')).prefault({}),
  lifecycle: named(
    'lifecycle step',
    z.strictObject({
      do: z.enum(['start', 'stop', 'pause', 'resume', 'restart', 'shutdown']),
      vm: ref('vm'),
      at: time(),
    }),
  ).prefault({}),
  faults: named('fault', member<Choice>('faults')).prefault({}),
});

/** Keys that every named thing takes beside its own. */
export const commonShape: Readonly<Record<string, z.ZodType>> = {
  like: text().optional(),
  count: mark(count(0, mostCopies), { structural: true }).optional(),
  source: ref('source').optional(),
  note: text().optional(),
};

/** A shape with the common keys after its own; its own win (`count` of a core type). */
export function withCommonKeys(own: Readonly<Record<string, z.ZodType>>): Record<string, z.ZodType> {
  const common = Object.entries(commonShape).filter(([key]) => !Object.hasOwn(own, key));
  return { ...own, ...Object.fromEntries(common) };
}

export type FileEcu = z.output<typeof ecuShape>;
export type FileVm = z.output<typeof vm>;
export type FileTask = z.output<typeof task>;
export type FileStep = z.output<typeof step>;
export type FileVcpu = z.output<typeof vcpu>;
