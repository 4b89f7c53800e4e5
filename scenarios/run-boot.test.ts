import { describe, expect, it } from 'vitest';
import { recordKinds, stageSteps } from '../models/records.ts';
import type { EcuDescription } from './ecu.ts';
import { load } from './load.ts';
import { runBoot, type StageFault } from './run-boot.ts';

const ms = 1e9;

function ecuOf(boot: string, guests = '', queueDepth = 1): EcuDescription {
  const text = [
    'bulkhead: 1',
    'soc: {use: generic-4core, cores: {cpu: {count: 3}}}',
    'memory: {fidelity: none}',
    `media: {flash: {use: flash, read: 100 MB/s, setup: 1 ms, queue_depth: ${queueDepth}}}`,
    'vms:',
    '  a: {kernel: bare, vcpus: {main: {pcpus: [0]}}, tasks: {first: {period: 10 ms, offset: 2 ms, execution: 1 ms}}}',
    '  b: {kernel: bare, vcpus: {main: {pcpus: [1]}}, tasks: {first: {period: 10 ms, execution: 1 ms}}}',
    guests,
    'boot:',
    '  storage: flash',
    boot,
  ].join('\n');
  const loaded = load({ main: { path: 'boot.yaml', text }, read: () => null });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return loaded.ecu;
}

/** Instants at which stages ended (or failed), and at which tasks first finished, ms. */
function seen(ecu: EcuDescription, faults: Readonly<Record<string, StageFault>> = {}) {
  const { result } = runBoot(ecu, { seed: 1, horizonPs: 1000 * ms, faults });
  const { entities, trace } = result.recording;
  const at: Record<string, number> = {};
  trace.forEach({
    record(kind, atPs, subject, item) {
      const { name } = entities[subject]!;
      if (kind === recordKinds.stage && item === stageSteps.ended) at[name] = atPs / ms;
      if (kind === recordKinds.stage && item === stageSteps.failed) at[`${name} failed`] = atPs / ms;
      if (kind === recordKinds.finish && at[name] === undefined && !name.includes('boot:')) at[name] = atPs / ms;
    },
  });
  return { at, endedAtPs: result.endedAtPs, fingerprint: result.fingerprint };
}

const chain = `  stages:
    rom: {takes: 10 ms}
    loader: {after: [rom], load: 1 MB, takes: 5 ms}
    a_up: {after: [loader], load: 2 MB, priority: 1, takes: 4 ms, vm: a}
    b_up: {after: [loader], load: 3 MB, takes: 8 ms, vm: b}
  milestones: {first_a: a/first, first_b: b/first}`;

describe('a boot', () => {
  it('takes the times that a pencil gives: images queue on the medium, guests start when their stages have ended', () => {
    // rom 10; loader 1 + 10 + 5 = 26; a: 1 + 20 + 4 = 51; b waits for the medium until 47, 1 + 30 + 8 = 86.
    expect(seen(ecuOf(chain)).at).toEqual({
      rom: 10,
      loader: 26,
      a_up: 51,
      b_up: 86,
      'a/first': 54,
      'b/first': 87,
    });
  });

  it('runs the tasks of a guest that is up while another one boots', () => {
    const { endedAtPs } = seen(ecuOf(chain));
    const { result } = runBoot(ecuOf(chain), { seed: 1, horizonPs: 1000 * ms });
    const finished = new Map<string, number>();
    result.recording.trace.forEach({
      record(kind, _atPs, subject) {
        const { name } = result.recording.entities[subject]!;
        if (kind === recordKinds.finish) finished.set(name, (finished.get(name) ?? 0) + 1);
      },
    });
    expect(endedAtPs).toBe(87 * ms);
    expect(finished.get('a/first')).toBe(4);
  });

  it('makes stages of one core wait for each other, the more urgent first, and lets a guest wait for their code', () => {
    const boot = `  stages:
    one: {takes: 3 ms}
    two: {takes: 2 ms, priority: 5}
    three: {takes: 4 ms, priority: 7}
    a_up: {after: [two], takes: 1 ms, vm: a}
    b_up: {after: [two], takes: 1 ms, vm: b}
  milestones: {}`;
    // three 4, two 6, one 9 on core 0; a_up shares that core and waits for the code of `one`, b_up does not.
    expect(seen(ecuOf(boot)).at).toMatchObject({ three: 4, two: 6, one: 9, a_up: 10, b_up: 7 });
  });

  it('reads images through the same medium as devices of guests that are up: both wait for each other', () => {
    const reader =
      '  c: {kernel: linux, vcpus: {main: {pcpus: [2]}}, devices: {disk: {use: block, backend: passthrough, medium: flash}}, tasks: {read: {period: 10 ms, steps: [{request: disk, size: 500 kB}]}}}';
    const quiet = seen(ecuOf(chain, reader.replace('period: 10 ms', 'period: 10 ms, offset: 1 s'), 4));
    const busy = seen(ecuOf(chain, reader, 4));
    // It has no stage, so it starts at 26 ms, and takes 5 ms of every 10 ms of the bus while b loads its 30 ms.
    expect(quiet.at.b_up).toBe(85);
    expect(busy.at.b_up).toBeGreaterThan(85 + 3 * 5);
  });

  it('is bit-identical for the same seed', () => {
    expect(seen(ecuOf(chain)).fingerprint).toBe(seen(ecuOf(chain)).fingerprint);
  });
});

describe('what fails', () => {
  const checked = chain.replace('load: 3 MB,', 'load: 3 MB, verify: {by: loader, hash: sha256, engine: sa2ul},');

  it('stops only what waits for it', () => {
    const { at } = seen(ecuOf(checked), { b_up: { kind: 'refused', by: 'hash' } });
    expect(at.b_up).toBeUndefined();
    expect(at['b/first']).toBeUndefined();
    expect(at['a/first']).toBe(54);
    // Read until 78, then 20.9 us + 3 MB / 228 MB/s on the engine.
    expect(at['b_up failed']).toBeCloseTo(78 + 0.0209 + 3e6 / 228e3, 3);
  });

  it('costs a look-up when the image is missing, and every try when the medium cannot be read', () => {
    expect(seen(ecuOf(chain), { a_up: { kind: 'missing' } }).at['a_up failed']).toBeCloseTo(27, 4);
    const { at } = seen(ecuOf(chain), { a_up: { kind: 'unreadable', tries: 3 } });
    // Its next tries go before b by priority: 26 + 3 x 21.
    expect(at['a_up failed']).toBeCloseTo(26 + 3 * 21 + 31, 4);
  });

  it('keeps a vCPU busy for ever when a guest hangs, and the run ends all the same', () => {
    const { at, endedAtPs } = seen(ecuOf(chain), { b_up: { kind: 'hangs' } });
    expect(at.b_up).toBeUndefined();
    expect(endedAtPs).toBeLessThan(1000 * ms);
  });
});
