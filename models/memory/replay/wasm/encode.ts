/**
 * The little of WebAssembly's binary format that the replay needs (WebAssembly Core Specification 1.0, section 5): numbers
 * in LEB128, instructions over i32 as byte lists, one module with one memory and a few functions. Expressions nest as
 * function calls, so that a program reads in the order in which it is written.
 */
export type Code = readonly number[];

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** Unsigned LEB128 of a 32-bit integer. */
export function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

export const sequence = (...parts: readonly Code[]): Code => parts.flat();

// Instructions.
export const constant = (value: number): Code => [0x41, ...signed(value)];
export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
/** Sets the local and leaves the value. */
export const tee = (local: number, value: Code): Code => [...value, 0x22, ...unsigned(local)];
const binary =
  (opcode: number) =>
  (left: Code, right: Code): Code => [...left, ...right, opcode];
export const add = binary(0x6a);
export const multiply = binary(0x6c);
export const and = binary(0x71);
export const or = binary(0x72);
export const shiftLeft = binary(0x74);
export const shiftRight = binary(0x76); // unsigned
export const equal = binary(0x46);
export const notEqual = binary(0x47);
export const above = binary(0x4b); // unsigned
export const below = binary(0x49); // unsigned
/** 32-bit load and store at `address + offset`, aligned to 4. */
export const load = (address: Code, offset = 0): Code => [...address, 0x28, 2, ...unsigned(offset)];
export const store = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  0x36,
  2,
  ...unsigned(offset),
];
export const call = (fn: number, ...values: readonly Code[]): Code => [...values.flat(), 0x10, ...unsigned(fn)];
export const leave: Code = [0x0f];
const nothing = 0x40;
const number32 = 0x7f;
export const when = (condition: Code, then: Code, otherwise: Code = []): Code => [
  ...condition,
  0x04,
  nothing,
  ...then,
  ...(otherwise.length > 0 ? [0x05, ...otherwise] : []),
  0x0b,
];
/** A block that `branch(0)` repeats. */
export const loop = (body: Code): Code => [0x03, nothing, ...body, 0x0b];
export const branchIf = (depth: number, condition: Code): Code => [...condition, 0x0d, ...unsigned(depth)];

/** A function over i32: so many parameters, results and further locals. */
export interface WasmFunction {
  readonly parameters: number;
  readonly results: 0 | 1;
  readonly locals: number;
  readonly body: Code;
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const name = (text: string): Code => [
  ...unsigned(text.length),
  ...[...text].map((character) => character.charCodeAt(0)),
];
const typeOf = ({ parameters, results }: Pick<WasmFunction, 'parameters' | 'results'>): Code => [
  0x60,
  ...vector(Array.from({ length: parameters }, () => [number32])),
  ...vector(Array.from({ length: results }, () => [number32])),
];

/**
 * A module that imports `env.memory` (of `pages` x 64 KiB) and the function `env.<imported>`, and exports the last of its
 * functions as `run`. Function 0 is the imported one; those of `functions` follow.
 */
export function moduleOf(
  pages: number,
  imported: { readonly name: string; readonly parameters: number; readonly results: 0 | 1 },
  functions: readonly WasmFunction[],
): Uint8Array<ArrayBuffer> {
  const types = section(1, vector([imported, ...functions].map(typeOf)));
  const imports = section(
    2,
    vector([
      [...name('env'), ...name('memory'), 0x02, 0x00, ...unsigned(pages)],
      [...name('env'), ...name(imported.name), 0x00, 0x00],
    ]),
  );
  const declared = section(3, vector(functions.map((_, i) => unsigned(i + 1))));
  const exported = section(7, vector([[...name('run'), 0x00, ...unsigned(functions.length)]]));
  const bodies = functions.map(({ locals, body }) => {
    const content = [...vector(locals > 0 ? [[...unsigned(locals), number32]] : []), ...body, 0x0b];
    return [...unsigned(content.length), ...content];
  });
  const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  return Uint8Array.from([...magic, ...types, ...imports, ...declared, ...exported, ...section(10, vector(bodies))]);
}
