/**
 * The general event queue: any number of pending events, earliest first, in the total order (atPs, order, sequence).
 *
 * Three places hold the events, by distance from the front:
 * - the *bottom*: events of the part of the time line that has been opened, as one sorted list (`current`) and a binary
 *   heap for what does not fit into the list cheaply;
 * - the *wheel*: buckets of 2^k ps, each a list in order of arrival, found through a bitmap. A second bitmap marks the
 *   lists that are out of order: they are sorted when their bucket is opened, all others become `current` as they are;
 * - the *pile*: everything beyond the wheel, unsorted, with a lower bound of its times. It is sifted into the wheel when
 *   the wheel would pass that bound, so at most once per turn of the wheel.
 * Bucket width and count follow the measured distance between events (`tune`): about one event per bucket and a wheel
 * that spans most delays. When no width fits (bursts), the heap takes what overflows: O(log n) at worst. Which place holds
 * an event never changes the order. Peeking may open a bucket; an event that is posted before it then simply goes
 * to the bottom. This is a calendar queue (R. Brown, CACM 31(10), 1988) with the unsorted far end of the ladder queue
 * (Tang, Goh, Thng, ACM TOMACS 15(3), 2005) and a heap in place of their deeper rungs.
 *
 * An event is one 32-byte record in one buffer (half a cache line: with many events pending, touching lines is what
 * costs); ids start at 1, 0 is none. Nothing is allocated per event; the buffer doubles when it is full. Removing or
 * moving an event takes time in proportion to its bucket, elsewhere O(log n) at most. Times are integers in 0..2^53-1, order and sequence are non-negative 32-bit integers.
 */
import { check } from './check.ts';

/** Words of a record in `words` (Int32Array). The time is one double in words 0 and 1. */
const wordsPerRecord = 8;
/** Shifts and bit-ors, where products and sums would be meant, spare the checks for overflow of 32 bits. */
const recordShift = 3;
const timeShift = 2;
const orderWord = 2;
const sequenceWord = 3;
/** Next of a list, or position in the heap or pile. */
const nextWord = 4;
/** How many events the record has held: the part of a handle that makes it unique. */
const generationWord = 5;
/** kind << 4 | hasArguments << 3 | place */
const kindWord = 6;
const targetWord = 7;

/** Places. A listed event is in the wheel, or in the sorted list when its bucket has been opened. */
const inFree = 0;
const listed = 1;
const inHeap = 2;
const inPile = 3;
const placeMask = 7;
const argumentsFlag = 8;
const flagShift = 3;
const kindShift = 4;

/** A handle is generation * 2^24 + id, so at most 2^53. */
const maxIds = 2 ** 24;
const lastGeneration = 2 ** 29 - 1;

/** Steps along the sorted list before an event goes to the heap instead. */
const patience = 6;
const minBuckets = 64;
const cachedBuckets = 2 ** 14;
const maxBuckets = 2 ** 18;
/** Bucket numbers stay far below 2^31: the wheel is laid anew from here on. */
const maxBucketNumber = 2 ** 30;

export class EventQueue {
  private added = 0;
  private released = 0;
  /** One number: the instant of the event that is added or moved next. */
  readonly nextPs: Float64Array = new Float64Array(1);

  private capacity: number;
  private times: Float64Array;
  private words: Int32Array;
  /** arg0 and arg1 of events that have any. */
  private numbers: Float64Array;
  private free = 0;
  private unused = 1;

  private current = 0;
  private heapTimes = new Float64Array(64).fill(Infinity);
  private heapIds = new Int32Array(64);
  private heapSize = 0;

  /**
   * The last event of each bucket's list, which is a ring in order of arrival (its next is the first); negative when the
   * list is not in the order of the queue; 0 when it is empty.
   */
  private tails = new Int32Array(minBuckets);
  private filled = new Int32Array(minBuckets >> 5);
  private bucketCount = minBuckets;
  private mask = minBuckets - 1;
  private widthPs = 1;
  private perWidth = 1;
  /** Bucket numbers count from here. */
  private basePs = 0;
  /** First bucket that is not opened yet; events before it belong to the bottom. */
  private opened = 0;
  /** First bucket beyond the wheel: opened + bucketCount. */
  private limit = minBuckets;

