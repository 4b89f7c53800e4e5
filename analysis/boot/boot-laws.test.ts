import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { load } from '../../scenarios/load.ts';
import { runBoot, type StageFault } from '../../scenarios/run-boot.ts';
import type { BootTimeline } from './boot-fact.ts';
import { whatIfOf } from './boot-facts.ts';
import { BootObserver } from './boot-observer.ts';
import { explainBoot } from './explain-boot.ts';
import { without } from './hypervisor-stage.ts';
import { ancestors } from './trust.ts';

/*
 * Boots of up to eight stages in two media, three guests and two cores without a guest; guests share cores in the crowded world and
 * nothing at all in the roomy one (a medium, a core and a guest for every stage).
 */
const parameters = { seed: 20260111, numRuns: 40 };

interface StagePlan {
  readonly after: readonly number[];
  readonly loadKb: number;
  readonly takesUs: number;
  readonly place: number;
  readonly medium: number;
  readonly priority: number;
  readonly hash: boolean;
}

const plan = fc.array(
  fc.record({
    after: fc.array(fc.nat(7), { maxLength: 3 }),
    loadKb: fc.constantFrom(0, 0, 300, 1000, 4000),
    takesUs: fc.constantFrom(0, 500, 2000, 9000),
    place: fc.nat(4),
    medium: fc.nat(1),
    priority: fc.nat(2),
    hash: fc.boolean(),
  }),
  { minLength: 2, maxLength: 8 },
);

type World = 'crowded' | 'roomy';

function text(stages: readonly StagePlan[], world: World, rates: readonly number[]): string {
  const media = world === 'roomy' ? stages.length : 2;
  const guests = world === 'roomy' ? stages.length : 3;
  const pcpuOf = (guest: number) => (world === 'roomy' ? guest : guest % 2);
  const lines = [
    'bulkhead: 1',
    `soc: {use: generic-4core, cores: {cpu: {count: ${Math.max(4, guests)}}}}`,
    'hypervisor: {use: xen-arm, policy: fixed-priority}',
    'memory: {fidelity: none}',
    'media:',
    ...Array.from(
      { length: media },
      (_, n) => `  m${n}: {use: flash, read: ${rates[n % 2]} MB/s, setup: 100 us, queue_depth: 2}`,
    ),
    'vms:',
    ...Array.from(
      { length: guests },
      (_, n) =>
        `  g${n}: {kernel: bare, asil: ${n === 0 ? 'B' : 'QM'}, vcpus: {main: {pcpus: [${pcpuOf(n)}], priority: ${guests - n}}}, tasks: {act: {period: 20 ms, execution: 300 us}}}`,
    ),
    'boot:',
    '  stages:',
  ];
  stages.forEach((stage, index) => {
    const before = [...new Set(stage.after.filter((n) => n < index))].map((n) => `s${n}`);
    const guest =
      world === 'roomy' ? `vm: g${index}` : stage.place < 3 ? `vm: g${stage.place}` : `on: ${stage.place - 3}`;
    const parts = [`after: [${before.join(', ')}]`, `takes: ${stage.takesUs} us`, `priority: ${stage.priority}`, guest];
    if (stage.loadKb > 0) {
      parts.push(`load: ${stage.loadKb} kB`, `storage: m${world === 'roomy' ? index : stage.medium}`);
      if (stage.hash && before.length > 0)
        parts.push(
          `verify: {by: ${before[0]}, hash: sha256, engine: ${world === 'roomy' ? 'cpu-extensions' : 'sa2ul'}}`,
        );
    }
    lines.push(`    s${index}: {${parts.join(', ')}}`);
  });
  lines.push('  milestones:');
  stages.forEach((_, index) => void lines.push(`    end${index}: s${index}`));
  for (let guest = 0; guest < guests; guest += 1) lines.push(`    act${guest}: g${guest}/act`);
  return lines.join('\n');
}

