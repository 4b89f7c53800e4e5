/**
 * The line that makes a run again: `bulkhead replay "run cockpit --seed 1 --horizon 10s --ecu 5b0c... --fp 9d41..."`.
 * Every artefact ends with it. Words are escaped with `%` as in a URL (RFC 3986), so the one form survives a shell, a
 * CSV cell, an XML attribute and a JSON text unchanged. `--ecu` is the digest of the resolved description, `--fp` the
 * fingerprint of the run, 16 hex digits each (8 are enough when written by hand).
 */
export interface ReplayOrder {
  /** Name on the shelf or path of the file, as the user gave it. */
  readonly ecu: string;
  readonly seed: number;
  readonly horizonPs: number;
  /** `path=value`, in order. */
  readonly overrides: readonly string[];
  /** Hex digits, or null when the line was written by hand. */
  readonly sha256: string | null;
  readonly fingerprint: string | null;
}

/** What may stand unescaped; the rest is percent-encoded as UTF-8. */
const plain = /[A-Za-z0-9._\-/=:,+@~]/;

export function escapeWord(word: string): string {
  return [...word].map((character) => (plain.test(character) ? character : encodeAll(character))).join('');
}

function encodeAll(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

export function unescapeWord(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word; // written by hand: `budget=50%`
  }
}

const unitsPs = { s: 1e12, ms: 1e9, us: 1e6, ns: 1e3, ps: 1 } as const;

/** `10s`, `1500us`: the largest unit in which the time is a whole number. */
export function exactTime(timePs: number): string {
  const [unit, factor] = Object.entries(unitsPs).find(([, factor]) => timePs % factor === 0) as [string, number];
  return `${timePs / factor}${unit}`;
}

/** 64 bits of a hash: short enough to read, long enough that no two runs share them by accident. */
export const hexDigits = 16;

export function formatReplayLine(order: ReplayOrder): string {
  const words = ['run', order.ecu, '--seed', String(order.seed), '--horizon', exactTime(order.horizonPs)];
  for (const override of order.overrides) words.push('--set', override);
  if (order.sha256 !== null) words.push('--ecu', order.sha256.slice(0, hexDigits));
  if (order.fingerprint !== null) words.push('--fp', order.fingerprint.slice(0, hexDigits));
  return `bulkhead replay "${words.map(escapeWord).join(' ')}"`;
}

/** The words inside the quotes, as written by `formatReplayLine`. */
export interface ReplayWords {
  readonly ecu: string;
  readonly options: Readonly<Record<'seed' | 'horizon' | 'ecu' | 'fp', string | null>>;
  readonly overrides: readonly string[];
}

/**
 * Reads the inside of the quotes (`run cockpit --seed 1 ...`) or a whole replay line.
 * Returns a sentence about what is wrong instead, never throws.
 */
export function parseReplayLine(text: string): ReplayWords | string {
  const inner = /^\s*(?:bulkhead\s+replay\s+)?"?(.*?)"?\s*$/s.exec(text)?.[1] ?? '';
  const [verb, ecu, ...rest] = inner.split(/\s+/).map(unescapeWord);
  if (verb !== 'run') return `a replay line begins with "run", found "${verb ?? ''}"`;
  if (ecu === undefined || ecu.startsWith('--')) return 'the replay line names no ECU';
  const options: Record<string, string | null> = { seed: null, horizon: null, ecu: null, fp: null };
  const overrides: string[] = [];
  for (let index = 0; index < rest.length; index += 2) {
    const key = (rest[index] as string).replace(/^--/, '');
    const value = rest[index + 1];
    if (value === undefined) return `"${rest[index]}" needs a value`;
    if (key === 'set') overrides.push(value);
    else if (key in options) options[key] = value;
    else return `a replay line has no "${rest[index]}"; it knows --seed, --horizon, --set, --ecu, --fp`;
  }
  return { ecu, options: options as ReplayWords['options'], overrides };
}

/** The last replay line that stands in an artefact's text, whatever its medium, or null. */
export function findReplayLine(text: string): string | null {
  const quote = String.raw`(?:\\?"|""|&quot;|&#34;)`;
  const found = [...text.matchAll(new RegExp(`bulkhead replay ${quote}((?:run|compare) [^"&\\\\<>]*)${quote}`, 'g'))];
  return found.at(-1)?.[1] ?? null;
}
