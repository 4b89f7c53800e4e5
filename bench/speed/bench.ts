/** The socket of speed benches: one member per question of speed, on the shelf in `main.ts`. */
export interface Bench {
  /** One sentence. */
  readonly summary: string;
  /** Measures, prints tables as it goes, and gives what missed its target (nothing when all is well). */
  run(print: (text: string) => void): readonly string[] | Promise<readonly string[]>;
}
