/** Does it fit? What each vCPU uses of a core and of its budget, how often it was refused, and its thinnest supply. */
import type { VcpuFact } from '../../analysis/fact.ts';
import { longestGap, supply } from '../chart/supply.ts';
import { budgetShare, useBars } from '../chart/use-bars.ts';
import { duration, roughPercentage } from '../number.ts';
import { byAsil, byName } from '../palette.ts';
import type { Block, Sheet, SheetDefinition, SheetInput } from '../sheet.ts';

const mostDrawn = 24;

export const fit: SheetDefinition = {
  id: 'fit',
  question: 'Does it fit?',
  madeBy: 'a run with at least one vCPU',
  write: writeFit,
};

function writeFit({ facts, colours }: SheetInput): Sheet | null {
  if (facts.vcpus.length === 0) return null;
  const order = new Map(colours.vms.map(({ vm }, index) => [vm, index]));
  const vcpus = [...facts.vcpus].sort((a, b) => order.get(a.vm)! - order.get(b.vm)! || byName(a.vcpu, b.vcpu));
  const drawn = vcpus.length <= mostDrawn ? vcpus : vcpus.filter(({ runPs }) => runPs > 0).slice(0, mostDrawn);
  const thinnest = drawnSupply(vcpus, facts.story?.lanes.find(({ kind }) => kind === 'supply')?.label ?? null);
  const bars: Block = {
    kind: 'chart',
    chart: useBars({ vcpus: drawn, horizonPs: facts.horizonPs, folded: vcpus.length - drawn.length }, colours),
  };
  const right: Block[] = thinnest === null ? [] : [{ kind: 'chart', chart: supply(thinnest, colours) }];
  return {
    title: fitTitle(vcpus, facts.horizonPs),
    lead: 'Share of a core used by each vCPU; the wall is its budget over its period, stripes are time in which it wanted to run and was not allowed. The curve: the least service that any window of that length gave.',
    blocks: right.length === 0 ? [bars] : [{ kind: 'columns', columns: [[bars], right] }],
  };
}

/** One finding: who ran out of budget (most critical first), or who comes nearest it. */
export function fitTitle(vcpus: readonly VcpuFact[], horizonPs: number): string {
  const refused = [...vcpus]
    .filter(({ depletedPs }) => depletedPs > 0)
    .sort((a, b) => byAsil(a.asil, b.asil) || b.depletedPs - a.depletedPs || byName(a.vm, b.vm));
  const worst = refused[0];
  if (worst !== undefined)
    return `${worst.vm}/${worst.vcpu} ran out of budget, ${duration(worst.depletedPs)} in all (${roughPercentage(worst.depletedPs / horizonPs)} of the run)`;
  const shares = vcpus.flatMap((vcpu) => {
    const budget = budgetShare(vcpu);
    return budget === null ? [] : [{ name: `${vcpu.vm}/${vcpu.vcpu}`, used: vcpu.runPs / horizonPs / budget }];
  });
  shares.sort((a, b) => b.used - a.used || byName(a.name, b.name));
  const nearest = shares[0];
  if (nearest !== undefined)
    return `No vCPU ran out of budget; ${nearest.name} used most of its own, ${roughPercentage(nearest.used)}`;
  const most = [...vcpus].sort((a, b) => b.runPs - a.runPs || byName(a.vm, b.vm))[0]!;
  return `No vCPU has a budget; ${most.vm}/${most.vcpu} uses most, ${roughPercentage(most.runPs / horizonPs)} of a core`;
}

/** The vCPU to draw: that of the job in the story, else critical first, then the longest gap. */
function drawnSupply(vcpus: readonly VcpuFact[], ofStory: string | null): VcpuFact | null {
  const curves = vcpus.filter(({ leastSupply }) => leastSupply.length > 1);
  const told = curves.find(({ vm, vcpu }) => `${vm}/${vcpu}` === ofStory);
  if (told !== undefined) return told;
  const critical = curves.filter(({ asil }) => asil !== 'QM');
  return (
    [...(critical.length > 0 ? critical : curves)].sort(
      (a, b) => longestGap(b.leastSupply) - longestGap(a.leastSupply),
    )[0] ?? null
  );
}
