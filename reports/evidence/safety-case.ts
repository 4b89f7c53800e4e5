/**
 * The argument of a campaign as data: goals, strategies, solutions, contexts, assumptions, and what speaks against them (GSN
 * Community Standard v3, SCSC-141C). Built so that every goal and strategy is either supported or undeveloped, every reference
 * exists, and everything hangs under one root. A refuted claim is a defeated goal with its counter-evidence; what says nothing
 * stays undeveloped.
 */
import type { ClaimFacts, FfiFacts } from '../../analysis/ffi/ffi-fact.ts';

export type NodeKind =
  | 'goal'
  | 'strategy'
  | 'solution'
  | 'context'
  | 'assumption'
  | 'counter-goal'
  | 'counter-solution';

export interface CaseNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly text: string;
  readonly supportedBy: readonly string[];
  readonly inContextOf: readonly string[];
  readonly undeveloped: boolean;
  readonly defeated: boolean;
  /** Element that a counter goal challenges, or null. */
  readonly challenges: string | null;
  /** Member of the pack and its digest, for solutions. */
  readonly url: string | null;
}

export interface CaseInput {
  readonly facts: FfiFacts;
  /** SHA-256 by member name. */
  readonly digests: Readonly<Record<string, string>>;
  readonly item: string;
  /** Shared elements with the claim or assumption that covers each. */
  readonly shared: readonly { readonly element: string; readonly users: readonly string[] }[];
  readonly assumedShare: string;
  /** Error of the model in ps where it is known; null: it is not. */
  readonly modelErrorPs: number | null;
}

export function safetyCase(input: CaseInput): readonly CaseNode[] {
  const { facts, digests, item, shared } = input;
  const nodes: CaseNode[] = [];
  const add = (id: string, kind: NodeKind, text: string, more: Partial<CaseNode> = {}): string => {
    nodes.push({
      id,
      kind,
      text,
      supportedBy: [],
      inContextOf: [],
      undeveloped: false,
      defeated: false,
      challenges: null,
      url: null,
      ...more,
    });
    return id;
  };
  const solution = (id: string, text: string, member: string, kind: NodeKind = 'solution'): string =>
    add(id, kind, text, { url: `${member}#sha256=${digests[member] ?? ''}` });
  const { claims } = facts;
  const isDefeated = claims.some(({ verdict }) => verdict === 'refuted');
  const context = add(
    'C1',
    'context',
    `Item: ${item}. Levels of adversaries: ${levels(claims)}. Each run lasts ${facts.horizonPs} ps.`,
  );
  const assumption = add(
    'A1',
    'assumption',
    `The description is that of the ECU in use; ${input.assumedShare}. Owner: the user of this evidence.`,
  );
  const goals = claims.map((claim) => claimGoal(claim, add, solution));
  const s1 = add(
    'S1',
    'strategy',
    'Argument over every claim: adversaries drawn for its fault effects, and its mechanism weakened',
    {
      supportedBy: goals,
      undeveloped: goals.length === 0,
    },
  );
  const assumptions = shared.map(({ element, users }, index) =>
    add(
      `A${index + 2}`,
      'assumption',
      `${element} is shared by ${users.join(', ')}; its failure is covered by an assumption of use. Owner: the user.`,
    ),
  );
  const common = add(
    'G_common',
    'goal',
    'No failure of one shared element breaks several claims that the argument needs at once',
    { undeveloped: true },
  );
  const s2 = add('S2', 'strategy', 'Argument over the inventory of shared elements', {
    supportedBy: [common],
    inContextOf: assumptions,
  });
  const model = modelGoal(input, add, solution);
  const tool = add('G_tool', 'goal', 'The tool is fit for this use; the user decides TI, TD and TCL', {
    supportedBy: [solution('Sn_dossier', 'Tool dossier: use cases, errors, measures, validation', 'dossier.md')],
  });
  const campaign = add('G_campaign', 'goal', 'The campaign could have found a violation', {
    supportedBy: [
      solution('Sn_controls', 'Negative controls: each mechanism weakened in one path', 'controls.json'),
      solution('Sn_coverage', 'Coverage of effects, points, states of victim and schedule', 'coverage.json'),
    ],
  });
  const target = add('G_target', 'goal', 'What was shown in the model is confirmed on the target', {
    undeveloped: true,
  });
  add(
    'G0',
    'goal',
    'No VM of a lower ASIL violates a goal of a higher one through what they share, in this model and under these assumptions',
    {
      supportedBy: [s1, s2, model, tool, campaign, target],
      inContextOf: [context, assumption],
      defeated: isDefeated,
    },
  );
  add(
    'CG_doubts',
    'counter-goal',
    'Channels that are not modelled, times beyond the horizon, and levels that were not tried may hold violations',
    {
      undeveloped: true,
      challenges: 'G0',
    },
  );
  return nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
}

type Add = (id: string, kind: NodeKind, text: string, more?: Partial<CaseNode>) => string;
type Solve = (id: string, text: string, member: string, kind?: NodeKind) => string;

function claimGoal(claim: ClaimFacts, add: Add, solution: Solve): string {
  const { id, verdict } = claim;
  const goal = `G_${id}`;
  const against = claim.from.length === 0 ? 'others' : claim.from.join(', ');
  const text = `${claim.victim} ${claim.promise}, whatever ${against} do (${claim.kind}, level ${claim.level})`;
  const results = `results/${id}.jsonl`;
  if (verdict === 'refuted') {
    const counter = solution(`CSn_${id}`, claim.reason, results, 'counter-solution');
    add(`CG_${id}`, 'counter-goal', `There is an adversary that breaks ${id}`, {
      supportedBy: [counter],
      challenges: goal,
    });
    return add(goal, 'goal', text, { undeveloped: true, defeated: true });
  }
  if (verdict !== 'not_refuted' && verdict !== 'bounded')
    return add(goal, 'goal', `${text}. ${verdict.replaceAll('_', ' ')}: ${claim.reason}`, { undeveloped: true });
  const bound =
    claim.bound === null
      ? ''
      : `; probability of at most ${claim.bound.toPrecision(2)} per effective program, 95 % confidence`;
  return add(goal, 'goal', text, {
    supportedBy: [
      solution(`Sn_runs_${id}`, `Not refuted in ${claim.effectiveRuns} effective runs${bound}`, results),
      solution(`Sn_control_${id}`, `Refuted once weakened: ${claim.resolution}`, 'controls.json'),
    ],
  });
}

/** A margin below the error of the model defeats what rests on it. */
function modelGoal({ facts, modelErrorPs, assumedShare }: CaseInput, add: Add, solution: Solve): string {
  const thin = facts.claims.filter(
    ({ worstMarginPs }) =>
      modelErrorPs !== null && worstMarginPs !== null && worstMarginPs >= 0 && worstMarginPs < modelErrorPs,
  );
  const goal = 'G_model';
  if (thin.length > 0) {
    add(
      'CG_margin',
      'counter-goal',
      `The margin of ${thin.map(({ id }) => id).join(', ')} is smaller than the error of the model`,
      {
        challenges: goal,
        undeveloped: true,
      },
    );
  }
  const text =
    modelErrorPs === null
      ? 'The model is valid for this use; its error on this ECU is not known'
      : 'The model is valid for this use';
  return add(goal, 'goal', text, {
    supportedBy: [solution('Sn_validity', `Sources and grades of every number: ${assumedShare}`, 'validity.json')],
    defeated: thin.length > 0,
  });
}

function levels(claims: readonly ClaimFacts[]): string {
  return [...new Set(claims.map(({ level }) => level))].sort().join(', ') || 'none';
}
