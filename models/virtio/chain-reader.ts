/**
 * Reads a list of buffers out of memory that a peer wrote, and trusts nothing: chains of a split ring (linked by `next`),
 * lists of a packed ring (consecutive), and indirect tables of both. Gives the buffers, or why they cannot be taken.
 * Every bound is checked before memory is touched. Source: VIRTIO 1.4, rules SR3, SR4, SR12, PR2, PR7.
 */
import type { GuestMemory } from './guest-memory.ts';
import { type Buffer, bufferFault, descriptorBytes, descriptorFlags, type PeerFault } from './queue.ts';
import type { RuleId } from './rule.ts';

const { next, write, indirect } = descriptorFlags;
const largestChainBytes = 2 ** 32;

export class ChainReader {
  readonly #memory: GuestMemory;
  readonly #packed: boolean;
  readonly #mayBeIndirect: boolean;
  readonly #longest: number;
  buffers: Buffer[] = [];
  fault: PeerFault | null = null;
  readableBytes = 0;
  writableBytes = 0;

  constructor(memory: GuestMemory, packed: boolean, mayBeIndirect: boolean, longest: number) {
    this.#memory = memory;
    this.#packed = packed;
    this.#mayBeIndirect = mayBeIndirect;
    this.#longest = longest;
  }

  begin(): void {
    this.buffers = [];
    this.fault = null;
    this.readableBytes = 0;
    this.writableBytes = 0;
  }

  /** Takes a buffer; false when the chain cannot be taken. */
  #take(address: number, sizeBytes: number, writable: boolean): boolean {
    const outside = bufferFault(this.#memory, address, sizeBytes);
    if (outside !== null) return this.#refuse(this.#packed ? 'PR2' : 'SR4', outside);
    if (!writable && this.writableBytes > 0)
      return this.#refuse('SR4', 'a readable buffer stands behind a writable one');
    if (this.buffers.length === this.#longest) return this.#refuse('SR4', 'a chain is longer than the queue');
    this.buffers.push({ address, sizeBytes, writable });
    if (writable) this.writableBytes += sizeBytes;
    else this.readableBytes += sizeBytes;
    if (this.readableBytes + this.writableBytes > largestChainBytes)
      return this.#refuse('SR4', 'a chain has more than 2^32 bytes');
    return true;
  }

  #refuse(rule: RuleId, text: string): boolean {
    this.fault = { rule, text };
    return false;
  }

  /** Takes the ring entry at `at`, with the table that it may name; false when the chain cannot be taken. */
  entry(at: number, flags: number, isLast: boolean): boolean {
    const address = this.#memory.read64('device', at);
    const sizeBytes = this.#memory.read32('device', at + 8);
    if ((flags & indirect) === 0) return this.#take(address, sizeBytes, (flags & write) !== 0);
    if (!this.#mayBeIndirect)
      return this.#refuse(this.#packed ? 'PR7' : 'SR12', 'an indirect table that was not negotiated');
    if (this.#packed && !(isLast && this.buffers.length === 0))
      return this.#refuse('PR7', 'an indirect table inside a list');
    if (!this.#packed && !isLast) return this.#refuse('SR12', 'a descriptor is INDIRECT and has NEXT');
    return this.#table(address, sizeBytes);
  }

  #table(address: number, sizeBytes: number): boolean {
    const rule = this.#packed ? 'PR7' : 'SR12';
    if (!this.#memory.keeps(address, sizeBytes))
      return this.#refuse(rule, `an indirect table of ${sizeBytes} B at ${address}, outside of the VM's memory`);
    if (sizeBytes === 0 || sizeBytes % descriptorBytes !== 0)
      return this.#refuse(rule, `an indirect table of ${sizeBytes} B is no number of entries`);
    const entries = sizeBytes / descriptorBytes;
    if (entries > this.#longest) return this.#refuse(rule, 'an indirect table is longer than the queue');
    return this.#packed ? this.#consecutive(address, entries) : this.#linked(address, entries);
  }

  #consecutive(address: number, entries: number): boolean {
    for (let index = 0; index < entries; index += 1) {
      const at = address + index * descriptorBytes;
      const flags = this.#memory.read16('device', at + 14);
      if (!this.#take(this.#memory.read64('device', at), this.#memory.read32('device', at + 8), (flags & write) !== 0))
        return false;
    }
    return true;
  }

  #linked(address: number, entries: number): boolean {
    let index = 0;
    for (let count = 0; ; count += 1) {
      if (count === entries) return this.#refuse('SR4', 'an indirect table is a loop');
      const at = address + index * descriptorBytes;
      const flags = this.#memory.read16('device', at + 12);
      if ((flags & indirect) !== 0) return this.#refuse('SR12', 'an indirect table names another one');
      if ((flags & ~(next | write)) !== 0) return this.#refuse('SR3', `unknown descriptor flags ${flags}`);
      if (!this.#take(this.#memory.read64('device', at), this.#memory.read32('device', at + 8), (flags & write) !== 0))
        return false;
      if ((flags & next) === 0) return true;
      index = this.#memory.read16('device', at + 14);
      if (index >= entries) return this.#refuse('SR4', `entry ${index} of a table of ${entries}`);
    }
  }
}
