/**
 * Quantities with units: how every parameter of a model, a sheet or an ECU file is written, and the Zod schemas that
 * read them. A schema takes the text that stands in the file (`"6 ms"`, without `@source`) and gives the number in the
 * one unit that code uses:
 *
 * | kind      | code unit             | units in files                                        |
 * |-----------|-----------------------|-------------------------------------------------------|
 * | time      | integer picoseconds   | ps ns us ms s min                                     |
 * | size      | integer bytes         | B kB MB GB (1000) KiB MiB GiB (1024)                  |
 * | rate      | integer bytes/second  | the same with /s; bit/s kbit/s Mbit/s Gbit/s          |
 * | frequency | integer hertz         | Hz kHz MHz GHz                                        |
 * | share     | a fraction (0.1)      | %                                                     |
 * | cycles    | integer cycles        | cycles kcycles Mcycles                                |
 * | speed     | integer rpm           | rpm                                                   |
 *
 * Errors are Zod custom issues whose `params` hold `{ help: string[], didYouMean?: string }`; the loader adds the place.
 */
import { z } from 'zod';

export type QuantityKind = 'time' | 'size' | 'rate' | 'frequency' | 'share' | 'cycles' | 'speed';

const decimalSizes = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Factor of each unit to the code unit; for `bit/s` the factor is in eighths (see `parseQuantity`). */
export const unitsOf: Readonly<Record<QuantityKind, Readonly<Record<string, number>>>> = {
  time: { ps: 1, ns: 1e3, us: 1e6, ms: 1e9, s: 1e12, min: 60e12 },
  size: decimalSizes,
  rate: {
    ...Object.fromEntries(Object.entries(decimalSizes).map(([unit, factor]) => [`${unit}/s`, factor])),
    'bit/s': 1 / 8,
    'kbit/s': 1e3 / 8,
    'Mbit/s': 1e6 / 8,
    'Gbit/s': 1e9 / 8,
  },
  frequency: { Hz: 1, kHz: 1e3, MHz: 1e6, GHz: 1e9 },
  share: { '%': 1 / 100 },
  cycles: { cycles: 1, kcycles: 1e3, Mcycles: 1e6 },
  speed: { rpm: 1 },
};

export interface QuantityProblem {
  readonly message: string;
  readonly help: readonly string[];
  readonly didYouMean?: string;
}

const quantityPattern = /^(-?\d+(?:\.\d+)?)\s*([A-Za-z%][A-Za-z/]*)?$/;

/** Reads `"6 ms"` as 6e9. Exact: the text's decimals are scaled as integers, and the result must be whole (but for shares). */
export function parseQuantity(kind: QuantityKind, text: string): number | QuantityProblem {
  const units = unitsOf[kind];
  const unitList = `units: ${Object.keys(units).join(', ')}`;
  const match = quantityPattern.exec(text.trim());
  if (match === null) {
    return { message: `expects a ${kind} like "${exampleOf[kind]}", found "${text}"`, help: [unitList] };
  }
  const [, digits, unit] = match as unknown as [string, string, string | undefined];
  if (digits.startsWith('-')) return { message: `cannot be negative, found ${text.trim()}`, help: [] };
  if (unit === undefined) {
    return {
      message: `needs a unit: ${text} is a bare number`,
      help: [`write for example "${exampleFor(kind, digits)}"; ${unitList}`],
    };
  }
  const factor = units[unit];
  if (factor === undefined) return unknownUnit(kind, unit, unitList);
  const value = scale(digits, factor);
  if (value === null) {
    return {
      message: `${text} is not a whole number of ${codeUnitOf[kind]}`,
      help: ['use a smaller unit or fewer decimals'],
    };
  }
  if (!(value <= Number.MAX_SAFE_INTEGER)) {
    return { message: `${text} is too large`, help: [`the largest is 2^53 ${codeUnitOf[kind]}`] };
  }
  return value;
}

const exampleOf: Readonly<Record<QuantityKind, string>> = {
  time: '5 ms',
  size: '64 KiB',
  rate: '100 MB/s',
  frequency: '1.2 GHz',
  share: '10 %',
  cycles: '500 cycles',
  speed: '3000 rpm',
};
const codeUnitOf: Readonly<Record<QuantityKind, string>> = {
  time: 'picoseconds',
  size: 'bytes',
  rate: 'bytes per second',
  frequency: 'hertz',
  share: 'percent',
  cycles: 'cycles',
  speed: 'rpm',
};

function exampleFor(kind: QuantityKind, digits: string): string {
  return `${digits} ${exampleOf[kind].split(' ')[1]}`;
}

function unknownUnit(kind: QuantityKind, unit: string, unitList: string): QuantityProblem {
  for (const other of Object.keys(unitsOf) as QuantityKind[]) {
    if (other !== kind && unitsOf[other][unit] !== undefined) {
      return { message: `"${unit}" is not a unit of ${kind} (it is a unit of ${other})`, help: [unitList] };
    }
  }
  const help = [unitList];
  if (unit === 'KB' || unit === 'KB/s') help.push('kB is 1000 B, KiB is 1024 B');
  const sameLetters = Object.keys(unitsOf[kind]).find((known) => known.toLowerCase() === unit.toLowerCase());
  const message = `"${unit}" is not a unit of ${kind}`;
  return sameLetters === undefined || help.length > 1 ? { message, help } : { message, help, didYouMean: sameLetters };
}

