/**
 * What each vCPU uses of a core, and what it may: bar = share of the run on a pCPU, wall = budget / period, the paler part
 * = time in which it wanted to run and was not allowed (budget spent, window closed).
 */
import type { VcpuFact } from '../../analysis/fact.ts';
import { exactPs, roughPercentage } from '../number.ts';
import type { Colours } from '../palette.ts';
import { type Chart, fitted, line, rect, text } from './canvas.ts';
import { texturedBar } from './texture.ts';

const leftPx = 134;
const barPx = 244;
const rowPx = 28;
const headPx = 20;

export interface UseBarsData {
  readonly vcpus: readonly VcpuFact[];
  readonly horizonPs: number;
  readonly folded: number;
}

export function useBars({ vcpus, horizonPs, folded }: UseBarsData, colours: Colours): Chart {
  const share = (ps: number) => (horizonPs === 0 ? 0 : ps / horizonPs);
  const findings = vcpus.map((vcpu) => {
    const budget = budgetShare(vcpu);
    return `${vcpu.vm}/${vcpu.vcpu} uses ${roughPercentage(share(vcpu.runPs))}${budget === null ? '' : ` of ${roughPercentage(budget)}`}`;
  });
  return {
    id: 'use',
    title: 'Use of a core by each vCPU, and its budget',
    description: `${findings.join(', ')}.`,
    widthPx: 570,
    heightPx: headPx + vcpus.length * rowPx + 24 + (folded > 0 ? 16 : 0),
    draw: (canvas) => {
      text(canvas, leftPx + barPx + 62, 11, 'used', 'tx mut', 'end');
      text(canvas, leftPx + barPx + 118, 11, 'budget', 'tx mut', 'end');
      text(canvas, leftPx + barPx + 188, 11, 'not allowed', 'tx mut', 'end');
      vcpus.forEach((vcpu, row) => {
        const y = headPx + row * rowPx;
        const slot = colours.slotOf(vcpu.vm);
        const used = share(vcpu.runPs);
        const refusedPs = vcpu.depletedPs + vcpu.windowClosedPs;
        const budget = budgetShare(vcpu);
        text(canvas, 0, y + 15, fitted(`${vcpu.vm}/${vcpu.vcpu}`, leftPx - 10, 12), 'ts');
        rect(canvas, leftPx, y + 3, barPx, 16, 'slot');
        rect(
          canvas,
          leftPx,
          y + 3,
          Math.max(used * barPx, 1),
          16,
          `k${slot}`,
          `${vcpu.vm}/${vcpu.vcpu} ran ${exactPs(vcpu.runPs)}`,
        );
        if (refusedPs > 0) {
          const width = Math.min(share(refusedPs) * barPx, barPx - used * barPx);
          texturedBar(
            canvas,
            leftPx + used * barPx,
            y + 7,
            width,
            8,
            slot,
            'not-allowed',
            `not allowed for ${exactPs(refusedPs)}`,
          );
        }
        if (budget !== null) line(canvas, leftPx + budget * barPx, y, leftPx + budget * barPx, y + 22, 'wall');
        text(canvas, leftPx + barPx + 62, y + 15, roughPercentage(used), 'tb', 'end');
        text(canvas, leftPx + barPx + 118, y + 15, budget === null ? '–' : roughPercentage(budget), 'ts mut', 'end');
        text(
          canvas,
          leftPx + barPx + 188,
          y + 15,
          refusedPs === 0 ? '0' : roughPercentage(share(refusedPs)),
          'ts',
          'end',
        );
      });
      const bottom = headPx + vcpus.length * rowPx + 4;
      for (const quarter of [0, 25, 50, 75, 100]) {
        text(
          canvas,
          leftPx + (quarter / 100) * barPx,
          bottom + 10,
          quarter === 100 ? '100 % of a core' : String(quarter),
          'tx mut',
          'middle',
        );
      }
      if (folded > 0) text(canvas, 0, bottom + 26, `${folded} idle vCPUs are not drawn`, 'tx mut');
    },
  };
}

/** Budget over period, or null when the vCPU has none. */
export function budgetShare({ budgetPs, periodPs }: VcpuFact): number | null {
  return budgetPs === null || periodPs === null || periodPs === 0 ? null : budgetPs / periodPs;
}