  private pile = new Int32Array(64);
  private pileCount = 0;
  /** No event of the pile lies in a bucket before this one (not rounded). */
  private pileBucket = Infinity;

  /** Work (opened buckets, heap insertions) until the shape of the wheel is looked at again. */
  private untilTune = 256;
  private releasedAtTune = 0;
  private tunedAtPs = 0;

  constructor(capacity = 64) {
    this.capacity = capacity;
    const buffer = new ArrayBuffer(capacity * wordsPerRecord * 4);
    this.times = new Float64Array(buffer);
    this.times[0] = Infinity;
    this.words = new Int32Array(buffer);
    this.numbers = new Float64Array(capacity * 2);
  }

  /**
   * Adds an event at `nextPs` and gives its id, which is valid until the event is taken or removed.
   *
   * V8 allocates for a number that is no small integer when it is an argument or a result of a call that is not inlined
   * (or is stored in a field): so the instant comes in a typed array, and this function is one piece, too long to be
   * inlined into `Kernel.post`, which in turn stays short enough to be inlined into every handler.
   */
  add(order: number, sequence: number, kind: number, target: number, arg0: number, arg1: number): number {
    let id = this.free;
    if (id === 0) id = this.unusedId();
    else this.free = this.words[(id << recordShift) | nextWord]!;
    const words = this.words;
    const at = id << recordShift;
    const atPs = this.nextPs[0]!;
    this.times[id << timeShift] = atPs;
    // `| 0` tells the compiler that the argument is an int32, so that it does not make room for any number.
    words[at | orderWord] = order | 0;
    words[at | sequenceWord] = sequence | 0;
    words[at | targetWord] = target | 0;
    this.added++;
    let kindAndFlags = kind << kindShift;
    if (arg0 !== 0 || arg1 !== 0) {
      this.numbers[id * 2] = arg0;
      this.numbers[id * 2 + 1] = arg1;
      kindAndFlags |= argumentsFlag;
    }
    const bucket = (atPs - this.basePs) * this.perWidth;
    if (bucket >= this.opened && bucket < this.limit) {
      const slot = bucket & this.mask;
      const tail = this.tails[slot]!;
      words[at | kindWord] = kindAndFlags | listed;
      if (tail === 0) {
        words[at | nextWord] = id;
        this.tails[slot] = id;
        this.filled[slot >> 5]! |= 1 << (slot & 31);
      } else {
        const last = tail < 0 ? -tail : tail;
        words[at | nextWord] = words[(last << recordShift) | nextWord]!;
        words[(last << recordShift) | nextWord] = id;
        const lastPs = this.times[last << timeShift]!;
        // The sequence number is the highest so far.
        const inOrder = lastPs < atPs || (lastPs === atPs && words[(last << recordShift) | orderWord]! <= (order | 0));
        this.tails[slot] = tail > 0 && inOrder ? id : -id;
      }
    } else {
      words[at | kindWord] = kindAndFlags;
      if (bucket >= this.limit) this.toPile(id);
      else {
        this.toBottom(id);
        // A bucket that is far too wide fills the heap: then this is the only place that notices.
        if (this.untilTune <= 0 && this.heapSize > minBuckets) this.tune();
      }
    }
    return id;
  }

  /** Id of the earliest event, or 0. Changes no order; see `timePs`, `kind`, ... for what it holds. */
  front(): number {
    const current = this.current;
    if (this.heapSize === 0) return current !== 0 ? current : this.added === this.released ? 0 : this.openNext();
    const top = this.heapIds[0]!;
    return current === 0 || this.before(top, current) ? top : current;
  }

  /** Takes away the event that `front` gave just now. */
  takeFront(id: number): void {
    const at = id << recordShift;
    if (id === this.current) this.current = this.words[at | nextWord]!;
    else this.fillHole(0);
    this.release(id);
  }

