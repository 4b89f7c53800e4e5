/**
 * What an ECU file can say and no model lives yet: read, checked, and named in a warning, one for each area, never dropped
 * in silence. When an area gets its model, its line here goes.
 */
import { deviceOf } from '../models/virtio/devices.ts';
import type { EcuDescription, Task, Vm, Warning } from './ecu.ts';
import { memorySocOf, sampledLevel } from './shared-memory.ts';

type Described = Omit<EcuDescription, 'origin' | 'warnings' | 'sha256'>;

interface Area {
  /** Path in the file that is named in the warning. */
  readonly path: string;
  /** What it is, and what happens instead. */
  readonly message: string;
  /** What of it stands in this file; empty when nothing does. */
  readonly found: (ecu: Described) => readonly string[];
}

const inVms =
  (find: (vm: Vm) => boolean) =>
  ({ vms }: Described): string[] =>
    vms.filter(find).map(({ name }) => name);
const inTasks = (find: (task: Task) => boolean) => (ecu: Described) =>
  ecu.vms.flatMap((vm) => vm.tasks.filter(find).map(({ name }) => `${vm.name}/${name}`));
const isLater = ({ use }: { readonly use: string }) => deviceOf(use) === null;
const whole = (is: boolean): readonly string[] => (is ? [''] : []);

/** One line for each area. */
const areas: readonly Area[] = [
  {
    path: 'memory.fidelity',
    message:
      'the access level on a chip with several last caches: ALL contention of this run is that of the rate level',
    found: ({ memory, soc }) => whole(memory.fidelity === 'access' && !sampledLevel(memorySocOf(soc))),
  },
  {
    path: 'vms.*.tasks.*.memory',
    message: 'demands by profile or trace (these tasks run at the full rate of their core)',
    found: inTasks(({ memory }) => memory?.use === 'profile' || memory?.use === 'trace'),
  },
  {
    path: 'vms.*.devices',
    message: 'devices of these kinds (requests to them take no time)',
    found: ({ vms }) =>
      vms.flatMap((vm) => vm.devices.filter(isLater).map(({ name, use }) => `${vm.name}/${name} (${use})`)),
  },
  { path: 'vms.*.regions', message: 'regions of memory', found: inVms(({ regions }) => regions.length > 0) },
  {
    path: 'vms.*.groups',
    message: 'groups of tasks under kernels other than linux (weights and quotas change nothing)',
    found: inVms(({ groups, kernel }) => groups.length > 0 && kernel.use !== 'linux'),
  },
  {
    path: 'vms.*.tasks.*.budget',
    message: 'budgets of tasks of linux outside its class deadline',
    found: ({ vms }) =>
      vms
        .filter(({ kernel }) => kernel.use === 'linux')
        .flatMap((vm) =>
          vm.tasks
            .filter(({ budgetPs, policy }) => budgetPs !== null && policy !== 'deadline')
            .map(({ name }) => `${vm.name}/${name}`),
        ),
  },
  {
    path: 'channels.*.protect',
    message: 'protection of channels',
    found: ({ channels }) => names(channels.filter(({ protect }) => protect !== null)),
  },
  { path: 'access', message: 'the access matrix', found: ({ access }) => whole(access !== null) },
  {
    path: 'lifecycle',
    message: 'start, stop and restart of VMs',
    found: ({ lifecycle }) => names(lifecycle as readonly { name: string }[]),
  },
];

function names(things: readonly { readonly name: string }[]): string[] {
  return things.map(({ name }) => name);
}

const mostNamed = 4;

/** Warnings in the order of the areas. */
export function notSimulatedYet(ecu: Described): Warning[] {
  return areas.flatMap(({ path, message, found }) => {
    const things = found(ecu);
    if (things.length === 0) return [];
    const shown = things.filter((thing) => thing !== '').slice(0, mostNamed);
    const more = things.length > mostNamed ? ` and ${things.length - mostNamed} more` : '';
    return [
      { path, message: `not simulated yet: ${message}${shown.length === 0 ? '' : `: ${shown.join(', ')}${more}`}` },
    ];
  });
}
