/**
 * What a run says of its devices: requests with the time of each stage and whom the waiting ones are blamed on, and the
 * counts and rules that a device records at the end. What is kept grows with the requests (twelve numbers each). Requests
 * that were handled before the end of the warm-up are left out; counts are those of the whole run. Times in ps.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { deviceCounts, type Entities, recordKinds, requestStages, ruleIds, virtioRules } from '../../models/records.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { ExactSum } from '../response-time/exact-sum.ts';
import { distributionOf, multisetOf } from '../response-time/order-statistics.ts';
import { vmNameOf } from '../run-index.ts';
import type { DeviceFact, RequestFact, RuleFact, StageFact } from './device-fact.ts';

class DeviceTimes {
  /** Stages of the request that is being told. */
  readonly now: number[] = requestStages.map(() => 0);
  readonly nowCulprits: number[] = requestStages.map(() => -1);
  readonly stages: number[][] = requestStages.map(() => []);
  readonly totals: number[] = [];
  /** By stage and culprit: summed time. */
  readonly blamed: Map<number, number>[] = requestStages.map(() => new Map());
  readonly counts: number[] = deviceCounts.map(() => 0);
  readonly exercised: number[] = ruleIds.map(() => 0);
  readonly violated: number[] = ruleIds.map(() => 0);
  bytes = 0;
  inputs = 0;
  slowest: {
    index: number;
    handledAtPs: number;
    task: number;
    stages: number[];
    culprits: number[];
    totalPs: number;
  } | null = null;
  seen = false;
}

export class DeviceObserver implements RecordSink {
  readonly #entities: Entities;
  readonly #warmUpPs: number;
  readonly #devices = new Map<number, DeviceTimes>();

  constructor(entities: Entities, warmUpPs: number) {
    this.#entities = entities;
    this.#warmUpPs = warmUpPs;
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    if (kind < recordKinds.request || kind > recordKinds.violation) return;
    const device = this.#device(subject);
    if (kind < recordKinds.request + requestStages.length) {
      device.now[kind - recordKinds.request] = value;
      device.nowCulprits[kind - recordKinds.request] = object;
    } else if (kind === recordKinds.requested) this.#requested(device, atPs, item, object, value);
    else if (kind === recordKinds.device) device.counts[item] = value;
    else if (kind === recordKinds.rule) device.exercised[item] = value;
    else if (kind === recordKinds.violation) device.violated[item] = value;
  }

  #device(id: number): DeviceTimes {
    let device = this.#devices.get(id);
    if (device === undefined) {
      device = new DeviceTimes();
      this.#devices.set(id, device);
    }
    device.seen = true;
    return device;
  }

  #requested(device: DeviceTimes, atPs: number, index: number, task: number, bytes: number): void {
    const { now, nowCulprits } = device;
    let totalPs = 0;
    for (let stage = 0; stage < now.length; stage += 1) totalPs += now[stage]!;
    if (atPs >= this.#warmUpPs) {
      now.forEach((ps, stage) => {
        device.stages[stage]!.push(ps);
        const blamed = device.blamed[stage]!;
        if (ps > 0) blamed.set(nowCulprits[stage]!, (blamed.get(nowCulprits[stage]!) ?? 0) + ps);
      });
      device.totals.push(totalPs);
      device.bytes += bytes;
      if (task < 0) device.inputs += 1;
      if (device.slowest === null || totalPs > device.slowest.totalPs)
        device.slowest = { index, handledAtPs: atPs, task, stages: [...now], culprits: [...nowCulprits], totalPs };
    }
    now.fill(0);
    nowCulprits.fill(-1);
  }

  #name(id: number): string | null {
    return id < 0 ? null : (this.#entities[id]?.name ?? null);
  }

  facts(ecu: EcuDescription, spanPs: number): DeviceFact[] {
    return ecu.vms.flatMap((vm) =>
      vm.devices.flatMap((device): DeviceFact[] => {
        const id = this.#entities.find(
          ({ kind, name }) => kind === 'device' && name === `${vm.name}/${device.name}`,
        )?.id;
        const times = id === undefined ? undefined : this.#devices.get(id);
        if (times === undefined) return [];
        return [
          {
            vm: vm.name,
            device: device.name,
            use: device.use,
            backend: `${device.backend}`,
            medium: typeof device.medium === 'string' ? device.medium : null,
            transport: `${device.transport}`,
            features: device.features as readonly string[],
            requests: times.totals.length - times.inputs,
            inputs: times.inputs,
            bytes: times.bytes,
            spanPs,
            counts: Object.fromEntries(
              deviceCounts.map((name, index) => [name, times.counts[index]!]),
            ) as DeviceFact['counts'],
            latency: distribution(times.totals),
            stages: requestStages.map((stage, index) => this.#stage(times, stage, index)),
            slowest: this.#slowest(times),
          },
        ];
      }),
    );
  }

  #stage(times: DeviceTimes, stage: StageFact['stage'], index: number): StageFact {
    const values = times.stages[index]!;
    const total = new ExactSum();
    for (const ps of values) total.add(ps);
    let culprit = -1;
    let culpritPs = 0;
    for (const [id, ps] of times.blamed[index]!) {
      if (id < 0 || ps < culpritPs || (ps === culpritPs && id > culprit)) continue;
      culprit = id;
      culpritPs = ps;
    }
    return {
      stage,
      sumPs: total.toNumber(),
      time: distribution(values),
      culprit: this.#name(culprit),
      culpritVm: culprit < 0 ? null : vmNameOf(this.#entities, culprit),
      culpritPs,
    };
  }

  #slowest({ slowest }: DeviceTimes): RequestFact | null {
    if (slowest === null) return null;
    return {
      index: slowest.index,
      task: this.#name(slowest.task),
      beganAtPs: slowest.handledAtPs - slowest.totalPs,
      totalPs: slowest.totalPs,
      stages: requestStages.map((stage, index) => ({
        stage,
        ps: slowest.stages[index]!,
        culprit: this.#name(slowest.culprits[index]!),
        culpritVm: slowest.culprits[index]! < 0 ? null : vmNameOf(this.#entities, slowest.culprits[index]!),
      })),
    };
  }

  /** All rules, in the order of the standard, over all devices. */
  rules(): RuleFact[] {
    return ruleIds.map((rule, index) => {
      let exercised = 0;
      let violated = 0;
      let devices = 0;
      for (const device of this.#devices.values()) {
        exercised += device.exercised[index]!;
        violated += device.violated[index]!;
        if (device.exercised[index]! > 0) devices += 1;
      }
      return { rule, text: virtioRules[rule], exercised, violated, devices };
    });
  }

  get isEmpty(): boolean {
    return this.#devices.size === 0;
  }
}

function distribution(values: readonly number[]) {
  const total = new ExactSum();
  for (const ps of values) total.add(ps);
  return distributionOf(multisetOf(values), values.length === 0 ? null : Math.round(total.toNumber() / values.length));
}