  /** Infinity for 0. */
  timePs(id: number): number {
    return this.times[id << timeShift]!;
  }
  order(id: number): number {
    return this.words[(id << recordShift) | orderWord]!;
  }
  sequence(id: number): number {
    return this.words[(id << recordShift) | sequenceWord]!;
  }
  target(id: number): number {
    return this.words[(id << recordShift) | targetWord]!;
  }
  kindWithFlag(id: number): number {
    return this.words[(id << recordShift) | kindWord]! >> flagShift;
  }
  arg0(id: number): number {
    return this.numbers[id * 2]!;
  }
  arg1(id: number): number {
    return this.numbers[id * 2 + 1]!;
  }

  /** A number that stands for the event as long as it is pending, and for nothing afterwards. */
  handle(id: number): number {
    return this.words[(id << recordShift) | generationWord]! * maxIds + id;
  }

  /** Id of the pending event of a handle, or 0 when it is stale or was never given out. */
  resolve(handle: number): number {
    const id = handle - Math.floor(handle / maxIds) * maxIds;
    if (!(id > 0 && id < this.capacity) || this.handle(id) !== handle) return 0;
    return (this.words[(id << recordShift) | kindWord]! & placeMask) === inFree ? 0 : id;
  }

  /** Removes a pending event. */
  remove(id: number): void {
    this.unlink(id);
    this.release(id);
  }

  /** Moves a pending event to `nextPs`; its handle stays valid. */
  move(id: number, sequence: number): void {
    this.unlink(id);
    this.times[id << timeShift] = this.nextPs[0]!;
    this.words[(id << recordShift) | sequenceWord] = sequence;
    this.place(id);
  }

  /** Calls `visit` for every pending event, in no particular order, and stores the sequence number that it returns. */
  renumber(visit: (oldSequence: number) => number): void {
    for (let id = 1; id < this.unused; id++) {
      const at = id << recordShift;
      if ((this.words[at | kindWord]! & placeMask) === inFree) continue;
      this.words[at | sequenceWord] = visit(this.words[at | sequenceWord]!);
    }
  }

  // --- records ---

  private unusedId(): number {
    if (this.unused === this.capacity) this.grow();
    return this.unused++;
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    check(capacity <= maxIds, 'more than 2^24 pending events');
    const buffer = new ArrayBuffer(capacity * wordsPerRecord * 4);
    const words = new Int32Array(buffer);
    words.set(this.words);
    const numbers = new Float64Array(capacity * 2);
    numbers.set(this.numbers);
    this.capacity = capacity;
    this.times = new Float64Array(buffer);
    this.words = words;
    this.numbers = numbers;
  }

  private release(id: number): void {
    const at = id << recordShift;
    this.words[at | kindWord] = inFree;
    this.released++;
    // A record whose generations are used up is never used again: no handle ever means two events.
    if (++this.words[at | generationWord]! === lastGeneration) return;
    this.words[at | nextWord] = this.free;
    this.free = id;
  }

  /** Whether event a comes before event b. */
  private before(a: number, b: number): boolean {
    const ta = this.times[a << timeShift]!;
    const tb = this.times[b << timeShift]!;
    return ta < tb || (ta === tb && this.tieBefore(a, b));
  }

  private tieBefore(a: number, b: number): boolean {
    const words = this.words;
    const oa = words[(a << recordShift) | orderWord]!;
    const ob = words[(b << recordShift) | orderWord]!;
    if (oa !== ob) return oa < ob;
    return words[(a << recordShift) | sequenceWord]! < words[(b << recordShift) | sequenceWord]!;
  }

  // --- places ---

  private place(id: number): void {
    const bucket = (this.times[id << timeShift]! - this.basePs) * this.perWidth;
    if (bucket >= this.limit) this.toPile(id);
    else if (bucket >= this.opened) this.toWheel(id, bucket & this.mask);
    else this.toBottom(id);
  }

  private setPlace(id: number, place: number): void {
    const at = (id << recordShift) | kindWord;
    this.words[at] = (this.words[at]! & ~placeMask) | place;
  }

