/**
 * The members of an evidence pack: everything that one campaign rests on and found, each member a function of the ECU's text, the
 * plan and this version. Making the pack again therefore makes the same bytes; only `environment.json` says where and when.
 */
import { createHash } from 'node:crypto';
import type { ClaimDefinition } from '../../analysis/ffi/claim.ts';
import { claims } from '../../analysis/ffi/claims.ts';
import type { ClaimFacts, FfiFacts } from '../../analysis/ffi/ffi-fact.ts';
import { prepare, Trial } from '../../analysis/ffi/trial.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { faultText } from '../../scenarios/faults-of.ts';
import { injectionCatalogue } from '../../scenarios/injection-points.ts';
import { canonical, lines } from '../evidence/canonical.ts';
import { caseChart } from '../evidence/case-chart.ts';
import { dossier } from '../evidence/dossier.ts';
import { gsnYaml } from '../evidence/gsn-yaml.ts';
import { sacmXmi } from '../evidence/sacm-xmi.ts';
import { type CaseInput, safetyCase } from '../evidence/safety-case.ts';
import { ffiPage } from '../ffi/ffi-page.ts';
import { standaloneSvg } from '../markup.ts';
import { nodeSurface } from '../media/surface/d3-node-surface.ts';
import type { FfiOrder, FinishedFfi } from './ffi-run.ts';

export const packFormat = 1;

export interface PackMember {
  readonly name: string;
  readonly text: string;
}

export interface PackInput {
  readonly order: FfiOrder;
  readonly finished: FinishedFfi;
  /** The ECU as one text. */
  readonly ecuText: string;
  readonly version: string;
  readonly line: string;
  /** Rows of earlier campaigns of this ECU, newest last. */
  readonly earlier: readonly string[];
  /** Where and when; not part of what is compared. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Every member but `manifest.json`. */
export function packMembers(input: PackInput): PackMember[] {
  const { order, finished, ecuText, version, line } = input;
  const { facts, stories } = finished;
  const { ecu } = order.subject;
  const plain: PackMember[] = [
    { name: 'plan.json', text: canonical(planOf(order, facts, version)) },
    { name: 'ecu.yaml', text: ecuText },
    { name: 'resolved.json', text: canonical(resolved(ecu)) },
    { name: 'spec.jsonl', text: lines(facts.claims.flatMap((claim) => specification(order, claim))) },
    ...facts.claims.map((claim) => ({ name: `results/${claim.id}.jsonl`, text: lines(resultsOf(claim)) })),
    { name: 'controls.json', text: canonical(facts.claims.map(controlsOf)) },
    { name: 'coverage.json', text: canonical(facts.claims.map(({ id, coverage }) => ({ claim: id, coverage }))) },
    { name: 'validity.json', text: canonical(validityOf(ecu)) },
    {
      name: 'report.json',
      text: canonical({
        claims: facts.claims.map(reportOf),
        fault_effects: facts.faultEffects,
        joint: textOfJoint(facts),
      }),
    },
    { name: 'trace.csv', text: traceCsv(facts) },
    {
      name: 'dossier.md',
      text: dossier({ facts, version, claims: claimCatalogue(), injections: injectionCatalogue() }),
    },
    { name: 'campaigns.jsonl', text: [...input.earlier, canonical(campaignRow(order, facts, version)), ''].join('\n') },
    { name: 'environment.json', text: canonical({ ...input.environment, format: packFormat, bulkhead: version }) },
    { name: 'report.html', text: ffiPage(facts, stories, { line, version }, nodeSurface()) },
  ];
  const digests = Object.fromEntries(plain.map(({ name, text }) => [name, sha256(text)]));
  const nodes = safetyCase(caseInput(ecu, facts, digests));
  return [
    ...plain,
    { name: 'case.gsn.yaml', text: gsnYaml(nodes, ecu.name) },
    { name: 'case.sacm.xmi', text: sacmXmi(nodes, ecu.name) },
    { name: 'case.svg', text: standaloneSvg(caseChart(nodes), line, nodeSurface()) },
  ];
}

export function manifestText(members: readonly PackMember[]): string {
  const files = [...members]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, text }) => ({ path: name, sha256: sha256(text), size: Buffer.byteLength(text) }));
  const trees = Object.fromEntries(
    members.filter(({ name }) => name.endsWith('.jsonl')).map(({ name, text }) => [name, treeHead(text)]),
  );
  return canonical({ files, format: packFormat, trees });
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Merkle tree head over the lines of a text (RFC 6962, 2.1): leaves and nodes have prefixes of their own. */
export function treeHead(text: string): string {
  const leaves = text
    .split('\n')
    .slice(0, -1)
    .map((line) =>
      createHash('sha256')
        .update(Buffer.from([0]))
        .update(line)
        .digest(),
    );
  const head = (from: number, to: number): Buffer => {
    if (to - from === 1) return leaves[from]!;
    let split = 1;
    while (split * 2 < to - from) split *= 2;
    return createHash('sha256')
      .update(Buffer.from([1]))
      .update(head(from, from + split))
      .update(head(from + split, to))
      .digest();
  };
  return leaves.length === 0 ? createHash('sha256').digest('hex') : head(0, leaves.length).toString('hex');
}

