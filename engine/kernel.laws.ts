/**
 * A naive twin of the kernel (sorted arrays, no structure at all) and the language of random schedules that both obey.
 * Used by tests only.
 */

interface TwinEvent {
  atPs: number;
  phase: number;
  rank: number;
  sequence: number;
  kind: number;
  target: number;
  arg0: number;
  arg1: number;
  slot: number;
}

/** What the kernel promises, in the plainest words: one array, sorted before every event. */
export class TwinKernel {
  nowPs = 0;
  eventCount = 0;
  private events: TwinEvent[] = [];
  private sequence = 0;
  private handlers = new Map<number, (target: number, arg0: number, arg1: number) => void>();
  private hooks: (() => void)[] = [];
  private slots: { phase: number; rank: number; kind: number; target: number }[] = [];
  private handles: (TwinEvent | null)[] = [];

  handle(kind: number, handler: (target: number, arg0: number, arg1: number) => void): void {
    this.handlers.set(kind, handler);
  }
  afterInstant(hook: () => void): void {
    this.hooks.push(hook);
  }
  slot(phase: number, rank: number, kind: number, target: number): number {
    return this.slots.push({ phase, rank, kind, target }) - 1;
  }
  arm(slot: number, atPs: number): void {
    if (this.armedAtPs(slot) === atPs) return;
    this.disarm(slot);
    this.events.push({ ...this.slots[slot]!, atPs, sequence: this.sequence++, arg0: 0, arg1: 0, slot });
  }
  disarm(slot: number): void {
    this.events = this.events.filter((event) => event.slot !== slot);
  }
  armedAtPs(slot: number): number {
    return this.events.find((event) => event.slot === slot)?.atPs ?? Infinity;
  }
  post(atPs: number, phase: number, rank: number, kind: number, target: number, arg0: number, arg1: number): number {
    const event = { atPs, phase, rank, sequence: this.sequence++, kind, target, arg0, arg1, slot: -1 };
    this.events.push(event);
    return this.handles.push(event) - 1;
  }
  cancel(handle: number): boolean {
    const event = this.handles[handle];
    if (event == null || !this.events.includes(event)) return false;
    this.events = this.events.filter((other) => other !== event);
    return true;
  }
  reschedule(handle: number, atPs: number): boolean {
    const event = this.handles[handle];
    if (event == null || !this.events.includes(event)) return false;
    if (event.atPs !== atPs) Object.assign(event, { atPs, sequence: this.sequence++ });
    return true;
  }
  peekPs(): number {
    this.sort();
    return this.events[0]?.atPs ?? Infinity;
  }
  run(untilPs: number): void {
    for (;;) {
      const atPs = this.peekPs();
      if (atPs > untilPs) break;
      this.nowPs = atPs;
      while (this.peekPs() === atPs) {
        const event = this.events.shift()!;
        this.eventCount++;
        this.handlers.get(event.kind)!(event.target, event.arg0, event.arg1);
      }
      for (const hook of this.hooks) hook();
    }
    this.nowPs = untilPs;
  }
  private sort(): void {
    this.events.sort((a, b) => a.atPs - b.atPs || a.phase - b.phase || a.rank - b.rank || a.sequence - b.sequence);
  }
}

/** What both kernels can be told. */
export type AnyKernel = Pick<
  TwinKernel,
  | 'nowPs'
  | 'eventCount'
  | 'handle'
  | 'afterInstant'
  | 'slot'
  | 'arm'
  | 'disarm'
  | 'armedAtPs'
  | 'post'
  | 'cancel'
  | 'reschedule'
  | 'peekPs'
  | 'run'
>;

/** A small generator for schedules (xorshift, Marsaglia 2003): independent of what is tested. */
export function scheduleChance(seed: number): (below: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) ^ 0x2545f491 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** How far apart things are scheduled: dense ties, cycles, wide, bursts far apart. */
const delays: readonly ((chance: (below: number) => number) => number)[] = [
  (chance) => chance(3),
  (chance) => chance(40),
  (chance) => 1 + chance(1024),
  (chance) => 1 + chance(2 ** 31),
  (chance) => (chance(8) === 0 ? 1_000_000_000 * (1 + chance(5)) : chance(100)),
  (chance) => chance(4) * 5_000_000 + chance(2),
];

/** Plays one random schedule and logs everything that can be seen from outside. Equal kernels give equal logs. */
export function playSchedule(kernel: AnyKernel, seed: number, size: number): string[] {
  const log: string[] = [];
  const chance = scheduleChance(seed);
  const delay = delays[seed % delays.length]!;
  const handles: number[] = [];
  const slots: number[] = [];
  let budget = size;
  let hookBudget = size;
  const act = (earliest: number): void => {
    if (budget-- <= 0) return;
    const atPs = Math.max(earliest, kernel.nowPs + delay(chance));
    const any = handles.length === 0 ? -1 : chance(handles.length);
    switch (chance(9)) {
      case 0:
      case 1:
      case 2: {
        const withArguments = chance(2);
        const position = handles.length;
        const arg1 = withArguments === 1 ? -0.5 : 0;
        handles.push(kernel.post(atPs, chance(3), chance(3), chance(2), position, withArguments * position, arg1));
        break;
      }
      case 3:
        if (any >= 0) log.push(`cancel ${any} ${kernel.cancel(handles[any]!)} ${kernel.cancel(handles[any]!)}`);
        break;
      case 4:
        if (any >= 0) log.push(`move ${any} ${kernel.reschedule(handles[any]!, atPs)}`);
        break;
      case 5:
        if (slots.length < 20) slots.push(kernel.slot(chance(3), chance(3), 2, slots.length));
        break;
      case 6:
      case 7:
        if (slots.length > 0) kernel.arm(slots[chance(slots.length)]!, atPs);
        break;
      default:
        if (slots.length > 0 && chance(3) === 0) kernel.disarm(slots[chance(slots.length)]!);
        if (slots.length > 0) log.push(`armed ${kernel.armedAtPs(slots[chance(slots.length)]!)}`);
        if (chance(4) === 0) log.push(`peek ${kernel.peekPs()}`);
    }
  };
  const handler =
    (name: string) =>
    (target: number, arg0: number, arg1: number): void => {
      log.push(`${kernel.nowPs} ${name} ${target} ${arg0} ${arg1}`);
      for (let n = chance(3); n > 0; n--) act(kernel.nowPs);
    };
  kernel.handle(0, handler('a'));
  kernel.handle(1, handler('b'));
  kernel.handle(2, handler('slot'));
  kernel.afterInstant(() => {
    log.push(`hook ${kernel.nowPs}`);
    if (hookBudget-- > 0 && chance(3) === 0) act(kernel.nowPs + 1);
  });
  for (let round = 0; round < 4; round++) {
    for (let n = size >> 3; n >= 0; n--) act(kernel.nowPs);
    // Run to somewhere between events, then post from outside at a time before the next event.
    kernel.run(kernel.nowPs + delay(chance) * (1 + chance(3)));
    log.push(`at ${kernel.nowPs} next ${kernel.peekPs()}`);
    kernel.post(kernel.nowPs, 0, 0, 0, -1, 0, 0);
  }
  kernel.run(Number.MAX_SAFE_INTEGER);
  log.push(`end ${kernel.eventCount} ${kernel.peekPs()}`);
  return log;
}
