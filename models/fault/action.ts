/**
 * What an adversary does: a program is a list of actions, plain data. An action says what is done, by which VM, to what,
 * when, and with which numbers; `atPs` is an instant of simulated time, so deleting one action moves no other. The same
 * actions stand under `faults` of an ECU file.
 */
export interface Action {
  /** Member of the shelf `injections/`. */
  readonly use: string;
  /** VM that misbehaves. */
  readonly vm: string;
  /** What it acts on, as written outside its VM: a task, a vCPU, a VM, a channel, an accelerator, a device. */
  readonly target: string;
  /** Whom it is meant to hit where that is a choice (the owner of foreign memory); empty otherwise. */
  readonly into: string;
  readonly atPs: number;
  /** Where `atPs` comes from, in words: `start of display/show job 3 + 12 us`; empty when it was drawn freely. */
  readonly anchor: string;
  /** Integers in the unit that the name ends with. */
  readonly args: Readonly<Record<string, number>>;
}

export type Program = readonly Action[];

/** What became of an action when its instant came. */
export const strikes = {
  /** The fault took effect. */
  effective: 0,
  /** A mechanism refused it. */
  refused: 1,
  /** There was nothing to act on at that instant. */
  idle: 2,
} as const;
export type Strike = (typeof strikes)[keyof typeof strikes];

/** The 19 fault effects of ISO 26262-6:2018 Annex D: timing and execution, memory, exchange of information. */
export const faultEffects = [
  'T1',
  'T2',
  'T3',
  'T4',
  'T5',
  'M1',
  'M2',
  'M3',
  'M4',
  'X1',
  'X2',
  'X3',
  'X4',
  'X5',
  'X6',
  'X7',
  'X8',
  'X9',
  'X10',
] as const;
export type FaultEffect = (typeof faultEffects)[number];
