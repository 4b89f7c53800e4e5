import { describe, expect, it } from 'vitest';
import { controllers, linuxBoards } from './measurements.ts';
import { controllerText, linuxText, predictions } from './predictions.ts';
import { bootTable } from './table.ts';

const all = predictions();
const errorOf = (board: string, what: string) => all.find((one) => one.board === board && one.what === what)!.error;

describe('boot loaders of Texas Instruments', () => {
  it.each(['AM62x', 'AM62P'])('predicts the loader of %s within 10 % and its boot within 5 %', (board) => {
    expect(Math.abs(errorOf(board, 'loader'))).toBeLessThan(0.1);
    expect(Math.abs(errorOf(board, 'total'))).toBeLessThan(0.05);
  });

  // Outside of the goal of 5 %; bands that tell when the model changes.
  it.each([
    ['AM263x', -0.25, -0.18],
    ['AM263Px', -0.1, -0.03],
    ['AM273x', 0.2, 0.3],
  ] as const)('misses the loader of %s by what the table says', (board, least, most) => {
    expect(errorOf(board, 'total')).toBeGreaterThan(least);
    expect(errorOf(board, 'total')).toBeLessThan(most);
  });

  it('enters no stage that it predicts', () => {
    for (const board of linuxBoards) {
      if (board.loadedBytes === null) continue;
      const text = linuxText(board);
      for (const predicted of [board.loaderMs, board.totalMs]) expect(text).not.toContain(`${predicted * 1e9} ps`);
    }
    for (const board of controllers) {
      const text = controllerText(board);
      for (const predicted of [board.totalMs, board.securityMs])
        expect(text).not.toContain(`${Math.round(predicted * 1e9)} ps`);
    }
  });

  it('says in its table what is within the goal and what is left out', () => {
    const table = bootTable().join('\n');
    expect(table).toContain('4 of 7 within their goal');
    expect(table).toContain('AM62A: not predicted');
  });
});
