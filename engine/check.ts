/**
 * Assertions: what must hold if the program itself is right. A failed check is an internal error (exit code 3), never
 * the user's fault; wrong input is reported by the loaders with its place in the file.
 */

/** Something inside Bulkhead is wrong. The message names the invariant and the numbers that broke it. */
export class InternalError extends Error {
  override name = 'InternalError';
}

/** Throws `InternalError` with `message` unless `condition` holds. Keep the message a literal on hot paths. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InternalError(message);
}

/** For the branch that types say cannot be reached. */
export function unreachable(value: never): never {
  throw new InternalError(`unreachable value ${String(value)}`);
}
