/**
 * Bounds of cause-effect chains: reaction time (first-to-first) and data age (last-to-last), in the words of
 * `analysis/latency`. Each hop is implicit, explicit, logical execution time, or an activation; guests and vCPUs may change
 * on the way.
 *
 * What a job writes is visible at its finish (implicit; explicit at the latest), or at the end of its logical interval. A
 * reader that just missed it reads one activation later. So a stage behind a channel adds its longest distance of releases and
 * its response; one that is activated adds its response alone. An explicit access lies somewhere between start and finish:
 * the earliest read and the latest write are the worst, hence the bound of implicit communication.
 *
 * Where all of a chain is periodic without jitter and under logical execution time with responses inside the interval, data
 * moves at instants that the clock fixes: then the exact worst case over one hyperperiod is taken, whatever the periods.
 *
 * Theory: Davare et al., DAC 2007; Feiertag et al., CompilerSys 2008; Duerr et al., ACM TECS 18(5s), 2019 (sporadic tasks,
 * cut and ages); Martinez, Sanudo, Bertogna, IEEE TCAD 37(11), 2018 (logical execution time). Times in ps.
 */
import type { Chain, EcuDescription } from '../../scenarios/ecu.ts';
import { type Communication, communicationOfHop, letIntervalPs } from '../latency/communication.ts';
import { type NoBound, noBound, type Term } from '../response-time/term.ts';
import type { EcuBounds } from './ecu-bounds.ts';
import { type LetStage, letExtremes } from './let-timeline.ts';

export interface ChainBound {
  readonly response: number;
  readonly terms: readonly Term[];
  /** The exact worst case of a fixed timeline, or a sum of worst cases. */
  readonly exact: boolean;
}

export interface ChainBounds {
  readonly reaction: ChainBound | NoBound;
  readonly dataAge: ChainBound | NoBound;
}

interface Stage {
  readonly task: string;
  readonly reads: Communication | null;
  readonly writes: Communication;
  readonly responsePs: number | null;
  readonly gapPs: number | null;
  readonly intervalPs: number | null;
}

function stagesOf(ecu: EcuDescription, chain: Chain, bounds: EcuBounds): Stage[] {
  return chain.path.map((name, place): Stage => {
    const task = bounds.system.taskOf.get(name)!;
    return {
      task: name,
      reads: place === 0 ? null : communicationOfHop(ecu, chain.hops[place - 1] ?? null),
      writes: place < chain.path.length - 1 ? communicationOfHop(ecu, chain.hops[place] ?? null) : ecu.communication,
      responsePs: bounds.tasks.get(name)!.response,
      gapPs: bounds.models.get(name)!.model?.longestGap ?? null,
      intervalPs: letIntervalPs(task.task),
    };
  });
}

/** From the release of a job to its output. */
function outputPs({ writes, responsePs, intervalPs }: Stage): number | null {
  if (responsePs === null) return null;
  return writes === 'let' && intervalPs !== null ? Math.max(responsePs, intervalPs) : responsePs;
}

export function boundChain(ecu: EcuDescription, chain: Chain, bounds: EcuBounds): ChainBounds {
  const stages = stagesOf(ecu, chain, bounds);
  for (const stage of stages)
    if (stage.responsePs === null) {
      const none = noBound(`${stage.task} has no bound`);
      return { reaction: none, dataAge: none };
    }
  const timeline = timelineOf(bounds, chain, stages);
  const extremes = timeline === null ? null : letExtremes(timeline);
  const exact = (ps: number | null): ChainBound | null =>
    ps === null
      ? null
      : {
          response: ps,
          terms: [{ kind: 'communication', of: 'the timeline of logical execution times', amount: ps }],
          exact: true,
        };
  return {
    reaction: exact(extremes?.reactionPs ?? null) ?? reactionOf(stages),
    dataAge: exact(extremes?.dataAgePs ?? null) ?? dataAgeOf(stages),
  };
}

function reactionOf(stages: readonly Stage[]): ChainBound | NoBound {
  const terms: Term[] = [];
  for (const stage of stages) {
    if (stage.reads !== null && stage.reads !== 'after') {
      if (stage.gapPs === null) return noBound(`nothing promises that ${stage.task} comes again`);
      terms.push({ kind: 'communication', of: `wait for the next ${stage.task}`, amount: stage.gapPs });
    }
    terms.push({ kind: 'own-execution', of: stage.task, amount: outputPs(stage)! });
  }
  return sumOf(terms);
}

function dataAgeOf(stages: readonly Stage[]): ChainBound | NoBound {
  const terms: Term[] = [];
  for (const [place, stage] of stages.entries()) {
    terms.push({ kind: 'own-execution', of: stage.task, amount: outputPs(stage)! });
    const next = stages[place + 1];
    if (next === undefined || next.reads === 'after') continue;
    // Its data is read until its next job replaces it.
    if (stage.gapPs === null) return noBound(`nothing promises that ${stage.task} replaces its data`);
    terms.push({ kind: 'communication', of: `until ${stage.task} writes again`, amount: stage.gapPs });
  }
  return sumOf(terms);
}

function sumOf(terms: readonly Term[]): ChainBound {
  return { response: terms.reduce((sum, { amount }) => sum + amount, 0), terms, exact: false };
}

/** The chain as fixed instants, or null when something may move them. */
function timelineOf(bounds: EcuBounds, chain: Chain, stages: readonly Stage[]): LetStage[] | null {
  const timeline: LetStage[] = [];
  for (const [place, name] of chain.path.entries()) {
    const { activation } = bounds.system.taskOf.get(name)!.task;
    const { responsePs, intervalPs, reads, writes } = stages[place]!;
    if (activation.use !== 'periodic' || (activation.jitter ?? 0) !== 0) return null;
    if ((reads !== null && reads !== 'let') || writes !== 'let') return null;
    const periodPs = activation.period as number;
    if (intervalPs !== periodPs || responsePs === null || responsePs > periodPs) return null;
    timeline.push({ periodPs, offsetPs: (activation.offset as number | undefined) ?? 0 });
  }
  return timeline;
}
