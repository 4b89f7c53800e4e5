/** A word as a POSIX shell reads it back: bare where it can be, else in single quotes. */

/** What no shell takes apart; a `~` begins a home folder and is left to the quotes there. */
const bare = /^[A-Za-z0-9_./:=,+@%-][A-Za-z0-9_./:=,+@%~-]*$/;

export function shellWord(word: string): string {
  return bare.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
