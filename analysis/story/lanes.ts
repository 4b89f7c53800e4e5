/**
 * The timeline around one job: reads all records into small state machines and keeps what lies in the window. On which
 * vCPU and pCPU the job ran turns out on the way, so it keeps those of all vCPUs of the VM until it is told.
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
  readonly #use: ProcessorUse;
  /** By place in the index. */
  readonly #cores: readonly PcpuLane[];
  readonly #strips: readonly PcpuLane[];
  /** By id; the job's own task first. */
  readonly #tasks = new Map<number, TaskLane>();
  /** By id. */
  readonly #budgets = new Map<number, BudgetLane>();
  /** By place in the index. */
  readonly #supplies: readonly (Stretches<Supply> | null)[];

  constructor(index: RunIndex, hero: IndexedTask, window: Interval) {
    this.#index = index;
    this.#window = window;
    this.#use = new ProcessorUse(index, window.endPs, this, this);
    this.#cores = index.pcpus.map(({ name }) => new PcpuLane(index, name, false, window));
    this.#strips = index.pcpus.map(({ name }) => new PcpuLane(index, name, true, window));
    this.#supplies = index.vcpus.map(({ vm }) =>
      vm === hero.vm ? new Stretches<Supply>(window, (a, b) => a.state === b.state) : null,
    );
    for (const { id, vm } of index.vcpus) if (vm === hero.vm) this.#budgets.set(id, new BudgetLane(window));
    const neighbours = index.tasks.filter((task) => task.vm === hero.vm && task !== hero);
    for (const task of [hero, ...neighbours]) {
      this.#tasks.set(task.id, new TaskLane(task.name, task.vm.name, task === hero, window));
    }
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    if (atPs > this.#window.endPs) return;
    this.#use.record(kind, atPs, subject, item, object, value);
    if (kind <= recordKinds.resume) this.#task(kind, atPs, subject, object, value);
    else if (kind === recordKinds.on || kind === recordKinds.off) this.#placed(kind, atPs, subject);
    else if (kind === recordKinds.budget) this.#budgets.get(subject)?.left(value, atPs);
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
    this.#budgets.get(vcpuId)?.run(kind === recordKinds.on, atPs);
  }

  #show(lane: TaskLane, atPs: number): void {
    lane.show(lane.vcpuPlace >= 0 && this.#use.vcpus[lane.vcpuPlace]!.pcpuPlace >= 0, atPs);
  }

  spent(pcpuPlace: number, vcpuPlace: number, cause: number, startPs: number, endPs: number): void {
    this.#cores[pcpuPlace]!.spent(vcpuPlace, cause, startPs, endPs);
    this.#strips[pcpuPlace]!.spent(vcpuPlace, cause, startPs, endPs);
  }

  changed(place: number, state: VcpuState, atPs: number): void {
    const supply = this.#supplies[place];
    if (supply === null || supply === undefined) return;
    if (state === 'run' || state === 'rest') supply.set({ state: 'held' }, atPs);
    else supply.set(state === 'depleted' || state === 'window-closed' ? { state } : null, atPs);
  }

  /**
   * All lanes; to be called once, after the last record.
   * @param own vCPU of the job
   * @param corePcpu id of the pCPU that is shown in full, or -1
   */
  lanes(own: IndexedVcpu, corePcpu: number): Lane[] {
    const { id, name, vm, vcpu } = own;
    const stretches = this.#supplies[this.#index.vcpus.indexOf(own)]!;
    this.#use.end();
    stretches.end();
    const supply: Lane = { kind: 'supply', label: name, vm: vm.name, intervals: stretches.intervals };
    const core = this.#index.pcpus.findIndex((pcpu) => pcpu.id === corePcpu);
    const cores = [...this.#cores.filter((_, at) => at === core), ...this.#strips.filter((_, at) => at !== core)];
    const budget = vcpu.budgetPs === null ? null : this.#budgets.get(id)!.lane(name, vm.name, vcpu.budgetPs);
    return [
      supply,
      ...cores.map((lane) => lane.lane()),
      ...(budget === null ? [] : [budget]),
      ...this.#taskLanes(vcpu.name),
    ];
  }

  #taskLanes(vcpu: string): Lane[] {
    const active = [...this.#tasks]
      .filter(([id]) => this.#index.taskOfId.get(id)?.task.on.includes(vcpu) !== false)
      .map(([, lane]) => lane.lane())
      .filter(({ hero, intervals, releases }) => hero || intervals.length > 0 || releases.length > 0);
    const [hero, ...others] = active;
    const busiest = [...others]
      .sort((a, b) => TaskLane.runningPs(b) - TaskLane.runningPs(a) || (a.label < b.label ? -1 : 1))
      .slice(0, taskLanesMax - 1);
    return [...(hero === undefined ? [] : [hero]), ...others.filter((lane) => busiest.includes(lane))];
  }
}
