/**
 * Members of shelves whose models come later: their names and keys are known, so that files that use them are read and
 * checked today. When a shelf gets its models, its table here goes, and the members' own schemas take over. `open` members
 * take any key: text, numbers, and quantities of any unit.
 */
import { z } from 'zod';
import { faultEffects } from '../models/fault/action.ts';
import { media as storageMedia } from '../models/medium/media.ts';
import { count, frequency, rate, size, time } from '../models/parameter.ts';
import { commonParameters } from '../models/virtio/device.ts';
import { devices as simulatedDevices } from '../models/virtio/devices.ts';
import { commonShape } from './shape.ts';
import { mark, named, positive, ref, refs, text } from './words.ts';

export interface LaterMember {
  readonly parameters: z.ZodObject;
}
type Table = Readonly<Record<string, LaterMember>>;

const open: LaterMember = { parameters: z.looseObject({}) };
const table = (...names: readonly string[]): Table => Object.fromEntries(names.map((name) => [name, open]));
const keyed = (shape: Readonly<Record<string, z.ZodType>>): LaterMember => ({ parameters: z.strictObject(shape) });

const traffic = named(
  'frame',
  z.strictObject({
    id: mark(count(0, 0x1fff_ffff), { structural: true }),
    size: size(),
    period: positive(time()),
    ...commonShape,
  }),
).prefault({});
export const media: Table = {
  'can-bus': keyed({ rate: positive(rate()), data_rate: positive(rate()).optional(), traffic }),
  ...storageMedia,
  display: keyed({ refresh: positive(frequency()) }),
  link: keyed({ rate: positive(rate()), setup: time().optional(), traffic }),
};

/** Keys that every device takes. */
export const deviceShape: Readonly<Record<string, z.ZodType>> = {
  backend: ref('back-end').prefault('hypervisor'),
  medium: ref('medium').optional(),
  queue_size: count(1, 32768).prefault(256),
  features: z.array(text()).prefault([]),
  transport: z.enum(['mmio', 'pci']).prefault('mmio'),
  line: mark(count(0, 8191), { structural: true }).optional(),
  peer: ref('vm').optional(),
  ...commonParameters,
};
/** Kinds of VirtIO 1.2 to 1.4: those that are simulated, and names whose models come later. */
export const devices: Table = {
  ...table('balloon', 'crypto', 'fs', 'media', 'rpmb', 'watchdog'),
  ...simulatedDevices,
};

/** End-to-end protection profiles of AUTOSAR (PRS E2E). */
const endToEnd = keyed({ timeout: positive(time()).optional(), max_delta: count(1).optional() });
export const protections: Table = Object.fromEntries(
  ['e2e-p01', 'e2e-p02', 'e2e-p04', 'e2e-p05', 'e2e-p06', 'e2e-p07', 'e2e-p08', 'e2e-p11', 'e2e-p22'].map((name) => [
    name,
    endToEnd,
  ]),
);

const effects = z.enum(faultEffects);
/** Keys that every claim takes. */
export const claimShape: Readonly<Record<string, z.ZodType>> = {
  victim: ref('victim').optional(),
  from: refs('vm').optional(),
  ftti: positive(time()).optional(),
  rationale: text().prefault(''),
  upholds: refs('requirement').prefault([]),
  effects: z.array(effects).optional(),
  control: z.array(mark(z.string(), { control: true })).optional(),
  level: z.enum(['A1', 'A2', 'A3', 'A4']).optional(),
};
const within = keyed({ within: positive(time()).optional() });
export const claims: Table = {
  'strict-noninterference': keyed({}),
  'bounded-interference': keyed({ bound: positive(time()), early: time().optional() }),
  deadline: keyed({}),
  supply: keyed({}),
  budget: keyed({ overrun: time().optional() }),
  progress: within,
  synchronisation: keyed({ tolerance: time().optional() }),
  spatial: keyed({}),
  consistency: keyed({}),
  stack: keyed({}),
  'cache-isolation': keyed({}),
  'bandwidth-isolation': keyed({ latency: time().optional() }),
  channel: keyed({}),
  reaction: within,
  boot: within,
  policy: keyed({}),
  'control-plane': keyed({}),
  exhaustion: keyed({}),
  residue: keyed({}),
  'common-cause': keyed({}),
  leakage: open,
};

/** Keys that every fault takes. */
export const faultShape: Readonly<Record<string, z.ZodType>> = {
  in: ref('place'),
  at: time(),
  for: positive(time()).optional(),
  into: ref('vm').optional(),
};
