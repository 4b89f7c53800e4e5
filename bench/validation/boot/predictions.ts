/**
 * Boot loaders of six boards, predicted by a boot of this model and held against what was measured.
 *
 * Inputs: stages that are not judged (PMIC, ROM, kernel, file system), set-up costs measured on *another* board of the family
 * (Linux boards: AM243x), the rate of the medium from other boards, sizes of images, rates of the security engine. Controllers: their
 * own set-up stages, the security firmware's load from the mean of the *other two* boards, the image from its size at the rate
 * of the wires, hashed and checked by DTHE. The loader's time and the total are outputs of the simulation.
 */
import { BootObserver } from '../../../analysis/boot/boot-observer.ts';
import { explainBoot } from '../../../analysis/boot/explain-boot.ts';
import { runBoot } from '../../../scenarios/run-boot.ts';
import { loadText } from '../small-ecu.ts';
import {
  am243xSetUpMs,
  busMbPerS,
  type Controller,
  controllers,
  type LinuxBoard,
  linuxBoards,
  ospiReadMbPerS,
} from './measurements.ts';

export interface Prediction {
  readonly board: string;
  readonly what: 'loader' | 'total';
  readonly measuredMs: number;
  readonly predictedMs: number;
  /** (predicted - measured) / measured. */
  readonly error: number;
  /** Largest error that the goal of this comparison allows. */
  readonly goal: number;
}

const psOf = (ms: number) => `${Math.round(ms * 1e9)} ps`;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Instants at which stages of a boot text end, ms. */
function endsOf(text: string): Map<string, number> {
  const ecu = loadText(text);
  const { result } = runBoot(ecu, { seed: 1, horizonPs: 60e12 });
  const observer = new BootObserver(result.recording.entities);
  result.recording.trace.forEach(observer);
  observer.end(result.endedAtPs);
  return new Map(explainBoot(ecu, observer, '').stages.map(({ stage, endPs }) => [stage, endPs! / 1e9]));
}

function ecuText(media: string, stages: readonly string[]): string {
  return [
    'bulkhead: 1',
    'soc: {use: generic-4core, cores: {cpu: {count: 1}}}',
    `media: {${media}}`,
    'vms: {guest: {kernel: bare, tasks: {first: {period: 1 s, execution: 1 ps}}}}',
    'boot:',
    '  storage: flash',
    '  stages:',
    ...stages.map((stage) => `    ${stage}`),
  ].join('\n');
}

export function linuxText({ pmicMs, romMs, kernelMs, fileSystemMs, loadedBytes }: LinuxBoard): string {
  const setUpMs = Object.values(am243xSetUpMs).reduce((sum, ms) => sum + ms, 0);
  const rate = Math.round(mean(ospiReadMbPerS) * 1e6);
  return ecuText(`flash: {use: flash, read: ${rate} B/s}`, [
    `pmic: {takes: ${psOf(pmicMs)}}`,
    `rom: {after: [pmic], takes: ${psOf(romMs)}}`,
    `set_up: {after: [rom], takes: ${psOf(setUpMs)}}`,
    `images: {after: [set_up], load: ${loadedBytes} B}`,
    `kernel: {after: [images], takes: ${psOf(kernelMs)}, vm: guest}`,
    `file_system: {after: [kernel], takes: ${psOf(fileSystemMs)}, vm: guest}`,
  ]);
}

export function controllerText(board: Controller): string {
  const others = controllers.filter((other) => other.board !== board.board);
  const rate = busMbPerS[board.medium] * 1e6;
  return ecuText(`flash: {use: flash, read: ${rate} B/s}`, [
    `init: {takes: ${psOf(board.initMs + board.driversMs + board.flashMs)}}`,
    `security: {after: [init], takes: ${psOf(mean(others.map(({ securityMs }) => securityMs)))}}`,
    `image: {after: [security], load: ${board.imageBytes} B, verify: {by: security, hash: sha512, signature: rsa-4096, engine: dthe}}`,
    `end: {after: [image], takes: ${psOf(board.endMs)}}`,
  ]);
}

function row(board: string, what: Prediction['what'], measuredMs: number, predictedMs: number): Prediction {
  const error = (predictedMs - measuredMs) / measuredMs;
  return { board, what, measuredMs, predictedMs, error, goal: what === 'total' ? 0.05 : 0.1 };
}

export function predictions(): Prediction[] {
  const linux = linuxBoards.flatMap((board) => {
    if (board.loadedBytes === null) return [];
    const ends = endsOf(linuxText(board));
    const loaderMs = ends.get('images')! - ends.get('rom')!;
    return [
      row(board.board, 'loader', board.loaderMs, loaderMs),
      row(board.board, 'total', board.totalMs, ends.get('file_system')!),
    ];
  });
  return [
    ...linux,
    ...controllers.map((board) => row(board.board, 'total', board.totalMs, endsOf(controllerText(board)).get('end')!)),
  ];
}
