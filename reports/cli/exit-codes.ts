/**
 * What the process tells its caller: 0 all requirements met, 1 one is violated, 2 bad input and nothing written, 3 a mistake
 * of Bulkhead itself, 130 ended by Ctrl-C (128 + SIGINT, as shells count).
 */
export const exitCodes = { met: 0, violated: 1, badInput: 2, internal: 3, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
