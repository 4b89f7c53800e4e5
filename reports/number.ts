/**
 * How numbers are written for people: engineering prefixes with three digits, milliseconds with three decimals in tables
 * of times, a narrow space (U+202F) between thousands, and the rule that rounding never changes a verdict: digits are
 * added until two different numbers also print differently, in the right order.
 *
 * Times come in integer picoseconds, shares as fractions (0.1 is 10 %). `–` stands for "none"; `0` is zero. Only
 * `toFixed` and `toPrecision` are used, which ECMAScript defines exactly, so every engine prints the same digits.
 */

export const none = '–';
const narrowSpace = '\u202f';

/** A number and its unit, apart, so that tables can align digits at the unit. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

const timeUnits = [
  { unit: 'ps', factorPs: 1 },
  { unit: 'ns', factorPs: 1e3 },
  { unit: 'µs', factorPs: 1e6 },
  { unit: 'ms', factorPs: 1e9 },
  { unit: 's', factorPs: 1e12 },
] as const;

/** Puts narrow spaces between groups of three digits of the integer part: `2 004.04`, `10 000`. */
export function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const sign = /^[-−+]/.test(whole) ? whole[0] : '';
  const body = whole.slice(sign!.length).replace(/\B(?=(\d{3})+$)/g, narrowSpace);
  return `${sign}${body}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** A count: an integer with its thousands apart. */
export function count(value: number): string {
  return grouped(String(value));
}

/** `1 job`, `2 jobs`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Exact picoseconds, for the hover and for lists of exact values. */
export function exactPs(ps: number): string {
  return `${count(ps)} ps`;
}

/**
 * Picoseconds with the largest prefix that keeps one digit before the point, `digits` significant digits in all.
 * Whole picoseconds are never given decimals. Negative values take a minus sign (U+2212).
 */
export function engineering(ps: number, digits = 3): Quantity {
  if (ps === 0) return { value: '0', unit: 'ms' };
  const sign = ps < 0 ? '−' : '';
  const size = ps < 0 ? -ps : ps;
  let index = timeUnits.length - 1;
  while (index > 0 && size < timeUnits[index]!.factorPs) index--;
  let text = significant(size / timeUnits[index]!.factorPs, digits);
  if (Number(text) >= 1000 && index < timeUnits.length - 1) {
    index++;
    text = significant(size / timeUnits[index]!.factorPs, digits);
  }
  if (index === 0) text = String(size);
  return { value: sign + grouped(text), unit: timeUnits[index]!.unit };
}

/** `toPrecision` without exponents. */
function significant(value: number, digits: number): string {
  return value >= 10 ** (digits - 1)
    ? value.toFixed(Math.max(0, digits - wholeDigits(value)))
    : value.toPrecision(digits);
}

function wholeDigits(value: number): number {
  return String(Math.floor(value)).length;
}

/** A duration in words: `8.16 ms`. */
export function duration(ps: number, digits = 3): string {
  const { value, unit } = engineering(ps, digits);
  return `${value} ${unit}`;
}

/** A round duration without idle zeros: `10 s`, `16.667 ms`, `500 µs`. */
export function plainDuration(ps: number): string {
  const { value, unit } = engineering(ps, 9);
  return `${value.includes('.') ? value.replace(/\.?0+$/, '') : value} ${unit}`;
}

/** A share with three digits: `7.10 %`; `0 %` when nothing. */
export function percentage(share: number, digits = 3): Quantity {
  if (share === 0) return { value: '0', unit: '%' };
  return { value: grouped(significant(share * 100, digits)), unit: '%' };
}

/** A share where exact digits do not matter: `9.2 %`, `70 %`, `<0.1 %`. Never rounds to 0 % or to 100 %. */
export function roughPercentage(share: number): string {
  if (share === 0) return '0 %';
  const hundred = share * 100;
  if (hundred < 0.05) return '<0.1 %';
  if (hundred < 9.95) return `${hundred.toFixed(1)} %`;
  if (hundred > 99.5 && share < 1) return '>99 %';
  return `${grouped(hundred.toFixed(0))} %`;
}

/** Observed and limit with just enough digits to show which one is larger. */
export function comparedPair(unit: 'ps' | 'fraction', observed: number, limit: number): readonly [Quantity, Quantity] {
  const write = unit === 'ps' ? engineering : percentage;
  for (let digits = 3; digits < 16; digits++) {
    const pair = [write(observed, digits), write(limit, digits)] as const;
    const printed = sizeOf(pair[0]) - sizeOf(pair[1]);
    if (observed === limit || (observed < limit ? printed < 0 : printed > 0)) return pair;
  }
  return unit === 'ps'
    ? [
        { value: count(observed), unit: 'ps' },
        { value: count(limit), unit: 'ps' },
      ]
    : [
        { value: String(observed * 100), unit: '%' },
        { value: String(limit * 100), unit: '%' },
      ];
}

function sizeOf(quantity: Quantity): number {
  const factorPs = timeUnits.find(({ unit }) => unit === quantity.unit)?.factorPs ?? 1;
  return Number(quantity.value.replaceAll(narrowSpace, '').replace('−', '-')) * factorPs;
}

/**
 * How far from the limit: `+2.0 %` beyond it, `7.7 % left` before it, `×9.4` far beyond it. `ratio` is the length of
 * the bar (1 is the limit). Digits are added until a broken limit does not read `+0.0 %`, nor a kept one `100 % left`
 * by rounding.
 */
export function margin(ratio: number, verdict: 'met' | 'violated'): string {
  if (verdict === 'violated') {
    if (ratio > 1.8) return `×${ratio < 9.95 ? ratio.toFixed(1) : grouped(ratio.toFixed(0))}`;
    return `+${withoutZero((ratio - 1) * 100)} %`;
  }
  return `${withoutZero((1 - ratio) * 100)} % left`;
}

function withoutZero(hundred: number): string {
  if (hundred === 0) return '0';
  for (let decimals = hundred < 9.95 ? 1 : 0; decimals < 12; decimals++) {
    const text = hundred.toFixed(decimals);
    if (Number(text) !== 0 && (Number(text) !== 100 || hundred === 100)) return text;
  }
  return hundred.toFixed(12);
}

/** Milliseconds for tables: three decimals unless told otherwise. */
export function milliseconds(ps: number, decimals = 3): string {
  return grouped((ps / 1e9).toFixed(decimals)).replace('-', '−');
}

/** The same with a sign: `+0.490`, `−0.421`; zero has none. */
export function signedMilliseconds(ps: number, decimals = 3): string {
  if (Number((ps / 1e9).toFixed(decimals)) === 0) return (0).toFixed(decimals);
  return ps > 0 ? `+${milliseconds(ps, decimals)}` : milliseconds(ps, decimals);
}

/** Decimals that milliseconds need so that two times keep their order in print; 3 when they are equal. */
export function decimalsApart(aPs: number, bPs: number): number {
  if (aPs === bPs) return 3;
  let decimals = 3;
  while (decimals < 9 && (aPs / 1e9).toFixed(decimals) === (bPs / 1e9).toFixed(decimals)) decimals++;
  return decimals;
}

/**
 * Rounds `parts` to multiples of `step` so that the rounded parts sum to the rounded total (largest remainder; equal
 * remainders go to the earlier part). All values are non-negative integers in the same unit.
 */
export function roundedParts(parts: readonly number[], step: number): number[] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  const rounded = parts.map((part) => Math.floor(part / step) * step);
  let missing = Math.round(total / step) - rounded.reduce((sum, part) => sum + part / step, 0);
  const order = parts
    .map((part, index) => ({ index, rest: part % step }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of order) {
    if (missing <= 0) break;
    rounded[index]! += step;
    missing--;
  }
  return rounded;
}