function loaded(source: string, overrides: readonly string[] = []): EcuDescription {
  const result = load({ main: { path: 'law.yaml', text: source }, read: () => null }, { overrides });
  if (!result.ok) throw new Error(`${result.problems[0]!.line}: ${result.problems[0]!.message}\n${source}`);
  return result.ecu;
}

function booted(ecu: EcuDescription, faults: Readonly<Record<string, StageFault>> = {}): BootTimeline {
  const { result } = runBoot(ecu, { seed: 1, horizonPs: 2e12, faults });
  const observer = new BootObserver(result.recording.entities);
  result.recording.trace.forEach(observer);
  observer.end(result.endedAtPs);
  return explainBoot(ecu, observer, result.fingerprint);
}

const times = ({ milestones }: BootTimeline) => Object.fromEntries(milestones.map(({ name, atPs }) => [name, atPs]));
const rates = [50, 120];

describe('laws of a boot', () => {
  it('a critical path begins at power-on, has no gap, and is as long as its milestone; its shares sum to it', () => {
    fc.assert(
      fc.property(plan, fc.constantFrom<World>('crowded', 'roomy'), (stages, world) => {
        for (const { atPs, path, shares } of booted(loaded(text(stages, world, rates))).milestones) {
          expect(atPs).not.toBeNull();
          expect(path[0]?.startPs ?? 0).toBe(0);
          for (const [index, piece] of path.entries())
            if (index > 0) expect(piece.startPs).toBe(path[index - 1]!.endPs);
          expect(path.reduce((sum, { startPs, endPs }) => sum + endPs - startPs, 0)).toBe(atPs);
          const { storagePs, cryptoPs, cpuPs, waitingPs } = shares;
          expect(storagePs + cryptoPs + cpuPs + waitingPs).toBe(atPs);
          expect(Math.min(storagePs, cryptoPs, cpuPs, waitingPs)).toBeGreaterThanOrEqual(0);
        }
      }),
      parameters,
    );
  });

  it('is bit-identical for the same seed', () => {
    fc.assert(
      fc.property(plan, (stages) => {
        const ecu = loaded(text(stages, 'crowded', rates));
        expect(booted(ecu)).toEqual(booted(ecu));
      }),
      { ...parameters, numRuns: 20 },
    );
  });

  it('removing a stage off the critical path changes nothing, where nothing is shared', () => {
    fc.assert(
      fc.property(plan, fc.nat(7), (stages, pick) => {
        const ecu = loaded(text(stages, 'roomy', rates));
        const base = booted(ecu);
        const name = `s${pick % stages.length}`;
        // Without its checker an image is not checked any more: that is another boot.
        if (ecu.boot!.stages.some(({ verify }) => verify?.by === name)) return;
        const path = base.milestones.filter(({ path }) => !path.some(({ stage }) => stage === name));
        const guest = `g${pick % stages.length}/act`;
        // Its own guest then starts at power-on; milestones of others whose path does not lead through it stay.
        const rest = times(booted(loaded(text(stages, 'roomy', rates), without(ecu.boot!, name))));
        for (const { name: milestone, atPs, of } of path) {
          if (of === guest || of === name || waitsElsewhere(ecu, of, name)) continue;
          expect(rest[milestone]).toBe(atPs);
        }
      }),
      parameters,
    );
  });

  it('removing a stage that nobody waits for, on no path and named by none as holding up, changes nothing in any world', () => {
    let tried = 0;
    fc.assert(
      fc.property(plan, (stages) => {
        const ecu = loaded(text(stages, 'crowded', rates));
        const base = booted(ecu);
        for (const { name, vm } of ecu.boot!.stages) {
          const isLeaf = ecu.boot!.stages.every(({ after, verify }) => !after.includes(name) && verify?.by !== name);
          const isOnlyOfGuest = ecu.boot!.stages.filter((stage) => stage.vm === vm).length === 1;
          const named = base.stages.some(
            ({ stage, delayedBy }) =>
              stage !== name && (delayedBy.includes(name) || (vm !== undefined && delayedBy.includes(vm))),
          );
          if (!isLeaf || isOnlyOfGuest || named) continue;
          const own = new Set([name, ...(vm === undefined ? ecu.vms.map((one) => `${one.name}/act`) : [`${vm}/act`])]);
          const rest = booted(loaded(text(stages, 'crowded', rates), without(ecu.boot!, name)));
          tried += 1;
          for (const { stage, endPs } of base.stages)
            if (stage !== name && rest.stages.find((one) => one.stage === stage)!.endPs !== endPs)
              // Guests that start earlier now may get in the way: only then may anything move.
              expect(startedEarlier(base, rest, own)).toBe(true);
        }
      }),
      parameters,
    );
    expect(tried).toBeGreaterThan(10);
  });

  it('a stage may end later by its slack, and no milestone of others moves, where nothing is shared', () => {
    fc.assert(
      fc.property(plan, fc.nat(7), (stages, pick) => {
        const ecu = loaded(text(stages, 'roomy', rates));
        const base = booted(ecu);
        const fact = base.stages[pick % stages.length]!;
        // A stage that runs nothing would get its first job, with the switch to it.
        if (stages[pick % stages.length]!.takesUs === 0) return;
        // Every stage is a milestone itself; without those of the stage and its guest the slack is what others leave.
        const source = text(stages, 'roomy', rates)
          .replace(new RegExp(`\\n    end${pick % stages.length}: .*`), '')
          .replace(new RegExp(`\\n    act${pick % stages.length}: .*`), '');
        const without_ = booted(loaded(source));
        const slackPs = without_.stages.find(({ stage }) => stage === fact.stage)!.slackPs;
        if (slackPs === null || slackPs === 0) return;
        const takesPs = stages[pick % stages.length]!.takesUs * 1e6 + slackPs;
        const later = booted(loaded(source, [`boot.stages.${fact.stage}.takes=${takesPs} ps`]));
        expect(times(later)).toEqual(times(without_));
      }),
      parameters,
    );
  });

  it('a faster medium makes nothing later, where nothing is shared; elsewhere what comes later is named as an anomaly', () => {
    fc.assert(
      fc.property(plan, fc.constantFrom<World>('crowded', 'roomy'), (stages, world) => {
        const base = booted(loaded(text(stages, world, rates)));
        const faster = booted(loaded(text(stages, world, [100, 240])));
        const lever = { name: 'faster', summary: '', onlyRemoves: true, overrides: [] };
        const { anomalies } = whatIfOf(lever, base, faster, null);
        for (const { name, atPs } of base.milestones)
          if (times(faster)[name]! > atPs!) {
            expect(world).toBe('crowded');
            expect(anomalies).toContain(name);
          }
      }),
      parameters,
    );
  });

  it('a failing QM image leaves every stage of the ASIL guest that does not wait for it reachable', () => {
    fc.assert(
      fc.property(plan, fc.nat(7), (stages, pick) => {
        const ecu = loaded(text(stages, 'crowded', rates));
        const name = `s${pick % stages.length}`;
        const stage = ecu.boot!.stages.find((one) => one.name === name)!;
        if (stage.vm === undefined || stage.vm === 'g0' || (stage.load ?? 0) === 0) return;
        const faulty = booted(ecu, { [name]: { kind: 'missing' } });
        for (const { stage: other, endPs } of faulty.stages) {
          const waits = other === name || ancestors(other, ecu.boot!).includes(name);
          expect(endPs === null).toBe(waits);
        }
      }),
      parameters,
    );
  });
});

/** The subject starts after the stage in some other way: its guest has the stage, or it has no stage and waits for all. */
function waitsElsewhere(ecu: EcuDescription, of: string, stage: string): boolean {
  const vm = of.split('/')[0]!;
  return of.includes('/') && !ecu.boot!.stages.some((one) => one.vm === vm && one.name !== stage);
}

function startedEarlier(base: BootTimeline, rest: BootTimeline, own: ReadonlySet<string>): boolean {
  return base.milestones.some(({ of, name, atPs }) => own.has(of) && (times(rest)[name] ?? 0) < (atPs ?? 0));
}
