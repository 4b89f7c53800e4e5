/**
 * Measured boot loaders of Texas Instruments boards. Times in ms, sizes in bytes.
 *
 * Linux boards: Processor SDK, "How to boot quickly" (captures of 2024-03 and 2026-04; OSPI, GPIO and logic analyser). Controllers:
 * MCU+ SDK data sheets, "SBL performance". What is predicted is never an input: see `predictions.ts`.
 */

/** Stages of a Linux board. */
export interface LinuxBoard {
  readonly board: string;
  readonly pmicMs: number;
  readonly romMs: number;
  readonly loaderMs: number;
  readonly kernelMs: number;
  readonly fileSystemMs: number;
  readonly totalMs: number;
  /** Images that the loader reads: HSM, MCU or DSP, kernel with file system. Null: one of them has no published size. */
  readonly loadedBytes: number | null;
}

const imagesBytes = 9e3 + 56e3 + 18e6;

export const linuxBoards: readonly LinuxBoard[] = [
  {
    board: 'AM62x',
    pmicMs: 30,
    romMs: 33,
    loaderMs: 238,
    kernelMs: 415,
    fileSystemMs: 365,
    totalMs: 1081,
    loadedBytes: imagesBytes,
  },
  // Its loader also reads the image of the C7x, whose size the guide does not give.
  {
    board: 'AM62A',
    pmicMs: 30,
    romMs: 48,
    loaderMs: 622,
    kernelMs: 450,
    fileSystemMs: 345,
    totalMs: 1495,
    loadedBytes: null,
  },
  {
    board: 'AM62P',
    pmicMs: 15,
    romMs: 31,
    loaderMs: 214,
    kernelMs: 523,
    fileSystemMs: 37,
    totalMs: 820,
    loadedBytes: imagesBytes,
  },
];

/**
 * What a K3 loader does before it reads images, measured on AM243x (the board whose stages add up): system firmware, system
 * initialisation, drivers, OSPI PHY tuning, firmware version query.
 */
export const am243xSetUpMs = { firmware: 11.1, init: 14.67, drivers: 1.64, flash: 114.87, version: 9.84 } as const;

/** OSPI NOR, raw read under Linux with a tuned PHY, MB/s: J7200, J722S, J784S4 (Processor SDK 12.0 performance guides). */
export const ospiReadMbPerS = [232.7, 227, 234] as const;

/** A controller: its loader's stages, and its application image. */
export interface Controller {
  readonly board: string;
  readonly medium: 'QSPI' | 'OSPI';
  /** Load of the security firmware: the same firmware on all three. */
  readonly securityMs: number;
  readonly initMs: number;
  readonly driversMs: number;
  readonly flashMs: number;
  readonly endMs: number;
  readonly totalMs: number;
  readonly imageBytes: number;
}

export const controllers: readonly Controller[] = [
  {
    board: 'AM263x',
    medium: 'QSPI',
    securityMs: 9.024,
    initMs: 0.16,
    driversMs: 0.037,
    flashMs: 0.026,
    endMs: 2.904,
    totalMs: 20.085,
    imageBytes: 83e3,
  },
  {
    board: 'AM263Px',
    medium: 'OSPI',
    securityMs: 8.388,
    initMs: 0.602,
    driversMs: 0.136,
    flashMs: 2.723,
    endMs: 0.018,
    totalMs: 17.563,
    imageBytes: 132e3,
  },
  {
    board: 'AM273x',
    medium: 'QSPI',
    securityMs: 7.868,
    initMs: 0.501,
    driversMs: 0.02,
    flashMs: 2.54,
    endMs: 0,
    totalMs: 12.581,
    imageBytes: 72.4e3,
  },
];

/** What the wires can carry at most: QSPI at 80 MHz with 4 bits, OSPI at 133 MHz with 8 bits, MB/s (device data sheets). */
export const busMbPerS = { QSPI: 40, OSPI: 133 } as const;