/** digits x factor, exactly; null when a whole number is needed and the product is none. */
function scale(digits: string, factor: number): number | null {
  const [whole = '0', decimals = ''] = digits.split('.');
  const mantissa = BigInt(whole + decimals);
  let divisor = 10n ** BigInt(decimals.length);
  let multiplier: bigint;
  if (factor === 1 / 100) return Number(mantissa) / Number(divisor) / 100;
  if (Number.isInteger(factor)) multiplier = BigInt(factor);
  else {
    multiplier = BigInt(factor * 8);
    divisor *= 8n;
  }
  const product = mantissa * multiplier;
  return product % divisor === 0n ? Number(product / divisor) : null;
}

/**
 * A value in code units as people write it: 6e9 ps is `6 ms`, 65536 B is `64 KiB`, 16.667e9 ps is `16667 us`. Exact: reading it
 * back gives `value`. Whole numbers are preferred to decimals, then short texts to long ones.
 */
export function formatQuantity(kind: QuantityKind, value: number): string {
  if (kind === 'share') return `${shareText(value)} %`;
  for (const decimals of [0, 1, 2, 3]) {
    const texts = Object.entries(unitsOf[kind])
      .map(([unit, factor]) => ({ unit, scaled: (value * 10 ** decimals) / factor }))
      .filter(({ scaled }) => Number.isInteger(scaled))
      .map(({ unit, scaled }) => `${decimalText(scaled, decimals)} ${unit}`)
      .filter((text) => parseQuantity(kind, text) === value);
    if (texts.length > 0) return texts.reduce((best, text) => (text.length < best.length ? text : best));
  }
  return `${value}`;
}

function decimalText(scaled: number, decimals: number): string {
  if (decimals === 0) return `${scaled}`;
  const digits = `${scaled}`.padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function shareText(fraction: number): string {
  // The product can miss the written decimals by one bit; fifteen digits always name them.
  return `${Number((fraction * 100).toPrecision(15))}`;
}

function within({ min = 0, max = Number.POSITIVE_INFINITY, orZero = false, by }: TimeRange) {
  return (ps: number, context: z.RefinementCtx<number>): number => {
    if ((ps >= min && ps <= max) || (orZero && ps === 0)) return ps;
    const text = (value: number) => (value === 0 ? '0' : formatQuantity('time', value));
    const limit = ps < min ? `at least ${text(min)}` : `at most ${text(max)}`;
    const off = orZero ? ' (or "0 ms", off)' : '';
    const range = max === Number.POSITIVE_INFINITY ? `${text(min)} or more` : `${text(min)} to ${text(max)}`;
    context.issues.push({
      code: 'custom',
      message: `must be ${limit}, found ${text(ps)}`,
      input: ps,
      params: { help: [`allowed: ${range}${off}${by === undefined ? '' : `; ${by}`}`] },
    });
    return z.NEVER;
  };
}

function quantity(kind: QuantityKind) {
  return z
    .unknown()
    .transform((input, context): number => {
      // A number comes from a default that is already in the code unit, or is a bare number in a file (always a string there).
      if (typeof input === 'number') return input;
      const parsed =
        typeof input === 'string' ? parseQuantity(kind, input) : parseQuantity(kind, JSON.stringify(input) ?? '');
      if (typeof parsed === 'number') return parsed;
      const { message, help, didYouMean } = parsed;
      context.issues.push({ code: 'custom', message, input, params: { help, didYouMean } });
      return z.NEVER;
    })
    .meta({ quantity: kind });
}

/** What a time may be, in picoseconds, both ends included. */
export interface TimeRange {
  readonly min?: number;
  readonly max?: number;
  /** 0 means "off" and is allowed below `min`. */
  readonly orZero?: boolean;
  /** Who says so, for the message: `Xen credit.c`. */
  readonly by?: string;
}

/** Integer picoseconds; with a range, all outside it is refused. A default of a schema is not judged. */
export const time = (range?: TimeRange) => {
  const any = quantity('time');
  if (range === undefined) return any;
  return any.transform(within(range)).meta({ quantity: 'time' as const });
};
/** Integer bytes. */
export const size = () => quantity('size');
/** Integer bytes per second. */
export const rate = () => quantity('rate');
/** Integer hertz. */
export const frequency = () => quantity('frequency');
/** A fraction: 10 % is 0.1. */
export const share = () => quantity('share');
/** Integer cycles. */
export const cycles = () => quantity('cycles');
/** Integer revolutions per minute. */
export const speed = () => quantity('speed');
/** Whole number in [min, max], without unit. */
export const count = (min = 0, max = Number.MAX_SAFE_INTEGER) => z.number().int().min(min).max(max);

export type Grade = 'measured' | 'published' | 'assumed';

/** A number of a sheet (SoC, hypervisor profile, device): text with unit, where it comes from, how well it is known. */
export interface Sourced<T = string> {
  readonly value: T;
  /** Public source, short: `RTAS 2023 artifact, experiments/mibench`. */
  readonly source: string;
  readonly grade: Grade;
}
export const measured = <T>(value: T, source: string): Sourced<T> => ({ value, source, grade: 'measured' });
export const published = <T>(value: T, source: string): Sourced<T> => ({ value, source, grade: 'published' });
export const assumed = <T>(value: T, source: string): Sourced<T> => ({ value, source, grade: 'assumed' });