  private toWheel(id: number, slot: number): void {
    const { words, tails } = this;
    const tail = tails[slot]!;
    const last = tail < 0 ? -tail : tail;
    this.setPlace(id, listed);
    if (tail === 0) {
      words[(id << recordShift) | nextWord] = id;
      tails[slot] = id;
      this.filled[slot >> 5]! |= 1 << (slot & 31);
    } else {
      words[(id << recordShift) | nextWord] = words[(last << recordShift) | nextWord]!;
      words[(last << recordShift) | nextWord] = id;
      tails[slot] = tail > 0 && this.before(last, id) ? id : -id;
    }
  }

  private toPile(id: number): void {
    if (this.pileCount === this.pile.length) {
      const pile = new Int32Array(this.pileCount * 2);
      pile.set(this.pile);
      this.pile = pile;
    }
    this.setPlace(id, inPile);
    this.words[(id << recordShift) | nextWord] = this.pileCount;
    this.pile[this.pileCount++] = id;
    const bucket = (this.times[id << timeShift]! - this.basePs) * this.perWidth;
    if (bucket < this.pileBucket) this.pileBucket = bucket;
  }

  /** Into the sorted list if its place is near the head, else into the heap. */
  private toBottom(id: number): void {
    const words = this.words;
    let previous = 0;
    let next = this.current;
    for (let steps = 0; next !== 0 && this.before(next, id); steps++) {
      if (steps === patience) {
        this.pushHeap(id);
        return;
      }
      previous = next;
      next = words[(next << recordShift) | nextWord]!;
    }
    this.setPlace(id, listed);
    words[(id << recordShift) | nextWord] = next;
    if (previous === 0) this.current = id;
    else words[(previous << recordShift) | nextWord] = id;
  }

  /** Takes an event out of its place and leaves its record without one. */
  private unlink(id: number): void {
    const words = this.words;
    const at = id << recordShift;
    const place = words[at | kindWord]! & placeMask;
    this.setPlace(id, inFree);
    if (place === inHeap) {
      this.fillHole(words[at | nextWord]!);
    } else if (place === inPile) {
      const last = this.pile[--this.pileCount]!;
      this.pile[words[at | nextWord]!] = last;
      words[(last << recordShift) | nextWord] = words[at | nextWord]!;
    } else {
      const bucket = (this.times[id << timeShift]! - this.basePs) * this.perWidth;
      if (bucket >= this.opened) this.unlinkFromBucket(id, bucket & this.mask);
      else if (this.current === id) this.current = words[at | nextWord]!;
      else words[(this.previousOf(id, this.current) << recordShift) | nextWord] = words[at | nextWord]!;
    }
  }

  private unlinkFromBucket(id: number, slot: number): void {
    const words = this.words;
    const next = words[(id << recordShift) | nextWord]!;
    if (next === id) {
      this.clear(slot);
      return;
    }
    const previous = this.previousOf(id, next);
    words[(previous << recordShift) | nextWord] = next;
    const tail = this.tails[slot]!;
    if (tail === id) this.tails[slot] = previous;
    else if (tail === -id) this.tails[slot] = -previous;
  }

  private previousOf(id: number, head: number): number {
    let previous = head;
    for (;;) {
      const next = this.words[(previous << recordShift) | nextWord]!;
      if (next === id) return previous;
      previous = next;
    }
  }

  /** Marks a bucket as empty. */
  private clear(slot: number): void {
    this.tails[slot] = 0;
    this.filled[slot >> 5]! &= ~(1 << (slot & 31));
  }

  // --- the wheel ---

  /** Opens the first bucket that holds something; gives the earliest event. Only when the bottom is empty. */
  private openNext(): number {
    if (--this.untilTune <= 0 || this.opened > maxBucketNumber) this.tune();
    let slot = this.nextSlot();
    if (slot < 0 || this.pileBucket < this.bucketOf(slot) + 1) {
      this.sift(slot < 0);
      slot = this.nextSlot();
    }
    this.opened = this.bucketOf(slot) + 1;
    this.limit = this.opened + this.bucketCount;
    const signedTail = this.tails[slot]!;
    const head = this.cutList(slot, signedTail);
    if (signedTail < 0) return this.sortIntoBottom(head);
    this.current = head;
    return head;
  }

