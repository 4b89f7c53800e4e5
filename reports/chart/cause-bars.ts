/** Why they wait: each VM's summed response time split over the six families of causes, in slate, by texture alone. */
import type { CauseFamily } from '../../models/records.ts';
import { exactPs, roughPercentage } from '../number.ts';
import { familyWords } from '../wording.ts';
import { type Chart, fitted, line, rect, reservedPx, text } from './canvas.ts';
import { texturedBar } from './texture.ts';

const leftPx = 104;
const barPx = 370;
const rowPx = 40;

export interface CauseShares {
  readonly vm: string;
  readonly sumPs: number;
  readonly perFamily: Readonly<Record<CauseFamily, number>>;
}

export function causeBars(rows: readonly CauseShares[]): Chart {
  const findings = rows.map(({ vm, sumPs, perFamily }) => {
    const parts = familyWords
      .filter(([family]) => perFamily[family] > 0)
      .map(([family, words]) => `${words} ${roughPercentage(perFamily[family] / sumPs)}`);
    return `${vm}: ${parts.join(', ') || 'no finished job'}`;
  });
  return {
    id: 'why-they-wait',
    title: 'Why they wait: share of summed response time per family of causes',
    description: `${findings.join('; ')}.`,
    widthPx: leftPx + barPx + 20,
    heightPx: rows.length * rowPx + 24,
    draw: (canvas) => {
      rows.forEach(({ vm, sumPs, perFamily }, row) => {
        const y = row * rowPx + 6;
        text(canvas, 0, y + 15, fitted(vm, leftPx - 10, 12), 'ts');
        let x = leftPx;
        for (const [family, words] of familyWords) {
          if (sumPs === 0) continue;
          const share = perFamily[family] / sumPs;
          const width = share * barPx;
          if (width < 0.4) continue;
          texturedBar(
            canvas,
            x,
            y,
            width,
            22,
            'h',
            family,
            `${vm}, ${words}: ${roughPercentage(share)}, ${exactPs(perFamily[family])}`,
          );
          const label = roughPercentage(share);
          const room = reservedPx(label, 10.5) + 8;
          if (width > room + 6) {
            rect(canvas, x + width / 2 - room / 2, y + 4, room, 14, 'lab');
            text(canvas, x + width / 2, y + 14.5, label, 'tx', 'middle');
          }
          x += width;
        }
      });
      const bottom = rows.length * rowPx;
      for (const quarter of [0, 25, 50, 75, 100]) {
        const x = leftPx + (quarter / 100) * barPx;
        line(canvas, x, bottom - 3, x, bottom + 2, 'axis');
        text(canvas, x, bottom + 15, quarter === 100 ? '100 %' : String(quarter), 'tx mut', 'middle');
      }
    },
  };
}
