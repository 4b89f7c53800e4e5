/**
 * Messages between guests: each job of a writing task sends one message when it finishes, each job of a reading task looks at
 * what arrived when it starts. The transport between them keeps order, loses nothing and takes no time, unless a fault says
 * otherwise; its own timing belongs to the devices. Faults are states of the transport, set and cleared by injections.
 *
 * Payloads are drawn per (channel, message), so that a corrupted bit is a real bit of a real message.
 */
import type { Stream } from '../../../engine/chance.ts';
import type { Protection } from './protection.ts';
import { type Message, Receiver, type Status, sumOf, truths } from './receiver.ts';

/** What the transport does to messages; numbers count down, `-1` is not active. */
interface Faults {
  lose: number;
  repeat: number;
  corruptBits: number;
  corruptUntilPs: number;
  masquerade: number;
  asymmetric: number;
  partial: number;
  swap: number;
  delayPs: number;
  delayUntilPs: number;
  blockedUntilPs: number;
  tornUntilPs: number;
}

interface Transit {
  readonly message: Message;
  readonly arrivesAtPs: number;
}

export interface ReaderPort {
  readonly task: number;
  readonly receiver: Receiver;
  readonly inbox: Transit[];
  /** When the newest message that came through was sent. */
  newestPs: number;
  reads: number;
}

export interface ChannelPart {
  readonly name: string;
  readonly index: number;
  readonly sizeBytes: number;
  readonly protection: Protection | null;
  /** Memory that holds the newest message only: one that comes late is overwritten already. Else a queue. */
  readonly newestOnly: boolean;
  /** False: readers look at the writer's memory while it may be written. */
  readonly buffered: boolean;
  /** Entity ids of the tasks. */
  readonly writers: readonly number[];
  readonly readers: readonly number[];
  readonly chance: Stream;
}

/** At most this many bytes of a message are carried; longer ones are represented by their first. */
const carriedBytes = 32;

export class Channel {
  readonly name: string;
  readonly index: number;
  readonly ports: readonly ReaderPort[];
  readonly buffered: boolean;
  readonly newestOnly: boolean;
  readonly faults: Faults = {
    lose: 0,
    repeat: 0,
    corruptBits: 0,
    corruptUntilPs: -1,
    masquerade: 0,
    asymmetric: 0,
    partial: 0,
    swap: 0,
    delayPs: 0,
    delayUntilPs: -1,
    blockedUntilPs: -1,
    tornUntilPs: -1,
  };
  readonly #part: ChannelPart;
  readonly #dataId: number;
  #sent = 0;
  #held: Message | null = null;
  last: Message | null = null;

