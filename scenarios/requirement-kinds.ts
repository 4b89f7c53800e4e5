/**
 * What can stand after `use` in `requirements:`: the kinds, and presets of them whose limit has a public source. Here is
 * what a requirement may say; how a kind is judged belongs to `analysis/requirements/`. A preset is a kind with a limit
 * and a text filled in, and is resolved to that kind.
 */
import { z } from 'zod';
import { type Grade, share, time } from '../models/parameter.ts';
import { asils } from './shape.ts';
import { mark, positive, type RefKind, ref, text } from './words.ts';

export interface RequirementKind {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  /** Unit of `max` and `min` in code: ps or a fraction. */
  readonly unit: 'ps' | 'fraction';
  /** The kind that a preset stands for; its own name otherwise. */
  readonly kind: string;
  /** Subject when `of` is not written, or null when it must be. */
  readonly subject: string | null;
  /** Its limit stands at its subject (a task's deadline). */
  readonly limitAtSubject: boolean;
  readonly parameters: z.ZodObject;
}

/** `max`: the worst of all items; `p99.9`: nearest rank. */
const statistic = () =>
  z.string().regex(/^(max|min|mean|median|p\d{1,2}(\.\d{1,3})?|p100)$/, {
    error: 'expects max, min, mean, median or a percentile like p99.9',
  });

interface Limit {
  readonly max: string;
  readonly source: string;
  readonly grade: Grade;
  readonly text: string;
}

function parametersOf(of: RefKind | null, quantity: () => z.ZodType, limit: Limit | null) {
  const preset = limit === null ? null : { source: limit.source, grade: limit.grade };
  const max = positive(quantity());
  return z.strictObject({
    ...(of === null ? {} : { of: ref(of) }),
    max: limit === null ? max.optional() : mark(max.prefault(limit.max as never), { sheet: preset! }),
    min: positive(quantity()).optional(),
    statistic: statistic().prefault('max'),
    text: text().prefault(limit?.text ?? ''),
    asil: z.enum(asils).prefault('QM'),
    status: text().prefault(''),
    parent: ref('requirement').optional(),
  });
}

interface Given {
  readonly name: string;
  readonly origin?: string;
  readonly summary: string;
  readonly of: RefKind | null;
  readonly subject?: string;
  readonly quantity?: () => z.ZodType;
  readonly limitAtSubject?: boolean;
}

function kind({ name, origin, summary, of, subject, quantity = time, limitAtSubject = false }: Given): RequirementKind {
  return {
    name,
    origin: origin ?? 'AUTOSAR timing extensions (AUTOSAR_TPS_TimingExtensions)',
    summary,
    unit: quantity === share ? 'fraction' : 'ps',
    kind: name,
    subject: subject ?? null,
    limitAtSubject,
    parameters: parametersOf(of, quantity, null),
  };
}

function preset(name: string, kindName: string, of: RefKind, summary: string, limit: Limit): RequirementKind {
  return {
    name,
    origin: limit.source,
    summary,
    unit: 'ps',
    kind: kindName,
    subject: null,
    limitAtSubject: false,
    parameters: parametersOf(of, time, limit),
  };
}

const fastBoot =
  'fast-boot literature for in-vehicle systems: 50 ms network response, 1 s splash, 2 s user interaction';

export const requirementKinds = {
  deadline: kind({
    name: 'deadline',
    summary: 'Every job of a task finishes by its deadline; the limit stands at the task.',
    of: 'any-task',
    limitAtSubject: true,
  }),
  response: kind({ name: 'response', summary: 'Response time of a task.', of: 'any-task' }),
  reaction: kind({
    name: 'reaction',
    summary: 'From the release of the first task of a chain to the first output that carries it.',
    of: 'chain',
  }),
  'data-age': kind({
    name: 'data-age',
    summary: 'From the release of the first task of a chain to the last output that still uses its data.',
    of: 'chain',
  }),
  utilisation: kind({
    name: 'utilisation',
    origin: 'share of the simulated time',
    summary: 'Share of its time that a VM, a vCPU or a pCPU is used.',
    of: 'load',
    quantity: share,
  }),
  boot: kind({
    name: 'boot',
    origin: 'time from power-on',
    summary: 'From power-on to a milestone.',
    of: 'milestone',
  }),
  'boot-overhead': kind({
    name: 'boot-overhead',
    origin: 'AGL EG-VIRT requirements, hypervisor boot-time overhead',
    summary: 'Share of the boot time that the hypervisor adds.',
    of: null,
    subject: 'boot',
    quantity: share,
  }),
  'rear-view-fmvss-111': preset(
    'rear-view-fmvss-111',
    'boot',
    'milestone',
    'The rear-view image is shown within 2.0 s.',
    {
      max: '2.0 s',
      source: 'FMVSS 111 (49 CFR 571.111) S5.5.3, test S14.2',
      grade: 'published',
      text: 'Rear-view image after power-on',
    },
  ),
  'camera-monitor-un-r46': preset(
    'camera-monitor-un-r46',
    'reaction',
    'chain',
    'A camera monitor system shows what it sees within 200 ms.',
    {
      max: '200 ms',
      source: 'UN Regulation No. 46, camera-monitor systems: system latency below 200 ms at 22 +- 5 degrees Celsius',
      grade: 'published',
      text: 'Latency of the camera monitor',
    },
  ),
  'first-can': preset('first-can', 'boot', 'milestone', 'The first CAN frame is sent within 100 ms.', {
    max: '100 ms',
    source: 'QNX fast-boot material: 30 to 100 ms from power-on to CAN for telematics-class nodes; the upper end',
    grade: 'published',
    text: 'CAN is alive soon after power-on',
  }),
  'first-network': preset('first-network', 'boot', 'milestone', 'The network answers within 50 ms.', {
    max: '50 ms',
    source: fastBoot,
    grade: 'published',
    text: 'The network answers soon after power-on',
  }),
  'first-splash': preset('first-splash', 'boot', 'milestone', 'A first picture is shown within 1 s.', {
    max: '1 s',
    source: fastBoot,
    grade: 'published',
    text: 'A first picture is shown',
  }),
  'first-interaction': preset('first-interaction', 'boot', 'milestone', 'The user can operate the screen within 2 s.', {
    max: '2 s',
    source: fastBoot,
    grade: 'published',
    text: 'The user can operate the screen',
  }),
} as const satisfies Record<string, RequirementKind>;

export function requirementKindOf(use: string): RequirementKind | undefined {
  return Object.hasOwn(requirementKinds, use) ? requirementKinds[use as keyof typeof requirementKinds] : undefined;
}