  /** Number of the bucket that has the slot now. */
  private bucketOf(slot: number): number {
    return (this.opened + ((slot - this.opened) & this.mask)) | 0;
  }

  /** Takes the list out of a bucket; gives its first event. */
  private cutList(slot: number, signedTail: number): number {
    const at = ((signedTail < 0 ? -signedTail : signedTail) << recordShift) | nextWord;
    const head = this.words[at]!;
    this.words[at] = 0;
    this.clear(slot);
    return head;
  }

  /** Slot of the first bucket that is not empty, or -1. */
  private nextSlot(): number {
    const filled = this.filled;
    const last = filled.length - 1;
    const from = this.opened & this.mask;
    let word = from >> 5;
    let set = filled[word]! & (-1 << (from & 31));
    for (let left = last; set === 0; left--) {
      if (left < 0) return -1;
      word = (word + 1) & last;
      set = filled[word]!;
    }
    return (word << 5) + 31 - Math.clz32(set & -set);
  }

  /** Sorts a bucket's list into the (empty) bottom; gives the earliest event. */
  private sortIntoBottom(head: number): number {
    for (let id = head; id !== 0; ) {
      const next = this.words[(id << recordShift) | nextWord]!;
      this.toBottom(id);
      id = next;
    }
    return this.front();
  }

  /** Moves what now lies within the wheel from the pile. With an empty wheel, the wheel is first laid at the pile's start. */
  private sift(wheelIsEmpty: boolean): void {
    if (wheelIsEmpty) {
      if (this.pileCount > this.bucketCount) this.shape(this.pileCount, this.spreadOfPile() / this.pileCount);
      this.layAt(this.exactPileMinPs());
    }
    const count = this.pileCount;
    this.pileCount = 0;
    this.pileBucket = Infinity;
    // What stays is written back at or before the place that is being read.
    for (let i = 0; i < count; i++) this.place(this.pile[i]!);
  }

  private layAt(basePs: number): void {
    this.basePs = basePs;
    this.opened = 0;
    this.limit = this.bucketCount;
  }

  private exactPileMinPs(): number {
    let min = Infinity;
    for (let i = 0; i < this.pileCount; i++) min = Math.min(min, this.times[this.pile[i]! << timeShift]!);
    return min;
  }

  private spreadOfPile(): number {
    let max = 0;
    for (let i = 0; i < this.pileCount; i++) max = Math.max(max, this.times[this.pile[i]! << timeShift]!);
    return max - this.exactPileMinPs();
  }

  // --- tuning ---

  /** Looks at the distance between the events taken since the last time and lays the wheel anew if its shape is far off. */
  private tune(): void {
    const pending = this.added - this.released;
    const bottom = this.current !== 0 || this.heapSize !== 0 ? this.front() : 0;
    const frontPs = bottom !== 0 ? this.times[bottom << timeShift]! : this.basePs + this.opened * this.widthPs;
    const gapPs = Math.max(0, frontPs - this.tunedAtPs) / Math.max(1, this.released - this.releasedAtTune);
    this.releasedAtTune = this.released;
    this.tunedAtPs = frontPs;
    this.untilTune = Math.max(256, pending * 2);
    const [widthPs, count] = shapeFor(pending, gapPs);
    const fits =
      widthPs <= this.widthPs * 2 &&
      this.widthPs <= widthPs * 2 &&
      count <= this.bucketCount * 2 &&
      this.bucketCount <= count * 4;
    if ((fits || gapPs === 0) && this.opened <= maxBucketNumber) return;
    this.gather();
    this.shape(pending, gapPs);
    if (this.pileCount !== 0) {
      this.layAt(this.exactPileMinPs());
      this.sift(false);
    }
  }

