/**
 * The shape of one set-associative cache: total size, ways and line, and the rules that a buildable cache obeys. Sizes
 * are bytes. The written form is Cachegrind's (`--I1=<size>,<ways>,<line>`, Valgrind manual, "Cachegrind Command-line
 * Options") with units allowed: `32KiB,8,64` or `32768,8,64`.
 */
import { parseQuantity } from '../parameter.ts';

export interface CacheGeometry {
  readonly sizeBytes: number;
  readonly ways: number;
  readonly lineBytes: number;
}

export interface GeometryProblem {
  readonly message: string;
  readonly help: readonly string[];
}

/** Smallest and largest line: an access of a trace never exceeds the largest, and no instruction the smallest. */
const smallestLineBytes = 16;
const largestLineBytes = 2048;

const isPowerOfTwo = (n: number): boolean => n > 0 && (n & (n - 1)) === 0;

/** Number of sets: `size / (ways * line)`. */
export function setsOf(geometry: CacheGeometry): number {
  return geometry.sizeBytes / (geometry.ways * geometry.lineBytes);
}

/** What is wrong with the geometry, or null. Every cache has a power of two of sets, so that a set is chosen by bits. */
export function geometryProblem(geometry: CacheGeometry): GeometryProblem | null {
  const { sizeBytes, ways, lineBytes } = geometry;
  if (!(sizeBytes > 0)) return { message: 'the cache has size 0', help: ['write for example 32KiB,8,64'] };
  if (!(Number.isInteger(ways) && ways > 0)) return { message: `${ways} ways: a cache has at least one`, help: [] };
  if (!isPowerOfTwo(lineBytes)) return { message: `the line of ${lineBytes} B is not a power of two`, help: [] };
  if (lineBytes < smallestLineBytes || lineBytes > largestLineBytes) {
    return {
      message: `the line of ${lineBytes} B is outside ${smallestLineBytes} B to ${largestLineBytes} B`,
      help: [],
    };
  }
  const sets = sizeBytes / (ways * lineBytes);
  if (!Number.isInteger(sets)) {
    return {
      message: `${ways} ways of ${lineBytes} B lines do not divide ${sizeBytes} B`,
      help: [`the size must be a multiple of ways x line = ${ways * lineBytes} B`],
    };
  }
  if (!isPowerOfTwo(sets)) {
    const below = 2 ** (31 - Math.clz32(sets)) * ways * lineBytes;
    return {
      message: `${sizeBytes} B / (${ways} ways x ${lineBytes} B) = ${sets} sets, which is not a power of two`,
      help: [`the nearest sizes with ${ways} ways: ${below} B, ${2 * below} B`],
    };
  }
  if (sizeBytes > 2 ** 31) return { message: `${sizeBytes} B is larger than 2 GiB`, help: [] };
  return null;
}

/** Reads `32KiB,8,64` (size, ways, line in bytes). The size may carry a unit; the line may too. */
export function parseGeometry(text: string): CacheGeometry | GeometryProblem {
  const help = ['write <size>,<ways>,<line>, for example 32KiB,8,64'];
  const fields = text.split(',').map((field) => field.trim());
  if (fields.length !== 3) return { message: `expects three fields, found ${fields.length} in "${text}"`, help };
  const [size, ways, line] = fields as [string, string, string];
  const sizeBytes = bytes(size);
  if (typeof sizeBytes !== 'number') return sizeBytes;
  if (!/^\d{1,6}$/.test(ways)) return { message: `expects a number of ways, found "${ways}"`, help };
  const lineBytes = bytes(line);
  if (typeof lineBytes !== 'number') return lineBytes;
  const geometry = { sizeBytes, ways: Number(ways), lineBytes };
  return geometryProblem(geometry) ?? geometry;
}

function bytes(text: string): number | GeometryProblem {
  const parsed = parseQuantity('size', /^\d+$/.test(text) ? `${text} B` : text);
  return typeof parsed === 'number' ? parsed : { message: parsed.message, help: parsed.help };
}
