/** The four small pictures beside the four questions: 150 x 36, no text; the sentence beside each says the finding. */
import { type Canvas, type Chart, crossPath, path, rect } from './canvas.ts';

const size = { widthPx: 150, heightPx: 36, standalone: false } as const;
const most = 6;

/** Does it fit? One bar per core, split by who had it. */
export function coresGlance(
  cores: readonly (readonly { readonly slot: string; readonly share: number }[])[],
  description: string,
): Chart {
  const shown = cores.slice(0, most);
  const pitch = Math.min(9, 36 / Math.max(1, shown.length));
  return {
    ...size,
    id: 'glance-cores',
    title: 'Use of each core',
    description,
    draw: (canvas) =>
      shown.forEach((parts, row) => {
        rect(canvas, 0, row * pitch, 150, pitch * 0.68, 'slot');
        let x = 0;
        for (const { slot, share } of parts) {
          if (share <= 0) continue;
          rect(canvas, x, row * pitch, Math.max(share * 150, 0.4), pitch * 0.68, `k${slot}`);
          x += share * 150;
        }
      }),
  };
}

/** Can one guest hurt another? The matrix, small; filled squares are others' doing. */
export function blameGlance(
  cells: readonly (readonly { readonly slot: string; readonly share: number; readonly own: boolean }[])[],
  description: string,
): Chart {
  const rows = cells.slice(0, most);
  const pitch = Math.min(12, 36 / Math.max(1, rows.length));
  return {
    ...size,
    id: 'glance-blame',
    title: 'Who hurts whom',
    description,
    draw: (canvas) => {
      rows.forEach((row, y) => {
        row.slice(0, 9).forEach(({ slot, share, own }, x) => {
          drawGlanceCell(canvas, 8 + x * 16.5, (y + 0.5) * pitch, pitch, slot, share, own);
        });
      });
    },
  };
}

function drawGlanceCell(
  canvas: Canvas,
  x: number,
  y: number,
  pitch: number,
  slot: string,
  share: number,
  own: boolean,
): void {
  const side = Math.max(1.2, Math.sqrt(share) * (pitch + 2));
  if (share < 0.0005) rect(canvas, x - 0.6, y - 0.6, 1.2, 1.2, 'kd');
  else if (own) rect(canvas, x - side / 2 + 0.5, y - side / 2 + 0.5, side - 1, side - 1, `thin s${slot}`);
  else rect(canvas, x - side / 2, y - side / 2, side, side, `k${slot}`);
}

/** Which policy? One mark per requirement under this run's policy. */
export function verdictsGlance(verdicts: readonly ('met' | 'violated' | 'not_judged')[], description: string): Chart {
  return {
    ...size,
    id: 'glance-verdicts',
    title: 'Requirements under this policy',
    description,
    draw: (canvas) => {
      const shown = verdicts.slice(0, 39);
      const top = 18 - (Math.ceil(shown.length / 13) - 1) * 6;
      shown.forEach((verdict, index) => {
        const [x, y] = [5 + (index % 13) * 11.5, top + Math.floor(index / 13) * 12];
        if (verdict === 'violated') path(canvas, crossPath(x, y, 3), 'x');
        else
          canvas
            .append('circle')
            .attr('cx', x)
            .attr('cy', y)
            .attr('r', 2.8)
            .attr('class', verdict === 'met' ? 'dot' : 'g2');
      });
    },
  };
}

/** May I trust it? One bar: measured, published, assumed. */
export function gradesGlance(counts: readonly [number, number, number], description: string): Chart {
  const total = Math.max(1, counts[0] + counts[1] + counts[2]);
  return {
    ...size,
    id: 'glance-grades',
    title: 'Grades of the numbers',
    description,
    draw: (canvas) => {
      let x = 0;
      counts.forEach((part, grade) => {
        const width = (part / total) * 148;
        if (part > 0) rect(canvas, x + 0.6, 10.6, Math.max(width - 1.2, 1), 14, `g${grade}`);
        x += width;
      });
    },
  };
}