  /** Sets width and number of buckets; only with an empty wheel. */
  private shape(pending: number, gapPs: number): void {
    const [widthPs, count] = shapeFor(pending, gapPs);
    this.widthPs = widthPs;
    this.perWidth = 1 / widthPs;
    if (count === this.bucketCount) return;
    this.bucketCount = count;
    this.mask = count - 1;
    this.tails = new Int32Array(count);
    this.filled = new Int32Array(count >> 5);
  }

  /** Everything to the pile. */
  private gather(): void {
    for (let slot = this.nextSlot(); slot >= 0; slot = this.nextSlot()) {
      this.listToPile(this.cutList(slot, this.tails[slot]!));
    }
    const current = this.current;
    this.current = 0;
    this.listToPile(current);
    const size = this.heapSize;
    this.heapSize = 0;
    this.heapTimes.fill(Infinity, 0, size);
    for (let i = 0; i < size; i++) this.toPile(this.heapIds[i]!);
  }

  private listToPile(head: number): void {
    for (let id = head; id !== 0; ) {
      const next = this.words[(id << recordShift) | nextWord]!;
      this.toPile(id);
      id = next;
    }
  }

  // --- the heap of the bottom ---

  private pushHeap(id: number): void {
    this.untilTune--;
    this.setPlace(id, inHeap);
    const hole = this.heapSize++;
    // One place more than the size must exist and hold Infinity, so that the last parent has two children.
    if (this.heapSize + 1 >= this.heapIds.length) this.growHeap();
    this.siftUp(hole, id);
  }

  private growHeap(): void {
    const length = this.heapIds.length * 2;
    const times = new Float64Array(length).fill(Infinity);
    times.set(this.heapTimes);
    const ids = new Int32Array(length);
    ids.set(this.heapIds);
    this.heapTimes = times;
    this.heapIds = ids;
  }

  private siftUp(from: number, id: number): void {
    const times = this.heapTimes;
    const ids = this.heapIds;
    const atPs = this.times[id << timeShift]!;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentPs = times[parent]!;
      if (parentPs < atPs || (parentPs === atPs && this.tieBefore(ids[parent]!, id))) break;
      times[hole] = parentPs;
      ids[hole] = ids[parent]!;
      this.words[(ids[hole]! << recordShift) | nextWord] = hole;
      hole = parent;
    }
    times[hole] = atPs;
    ids[hole] = id;
    this.words[(id << recordShift) | nextWord] = hole;
  }

  /** Puts the last entry into the hole and restores the heap. */
  private fillHole(from: number): void {
    const times = this.heapTimes;
    const ids = this.heapIds;
    const words = this.words;
    const size = --this.heapSize;
    const id = ids[size]!;
    const atPs = times[size]!;
    times[size] = Infinity;
    if (from === size) return;
    let hole = from;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      const left = times[child]!;
      const right = times[child + 1]!;
      if (right < left) child++;
      else if (right === left && right !== Infinity && this.tieBefore(ids[child + 1]!, ids[child]!)) child++;
      const childPs = times[child]!;
      if (childPs > atPs || (childPs === atPs && this.tieBefore(id, ids[child]!))) break;
      times[hole] = childPs;
      ids[hole] = ids[child]!;
      words[(ids[hole]! << recordShift) | nextWord] = hole;
      hole = child;
    }
    this.siftUp(hole, id);
  }
}

/**
 * Width in ps (a power of two) and number of buckets for events that are `gapPs` apart on average: eight buckets per
 * event, so that most hold one, but one when that would be more buckets than the caches like.
 */
function shapeFor(pending: number, gapPs: number): [widthPs: number, count: number] {
  // By Little's law the mean delay is pending * gap; the wheel spans twice that.
  const spanPs = 2 * pending * gapPs;
  let widthPs = 1;
  while (widthPs * 16 <= gapPs && widthPs < 2 ** 46) widthPs *= 2;
  while (widthPs * 2 <= gapPs && spanPs > widthPs * cachedBuckets) widthPs *= 2;
  let count = minBuckets;
  while (count * widthPs < spanPs && count < maxBuckets) count *= 2;
  return [widthPs, count];
}
