/**
 * The members of an evidence pack: everything that one campaign rests on and found, each member a function of the ECU's text, the
 * plan and this version. Making the pack again therefore makes the same bytes; only `environment.json` says where and when.
 */
import { createHash } from 'node:crypto';
import type { ClaimDefinition } from '../../analysis/ffi/claim.ts';
import { claims } from '../../analysis/ffi/claims.ts';
import type { FfiFacts } from '../../analysis/ffi/ffi-fact.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
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
import {
  campaignRow,
  controlsOf,
  gradesOf,
  planOf,
  reportOf,
  resolved,
  resultsOf,
  specification,
  textOfJoint,
  traceCsv,
  validityOf,
} from './evidence-records.ts';
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
