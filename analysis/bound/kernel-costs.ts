/**
 * What a guest's kernel adds, as its resolved parameters in the description say: cost of a task switch and of an interrupt, the
 * tick, and how it orders tasks. A kernel that is not named here has no bound. Times in ps.
 */
import type { Task, Vm } from '../../scenarios/ecu.ts';

/** How the kernel chooses among the tasks of one class. */
export type Order = 'priority' | 'deadline' | 'turns' | 'any';

export interface KernelCosts {
  readonly switchPs: number;
  readonly interruptPs: number;
  /** Period of the tick on a busy vCPU; null: none. */
  readonly tickPs: number | null;
  /** A task that runs beside others may be interrupted by the end of its slice at most this often; null: never. */
  readonly slicePs: number | null;
  readonly preemptive: boolean;
}

/** Class of a task: a larger band goes first, whatever happens below. */
export interface TaskClass {
  readonly band: number;
  readonly order: Order;
}

const number = (vm: Vm, key: string, byDefault: number): number => {
  const value = vm.kernel[key];
  return typeof value === 'number' ? value : byDefault;
};

/** Ticks of the fair classes: no slice ends off their grid. */
const fairTickPs = 4e9;
const turnsByDefaultPs = 10e9;

export function kernelCostsOf(vm: Vm): KernelCosts | string {
  const switchPs = number(vm, 'switch_cost', 0);
  const interruptPs = number(vm, 'interrupt_cost', 0);
  const common = { switchPs, interruptPs, tickPs: null, slicePs: null, preemptive: true };
  switch (vm.kernel.use) {
    case 'osek':
      return common;
    case 'bare':
      return {
        ...common,
        slicePs:
          typeof vm.kernel.quantum === 'number'
            ? vm.kernel.quantum
            : vm.kernel.policy === 'round-robin'
              ? turnsByDefaultPs
              : null,
        preemptive: vm.kernel.preemptive !== false,
      };
    case 'zephyr':
      return { ...common, slicePs: typeof vm.kernel.timeslice === 'number' ? vm.kernel.timeslice : null };
    case 'freertos':
      return { ...common, tickPs: number(vm, 'tick', 1e9), slicePs: number(vm, 'tick', 1e9) };
    case 'linux': {
      if (typeof vm.kernel.rt_runtime === 'number') return 'real-time throttling of its kernel has no bound here';
      const slices: number[] = [];
      if (vm.tasks.some(({ policy }) => policy === 'rr')) slices.push(number(vm, 'rr_timeslice', 100e9));
      if (vm.tasks.some(({ policy }) => policy === null || policy === 'other')) slices.push(fairTickPs);
      return { ...common, tickPs: number(vm, 'tick', 4e9), slicePs: slices.length === 0 ? null : Math.min(...slices) };
    }
    default:
      return `nothing is known of kernel ${vm.kernel.use} here`;
  }
}

export function classOf(vm: Vm, { policy }: Task): TaskClass {
  if (vm.kernel.use === 'bare') {
    const named = vm.kernel.policy;
    return { band: 0, order: named === 'edf' ? 'deadline' : named === 'round-robin' ? 'turns' : 'priority' };
  }
  if (vm.kernel.use !== 'linux') return { band: 0, order: 'priority' };
  if (policy === 'fifo' || policy === 'rr') return { band: 1, order: 'priority' };
  if (policy === null || policy === 'other') return { band: 0, order: 'any' };
  return { band: 2, order: 'any' };
}
