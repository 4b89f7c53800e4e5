/**
 * The bits of a CAN frame: how long it stands on the bus, with the stuff bits that its content needs, and the bounds.
 *
 * After five equal bits a stuff bit of the other value follows, from the start of frame to the end of the CRC (classic), or
 * to the end of the data (FD, whose CRC field has stuff bits at fixed places). Sources: ISO 11898-1:2015 as described in
 * public: Bosch CAN 2.0 specification, Bosch CAN FD specification 1.0 with the ISO stuff count; classic bound: Davis, Burns,
 * Bril, Lukkien, "Controller Area Network (CAN) schedulability analysis", Real-Time Systems 35, 2007.
 */
import { check } from '../../engine/check.ts';

export interface CanFrame {
  /** 11 bits, or 29 when `extended`. */
  readonly id: number;
  readonly extended: boolean;
  readonly fd: boolean;
  readonly data: readonly number[];
}

export interface FrameBits {
  /** At the arbitration rate, with the interframe space of 3. */
  readonly nominal: number;
  /** At the data rate (FD with a bit-rate switch); 0 for classic frames. */
  readonly data: number;
}

/** CRC delimiter, ACK slot, ACK delimiter, end of frame, interframe space: never stuffed. */
const tailBits = 1 + 1 + 1 + 7 + 3;
const lengths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64] as const;

/** The data length that FD can say: the next one of its table. */
export function fdLength(bytes: number): number {
  const length = lengths.find((one) => one >= bytes);
  check(length !== undefined, 'a CAN FD frame holds 64 B at most');
  return length;
}

function pushBits(bits: number[], value: number, count: number): void {
  for (let bit = count - 1; bit >= 0; bit -= 1) bits.push(Math.floor(value / 2 ** bit) % 2);
}

/** Bits up to and with the control field; `switchAt`: the place behind the bit-rate switch. */
function head(frame: CanFrame, code: number): { bits: number[]; switchAt: number } {
  const bits: number[] = [0];
  const { id, extended, fd } = frame;
  if (extended) {
    pushBits(bits, Math.floor(id / 2 ** 18), 11);
    bits.push(1, 1);
    pushBits(bits, id % 2 ** 18, 18);
    bits.push(0);
  } else {
    pushBits(bits, id, 11);
    bits.push(0, 0);
  }
  let switchAt = 0;
  if (fd) {
    // FDF, reserved, BRS; the rate changes behind it, then ESI.
    bits.push(1, 0, 1);
    switchAt = bits.length;
    bits.push(0);
  } else if (extended) bits.push(0, 0);
  else bits.push(0);
  pushBits(bits, code, 4);
  return { bits, switchAt };
}

/** CRC-15 of CAN, polynomial 0x4599. */
function crc15(bits: readonly number[]): number {
  let crc = 0;
  for (const bit of bits) {
    const feedback = bit !== crc >> 14;
    crc = (crc << 1) & 0x7fff;
    if (feedback) crc ^= 0x4599;
  }
  return crc;
}

/** Stuff bits in `bits` before `until`, and behind. */
function stuffBits(bits: readonly number[], until: number): { before: number; behind: number } {
  let before = 0;
  let behind = 0;
  let run = 0;
  let last = -1;
  for (let at = 0; at < bits.length; at += 1) {
    run = bits[at] === last ? run + 1 : 1;
    last = bits[at]!;
    if (run < 5) continue;
    if (at < until) before += 1;
    else behind += 1;
    last = 1 - last;
    run = 1;
  }
  return { before, behind };
}

/** The bits of one frame, exactly. */
export function frameBits(frame: CanFrame): FrameBits {
  const { fd, data } = frame;
  const length = fd ? fdLength(data.length) : data.length;
  check(fd || length <= 8, 'a classic CAN frame holds 8 B at most');
  const { bits, switchAt } = head(frame, lengths.indexOf(length as (typeof lengths)[number]));
  for (let byte = 0; byte < length; byte += 1) pushBits(bits, data[byte] ?? 0, 8);
  if (!fd) {
    pushBits(bits, crc15(bits), 15);
    return { nominal: bits.length + stuffBits(bits, bits.length).before + tailBits, data: 0 };
  }
  const { before, behind } = stuffBits(bits, switchAt);
  return { nominal: switchAt + before + tailBits, data: bits.length - switchAt + behind + fdCrcBits(length) };
}

/** Stuff count (4 bits) and CRC of 17 or 21 bits, with a fixed stuff bit first and after every 4 bits. */
function fdCrcBits(length: number): number {
  const field = 4 + (length > 16 ? 21 : 17);
  return field + 1 + Math.floor((field - 1) / 4);
}

/** Least and most bits of a classic frame of `bytes`: no stuff bit, and one after every 4 bits. */
export function classicBounds(bytes: number, extended: boolean): readonly [number, number] {
  const stuffed = (extended ? 54 : 34) + 8 * bytes;
  const least = stuffed + tailBits;
  return [least, least + Math.floor((stuffed - 1) / 4)];
}
