/**
 * The timeline around one job: replays the whole trace into small state machines and keeps what lies in the window.
 * Order of lanes: supply of the job's vCPU, its pCPU in full, the other pCPUs as strips, the budget, then the tasks
 * that were active on the same vCPU (the job's own first, at most 14, the busiest).
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { recordKinds } from '../../models/records.ts';
import type { Interval, Lane } from '../fact.ts';
import type { IndexedTask, IndexedVcpu, RunIndex } from '../run-index.ts';
import { type PcpuTimeSink, ProcessorUse, type VcpuState, type VcpuStateSink } from '../supply/processor-use.ts';
import { BudgetLane } from './budget-lane.ts';
import { PcpuLane } from './pcpu-lane.ts';
import { Stretches } from './stretches.ts';
import { TaskLane } from './task-lane.ts';

export const taskLanesMax = 14;

type Supply = { readonly state: 'held' | 'depleted' | 'window-closed' };

export class LaneRecorder implements RecordSink, VcpuStateSink, PcpuTimeSink {
  readonly #index: RunIndex;
  readonly #window: Interval;
  readonly #vcpu: IndexedVcpu;
  readonly #vcpuPlace: number;
  readonly #use: ProcessorUse;
  /** By place in the index; the job's own pCPU is `#core`. */
  readonly #pcpus: readonly PcpuLane[];
  readonly #core: number;
  readonly #tasks = new Map<number, TaskLane>();
  readonly #budget: BudgetLane;
  readonly #supply: Stretches<Supply>;

  /** @param corePcpu id of the pCPU that is shown in full */
  constructor(index: RunIndex, hero: IndexedTask, vcpu: IndexedVcpu, corePcpu: number, window: Interval) {
    this.#index = index;
    this.#window = window;
    this.#vcpu = vcpu;
    this.#vcpuPlace = index.vcpus.indexOf(vcpu);
    this.#use = new ProcessorUse(index, window.endPs, this, this);
    this.#budget = new BudgetLane(window);
    this.#supply = new Stretches<Supply>(window, (a, b) => a.state === b.state);
    this.#core = index.pcpus.findIndex(({ id }) => id === corePcpu);
    this.#pcpus = index.pcpus.map(({ name }, place) => new PcpuLane(index, name, place !== this.#core, window));
    const neighbours = index.tasks.filter(({ vm, task }) => vm === vcpu.vm && task.on.includes(vcpu.vcpu.name));
    for (const task of [hero, ...neighbours.filter((task) => task !== hero)]) {
      this.#tasks.set(task.id, new TaskLane(task.name, task.vm.name, task === hero, window));
    }
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    if (atPs > this.#window.endPs) return;
    this.#use.record(kind, atPs, subject, item, object, value);
    if (kind <= recordKinds.resume) this.#task(kind, atPs, subject, object, value);
    else if (kind === recordKinds.on || kind === recordKinds.off) this.#placed(kind, atPs, subject);
    else if (kind === recordKinds.budget && subject === this.#vcpu.id) this.#budget.left(value, atPs);
  }

  #task(kind: number, atPs: number, subject: number, object: number, value: number): void {
    const lane = this.#tasks.get(subject);
    if (lane === undefined) return;
    if (kind === recordKinds.release) lane.release(atPs, value);
    else if (kind === recordKinds.finish) lane.finish();
    else if (kind === recordKinds.dispatch) lane.vcpuPlace = this.#index.vcpus.findIndex(({ id }) => id === object);
    else if (kind === recordKinds.undispatch) lane.vcpuPlace = -1;
    else if (kind === recordKinds.wait) lane.wait(true);
    else if (kind === recordKinds.resume) lane.wait(false);
    this.#show(lane, atPs);
  }

  /** A vCPU came to a pCPU or left it. */
  #placed(kind: number, atPs: number, vcpuId: number): void {
    for (const lane of this.#tasks.values()) {
      if (this.#index.vcpus[lane.vcpuPlace]?.id === vcpuId) this.#show(lane, atPs);
    }
    if (vcpuId === this.#vcpu.id) this.#budget.run(kind === recordKinds.on, atPs);
  }

  #show(lane: TaskLane, atPs: number): void {
    lane.show(lane.vcpuPlace >= 0 && this.#use.vcpus[lane.vcpuPlace]!.pcpuPlace >= 0, atPs);
  }

  spent(pcpuPlace: number, vcpuPlace: number, cause: number, startPs: number, endPs: number): void {
    this.#pcpus[pcpuPlace]!.spent(vcpuPlace, cause, startPs, endPs);
  }

  changed(place: number, state: VcpuState, atPs: number): void {
    if (place !== this.#vcpuPlace) return;
    if (state === 'run' || state === 'rest') this.#supply.set({ state: 'held' }, atPs);
    else this.#supply.set(state === 'depleted' || state === 'window-closed' ? { state } : null, atPs);
  }

  /** All lanes; to be called once, after the last record. */
  lanes(): Lane[] {
    this.#use.end();
    this.#supply.end();
    const { name, vm, vcpu } = this.#vcpu;
    const supply: Lane = { kind: 'supply', label: name, vm: vm.name, intervals: this.#supply.intervals };
    const own = this.#pcpus.filter((_, place) => place === this.#core);
    const others = this.#pcpus.filter((_, place) => place !== this.#core);
    const budget = vcpu.budgetPs === null ? null : this.#budget.lane(name, vm.name, vcpu.budgetPs);
    return [
      supply,
      ...[...own, ...others].map((lane) => lane.lane()),
      ...(budget === null ? [] : [budget]),
      ...this.#taskLanes(),
    ];
  }

  #taskLanes(): Lane[] {
    const active = [...this.#tasks.values()]
      .map((lane) => lane.lane())
      .filter(({ hero, intervals, releases }) => hero || intervals.length > 0 || releases.length > 0);
    const [hero, ...others] = active;
    const busiest = [...others]
      .sort((a, b) => TaskLane.runningPs(b) - TaskLane.runningPs(a) || (a.label < b.label ? -1 : 1))
      .slice(0, taskLanesMax - 1);
    return [...(hero === undefined ? [] : [hero]), ...others.filter((lane) => busiest.includes(lane))];
  }
}
