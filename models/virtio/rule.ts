/**
 * The rules of VirtIO that a run checks online, by id, and the book that counts them: how often a rule was exercised (it
 * could have been broken there), and each violation with what the two sides did just before.
 *
 * The ids are ours; each says where the rule stands in VIRTIO 1.4 (OASIS committee specification 01, April 2026):
 * `split-ring.tex` (SR), `packed-ring.tex` (PR), `content.tex` (ST).
 */
export const rules = {
  SR1: 'a split queue has a power of two of entries, at most 32768',
  SR2: 'idx fields run freely through 16 bits; the slot is idx modulo the queue size',
  SR3: 'descriptor flags are NEXT, WRITE, INDIRECT and nothing else',
  SR4: 'a chain: readable before writable, no loop, no longer than the queue, at most 2^32 bytes',
  SR5: 'the device writes neither descriptors nor readable buffers; the driver never takes its idx back',
  SR6: 'the driver writes descriptors and slot, then idx, then looks whether to kick, with barriers between',
  SR7: 'the device writes data and used element before the used idx; len is at most what is writable',
  SR8: 'without EVENT_IDX, flags say whether the other side must notify',
  SR9: 'with EVENT_IDX, flags stay 0 and the other side notifies at the event index',
  SR10: 'notify = (new - event - 1) mod 2^16 < (new - old) mod 2^16',
  SR11: 'who asks for notifications again looks at the ring again',
  SR12: 'an indirect table: not with NEXT, not nested, at the end of a chain',
  SR13: 'IN_ORDER: buffers are used in the order made available; one element may stand for a batch',
  PR1: 'a packed queue has at most 32768 entries, ring aligned to 16, suppression areas to 4',
  PR2: 'packed flags are NEXT, WRITE, INDIRECT, AVAIL, USED and nothing else',
  PR3: 'both sides keep a wrap counter, 1 at first, toggled past the last entry; the ring starts as zero',
  PR4: 'available: AVAIL is the driver wrap counter, USED its inverse',
  PR5: 'used: AVAIL and USED are the device wrap counter, at the next used position, which moves by the list',
  PR6: 'flags of the first descriptor of a list are written last; the id is that of the last descriptor',
  PR7: 'an indirect table does not stand inside a NEXT list; only WRITE means something in it',
  PR8: 'event suppression: enable, disable, or (with EVENT_IDX) at a descriptor',
  PR9: 'the device begins in ring order; IN_ORDER also ends in it',
  ST1: 'reset, ACKNOWLEDGE, DRIVER, features, FEATURES_OK read back, queues, DRIVER_OK',
  ST2: 'before DRIVER_OK no buffer is consumed and nobody notifies; status bits are cleared by reset only',
  ST3: 'NEEDS_RESET after DRIVER_OK comes with a configuration notification',
  ST4: 'SUSPEND: no new buffers, those in flight are finished, then SUSPEND without DRIVER_OK; DRIVER_OK resumes',
  ST5: 'configuration wider than one access is read under the generation counter',
  ST6: 'a queue that was reset keeps no state',
} as const;
export type RuleId = keyof typeof rules;
export const ruleIds = Object.keys(rules) as readonly RuleId[];

export interface Violation {
  readonly rule: RuleId;
  readonly text: string;
  /** The last things that happened on the queue, oldest first. */
  readonly before: readonly string[];
}

/** Violations beyond this many are counted, not kept. */
const mostKept = 20;

export class RuleBook {
  readonly #exercised = new Map<RuleId, number>();
  readonly #violated = new Map<RuleId, number>();
  readonly violations: Violation[] = [];

  exercise(rule: RuleId, times = 1): void {
    this.#exercised.set(rule, (this.#exercised.get(rule) ?? 0) + times);
  }

  violate(rule: RuleId, text: string, before: readonly string[] = []): void {
    this.#violated.set(rule, (this.#violated.get(rule) ?? 0) + 1);
    if (this.violations.length < mostKept) this.violations.push({ rule, text, before });
  }

  /** Counts the rule as exercised, and as violated where it does not hold. */
  judge(rule: RuleId, holds: boolean, text: string, before: () => readonly string[] = () => []): void {
    this.exercise(rule);
    if (!holds) this.violate(rule, text, before());
  }

  exercised(rule: RuleId): number {
    return this.#exercised.get(rule) ?? 0;
  }

  violated(rule: RuleId): number {
    return this.#violated.get(rule) ?? 0;
  }
}