/** Verification plan (ISO 26262-8:2018, 9.4.1). */
function planOf(order: FfiOrder, facts: FfiFacts, version: string): unknown {
  return {
    objective: 'Freedom from interference between the guests of one ECU, in this model and under its assumptions',
    ecu: { name: facts.ecu.name, sha256: facts.ecu.sha256 },
    methods: ['fault injection with generated adversaries in paired simulations', 'negative controls'],
    runs: order.runs,
    horizon_ps: order.horizonPs,
    seed: order.seed,
    claims: facts.claims.map(({ id, kind, plan, level }) => ({ id, kind, level, plan })),
    pass: 'not refuted in N effective runs, and a control refuted',
    fail: 'a program violates the claim, shrunk and repeated',
    environment: `bulkhead ${version}, simulation`,
    anomalies: 'a run that throws or does not end violates the claim "progress"; no run is dropped',
    regression: 'the same plan again: seeds follow from it',
  };
}

function resolved(ecu: EcuDescription): unknown {
  const { origin: _origin, warnings: _warnings, ...rest } = ecu;
  return rest;
}

/** Verification specification (ISO 26262-8:2018, 9.4.2): one case per run that is kept, and per control. */
function specification(order: FfiOrder, claim: ClaimFacts): unknown[] {
  const { ecu } = order.subject;
  const described = ecu.claims.find(({ name }) => name === claim.id)!;
  const prepared = prepare(ecu, described);
  if ('verdict' in prepared || claim.plan === null)
    return [{ id: claim.id, not_executed: claim.reason, claim: claim.kind }];
  const trial = new Trial(prepared, ecu, claim.plan);
  return claim.rows.map(({ index }) => {
    const { program, ecuSeed, seed } =
      index < 0 ? { program: [], ecuSeed: claim.plan!.ecuSeeds[0]!, seed: 0 } : trial.programAt(index);
    return {
      id: `${claim.id}/${index}`,
      claim: claim.kind,
      ecu: ecu.sha256,
      preconditions: { ecu_seed: ecuSeed, varied: claim.from },
      program: program.map(faultText),
      program_seed: seed,
      expected: `${claim.victim} ${claim.promise}`,
      tolerance_ps: 0,
    };
  });
}

function resultsOf(claim: ClaimFacts): unknown[] {
  if (claim.rows.length === 0) return [{ id: claim.id, verdict: claim.verdict, reason: claim.reason }];
  return claim.rows.map(({ index, seed, effective, marginPs, clause, fingerprint, reference }) => ({
    id: `${claim.id}/${index}`,
    program_seed: seed,
    effective,
    margin_ps: marginPs,
    verdict: clause === null ? 'holds' : clause,
    fingerprint,
    reference,
  }));
}

function controlsOf({ id, control, resolution, controls }: ClaimFacts): unknown {
  return {
    claim: id,
    control,
    resolution,
    tried: controls.map(({ weakening, outcome, reason, run, program, judgement }) => ({
      weakening,
      outcome,
      reason,
      run,
      program: program.map(faultText),
      detail: judgement?.detail ?? null,
    })),
  };
}

function reportOf(claim: ClaimFacts): unknown {
  const { rows: _rows, coverage: _coverage, bound, effectCounts, counterexample, ...rest } = claim;
  return {
    ...rest,
    bound: bound === null ? null : ratioText(bound),
    effects_struck: Object.fromEntries(
      Object.entries(effectCounts).map(([effect, { runs, injected, bound: of }]) => [
        effect,
        { runs, injected, bound: ratioText(of) },
      ]),
    ),
    counterexample:
      counterexample === null ? null : { ...counterexample, program: counterexample.program.map(faultText) },
  };
}