  constructor(part: ChannelPart) {
    this.#part = part;
    this.name = part.name;
    this.index = part.index;
    this.buffered = part.buffered;
    this.newestOnly = part.newestOnly;
    this.#dataId = part.index + 1;
    this.ports = part.readers.map((task) => ({
      task,
      receiver: new Receiver(part.protection, this.#dataId),
      inbox: [],
      newestPs: 0,
      reads: 0,
    }));
  }

  get bits(): number {
    return Math.min(this.#part.sizeBytes, carriedBytes) * 8;
  }

  /** A writer's job finished. */
  send(nowPs: number): void {
    const message = this.#message(this.#sent, this.#dataId, nowPs);
    this.#sent += 1;
    this.last = message;
    this.#transport(message, nowPs);
  }

  #message(number: number, dataId: number, sentAtPs: number): Message {
    const { protection, sizeBytes, chance } = this.#part;
    const payload = Array.from(
      { length: Math.min(sizeBytes, carriedBytes) },
      (_, byte) => chance.draw(0, number, byte) & 0xff,
    );
    const counter = protection === null ? number : number % 2 ** protection.profile.counterBits;
    const sum = protection === null ? [] : sumOf(protection, dataId, counter, payload);
    return { counter, dataId, payload, sum, sentAtPs, truth: 0 };
  }

  #transport(message: Message, nowPs: number): void {
    const { faults } = this;
    if (faults.blockedUntilPs > nowPs) return;
    if (faults.lose > 0) {
      faults.lose -= 1;
      return;
    }
    if (faults.swap > 0) {
      // Two neighbours change places: the newer one overtakes.
      if (this.#held === null) {
        this.#held = message;
        return;
      }
      faults.swap -= 1;
      const older = { ...this.#held, truth: this.#held.truth | truths.reordered };
      this.#held = null;
      this.#deliver(message, nowPs);
      this.#deliver(older, nowPs);
      return;
    }
    const delayedPs = faults.delayUntilPs > nowPs ? faults.delayPs : 0;
    const sent = faults.corruptUntilPs > nowPs ? this.corrupted(message, faults.corruptBits) : message;
    this.#deliver(sent, nowPs + delayedPs);
    if (faults.repeat > 0) {
      faults.repeat -= 1;
      this.#deliver({ ...message, truth: message.truth | truths.repeated }, nowPs + delayedPs);
    }
  }

  /** The same message with `bits` bits flipped; which ones is drawn per message. */
  corrupted(message: Message, bits: number): Message {
    const payload = [...message.payload];
    const flipped = new Set<number>();
    for (let draw = 0; flipped.size < Math.min(bits, this.bits); draw += 1) {
      const bit = this.#part.chance.draw(1, message.counter, draw) % this.bits;
      if (flipped.has(bit)) continue;
      flipped.add(bit);
      payload[bit >> 3]! ^= 1 << (bit & 7);
    }
    return { ...message, payload, truth: message.truth | truths.corrupted };
  }

  #deliver(message: Message, arrivesAtPs: number): void {
    const { faults, ports } = this;
    ports.forEach((port, place) => {
      const isLast = place === ports.length - 1;
      if (faults.partial > 0 && ports.length > 1 && isLast) return;
      const differs = faults.asymmetric > 0 && ports.length > 1 && isLast && message.truth === 0;
      const own = differs ? { ...this.corrupted(message, 1), truth: message.truth | truths.asymmetric } : message;
      port.inbox.push({ message: differs ? this.#resealed(own) : own, arrivesAtPs });
    });
    if (faults.partial > 0) faults.partial -= 1;
    if (faults.asymmetric > 0) faults.asymmetric -= 1;
  }

  /** A sender that tells receivers different things seals each of them correctly. */
  #resealed(message: Message): Message {
    const { protection } = this.#part;
    if (protection === null) return message;
    return { ...message, sum: sumOf(protection, message.dataId, message.counter, message.payload) };
  }

  /** Puts a message on the transport that no writer sent: `foreign` with another sender's data id. */
  insert(nowPs: number, foreign: boolean): void {
    const { protection } = this.#part;
    const counter = this.last === null ? 0 : this.last.counter + 1;
    const dataId = foreign ? this.#dataId + 1 : this.#dataId;
    const wrapped = protection === null ? counter : counter % 2 ** protection.profile.counterBits;
    const payload = Array.from({ length: Math.min(this.#part.sizeBytes, carriedBytes) }, () => 0xa5);
    // Whoever inserts without the sender's key of ids and sums has neither right.
    const sum = protection === null ? [] : foreign ? sumOf(protection, dataId, wrapped, payload) : [0];
    const truth = foreign ? truths.masqueraded : truths.inserted;
    this.#deliver({ counter: wrapped, dataId, payload, sum, sentAtPs: nowPs, truth }, nowPs);
  }

  /** Gives the last message once more. */
  again(nowPs: number): boolean {
    if (this.last === null) return false;
    this.#deliver({ ...this.last, truth: this.last.truth | truths.repeated }, nowPs);
    return true;
  }

  /** A reader's job starts: what it sees. */
  read(port: ReaderPort, nowPs: number): { status: Status; used: Message | null; safe: boolean } {
    const arrived: Message[] = [];
    for (let at = 0; at < port.inbox.length; ) {
      const transit = port.inbox[at]!;
      if (transit.arrivesAtPs > nowPs) at += 1;
      else {
        arrived.push(transit.message);
        port.inbox.splice(at, 1);
      }
    }
    port.reads += 1;
    const fresh: Message[] = [];
    for (const message of arrived) {
      if (this.newestOnly && message.sentAtPs < port.newestPs) continue;
      port.newestPs = Math.max(port.newestPs, message.sentAtPs);
      fresh.push(message);
    }
    const status = port.receiver.check(fresh, nowPs);
    let { used } = port.receiver;
    if (used !== null && this.faults.tornUntilPs > nowPs && !this.buffered)
      used = { ...used, truth: used.truth | truths.torn };
    return { status, used, safe: port.receiver.safe };
  }
}

export class Exchange {
  readonly channels: readonly Channel[];
  readonly #byWriter = new Map<number, Channel[]>();
  readonly #byReader = new Map<number, { channel: Channel; port: ReaderPort }[]>();

  constructor(parts: readonly ChannelPart[]) {
    this.channels = parts.map((part) => new Channel(part));
    parts.forEach((part, place) => {
      const channel = this.channels[place]!;
      for (const writer of part.writers) this.#byWriter.set(writer, [...(this.#byWriter.get(writer) ?? []), channel]);
      for (const port of channel.ports)
        this.#byReader.set(port.task, [...(this.#byReader.get(port.task) ?? []), { channel, port }]);
    });
  }

  channel(name: string): Channel | null {
    return this.channels.find((channel) => channel.name === name) ?? null;
  }

  writtenBy(task: number): readonly Channel[] {
    return this.#byWriter.get(task) ?? none;
  }

  readBy(task: number): readonly { readonly channel: Channel; readonly port: ReaderPort }[] {
    return this.#byReader.get(task) ?? none;
  }
}

const none: readonly never[] = [];