function textOfJoint({ joint }: FfiFacts): unknown {
  return joint === null ? null : { claims: joint.claims, bound: ratioText(joint.bound) };
}

/** Evidence holds integers and texts: a probability is written with six digits. */
function ratioText(value: number): string {
  return value.toPrecision(6);
}

/** Requirement, claim, fault effect, runs, verdict: one line each (RFC 4180). */
function traceCsv({ claims: all }: FfiFacts): string {
  const rows = all.flatMap((claim) =>
    (claim.upholds.length === 0 ? [''] : claim.upholds).flatMap((requirement) => {
      const effects = claim.effects.length === 0 ? [''] : claim.effects;
      return effects.map((effect) =>
        [
          requirement,
          claim.id,
          claim.kind,
          effect,
          claim.effectCounts[effect]?.runs ?? 0,
          claim.effectCounts[effect]?.injected ?? 0,
          claim.verdict,
        ].join(','),
      );
    }),
  );
  return `requirement,claim,kind,fault_effect,effective_runs,strikes,verdict\r\n${rows.map((row) => `${row}\r\n`).join('')}`;
}

function validityOf(ecu: EcuDescription): unknown {
  const grades = gradesOf(ecu);
  return {
    numbers: grades,
    sources: ecu.sources,
    not_executed: {
      'error of the model on this ECU': 'no measurement of the target is part of this pack',
      'validation tables': 'made by "npm run validate" of the same version; not part of this pack',
    },
    warnings: ecu.warnings,
  };
}

function gradesOf(ecu: EcuDescription): Record<string, number> {
  const grades: Record<string, number> = { assumed: 0, measured: 0, published: 0 };
  for (const { grade } of ecu.provenance) grades[grade] = (grades[grade] ?? 0) + 1;
  return grades;
}

export function campaignRow({ runs, horizonPs, seed }: FfiOrder, facts: FfiFacts, version: string): unknown {
  return {
    bulkhead: version,
    ecu: facts.ecu.sha256,
    runs,
    horizon_ps: horizonPs,
    seed,
    verdicts: Object.fromEntries(
      facts.claims.map(({ id, verdict, effectiveRuns }) => [id, { verdict, n: effectiveRuns }]),
    ),
  };
}

function caseInput(ecu: EcuDescription, facts: FfiFacts, digests: Readonly<Record<string, string>>): CaseInput {
  const grades = gradesOf(ecu);
  const total = Object.values(grades).reduce((sum, count) => sum + count, 0);
  return {
    facts,
    digests,
    item: `${ecu.name} (${ecu.vms.map(({ name, asil }) => `${name}: ${asil}`).join(', ')})`,
    shared: sharedElements(ecu),
    assumedShare: `${grades.assumed} of ${total} numbers are assumed`,
    modelErrorPs: null,
  };
}

/** Elements that two or more guests use. */
function sharedElements(ecu: EcuDescription): CaseInput['shared'] {
  const users = new Map<string, Set<string>>();
  const use = (element: string, vm: string): void => {
    users.set(element, (users.get(element) ?? new Set()).add(vm));
  };
  for (const vm of ecu.vms) {
    for (const { pcpus } of vm.vcpus) for (const pcpu of pcpus) use(`pCPU ${pcpu}`, vm.name);
    for (const { steps, reads, writes } of vm.tasks) {
      for (const { accelerator } of steps) if (accelerator !== null) use(`accelerator ${accelerator}`, vm.name);
      for (const channel of [...reads, ...writes]) use(`channel ${channel}`, vm.name);
    }
    for (const { backend, medium } of vm.devices) {
      if (typeof medium === 'string') use(`medium ${medium}`, vm.name);
      if (ecu.vms.some(({ name }) => name === backend)) use(`back-end VM ${String(backend)}`, vm.name);
    }
    use('hypervisor', vm.name);
    if (ecu.memory.fidelity !== 'none') use('memory system', vm.name);
  }
  return [...users]
    .filter(([, vms]) => vms.size > 1)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([element, vms]) => ({ element, users: [...vms].sort() }));
}

function claimCatalogue() {
  return (Object.values(claims) as readonly ClaimDefinition[]).map(({ name, promise, limits, notExecuted }) => ({
    name,
    promise,
    limits,
    isExecuted: notExecuted === undefined,
  }));
}
