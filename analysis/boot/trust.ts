/**
 * The chain of trust, from the description alone: which stage runs an image that nothing checked, or checked too late, or that
 * an attacker may replace by an older one. A stage that loads nothing is code that cannot change (ROM, hardware): the root.
 *
 * A hash is compared with a value that the checker holds, so it pins one image, as fresh as the checker itself. A signature
 * accepts every image that was ever signed, so it needs a rollback version (`rollback`).
 */
import type { Asil, Boot, BootStage, EcuDescription } from '../../scenarios/ecu.ts';
import type { TrustFinding } from './boot-fact.ts';

const asils: readonly Asil[] = ['QM', 'A', 'B', 'C', 'D'];

export function trustFindings(ecu: EcuDescription): TrustFinding[] {
  const { boot } = ecu;
  if (boot === null) return [];
  const asilOf = new Map(ecu.vms.map(({ name, asil }) => [name, asil]));
  const findings: TrustFinding[] = [];
  for (const stage of boot.stages) {
    findings.push(...ownFindings(stage, boot), ...inherited(stage, boot));
    const asil = stage.vm === undefined ? null : (asilOf.get(stage.vm) ?? 'QM');
    if (asil !== null) findings.push(...asilFindings(stage, asil, boot, asilOf));
  }
  return findings;
}

function ownFindings({ name, load, verify }: BootStage, boot: Boot): TrustFinding[] {
  const hole = (kind: string, finding: string): TrustFinding => ({ kind, stage: name, finding, weight: 'hole' });
  const note = (kind: string, finding: string): TrustFinding => ({ kind, stage: name, finding, weight: 'note' });
  if (load === undefined || load === 0) return [];
  if (verify === undefined) return [hole('unverified', `nothing checks the image of ${name} before it runs`)];
  const { by, hash, signature, rollback, when } = verify;
  if (hash === undefined && signature === undefined)
    return [hole('unverified', `${by} checks the image of ${name} without hash or signature`)];
  const found: TrustFinding[] = [];
  if (when === 'measure')
    found.push(
      hole('measured-only', `${by} records what ${name} is and runs it all the same; only attestation can tell`),
    );
  if (when === 'first-access')
    found.push(
      note(
        'used-before-verified',
        `${name} runs before its whole image is checked: each block is, when it is first read`,
      ),
    );
  if (signature !== undefined && hash === undefined)
    found.push(note('signature-without-hash', `the time to hash ${name} for its signature is in no stage`));
  if (signature !== undefined && rollback === undefined)
    found.push(
      hole(
        'rollback',
        `an older image of ${name} that was signed once is accepted: no rollback version${pinned(name, boot)}`,
      ),
    );
  return found;
}

/** Stages whose hash stands, directly or not, in the image of this one: they are as old as it is. */
function pinned(name: string, boot: Boot): string {
  const found: string[] = [];
  const visit = (checker: string): void => {
    for (const { name: one, verify } of boot.stages) {
      if (verify?.by !== checker || verify.signature !== undefined || found.includes(one)) continue;
      found.push(one);
      visit(one);
    }
  };
  visit(name);
  return found.length === 0 ? '' : `; with it ${found.sort().join(', ')}, whose hashes stand in it`;
}

/** What its checker is not sure of, it cannot pass on. */
function inherited(stage: BootStage, boot: Boot): TrustFinding[] {
  const { verify, name } = stage;
  if (verify === undefined) return [];
  const checker = boot.stages.find((one) => one.name === verify.by);
  if (checker === undefined) return [];
  const weak = (checker.load ?? 0) > 0 && (checker.verify === undefined || checker.verify.when === 'measure');
  if (weak)
    return [
      {
        kind: 'untrusted-checker',
        stage: name,
        finding: `${checker.name} checks ${name}, and nothing checks ${checker.name}`,
        weight: 'hole',
      },
    ];
  return [];
}

/** A guest with an ASIL that waits for, or is checked by, a guest with a lower one. */
function asilFindings(stage: BootStage, asil: Asil, boot: Boot, asilOf: ReadonlyMap<string, Asil>): TrustFinding[] {
  const lower = (name: string): string | null => {
    const vm = boot.stages.find((one) => one.name === name)?.vm;
    if (vm === undefined || vm === stage.vm) return null;
    return asils.indexOf(asilOf.get(vm) ?? 'QM') < asils.indexOf(asil) ? vm : null;
  };
  const findings: TrustFinding[] = [];
  for (const before of ancestors(stage.name, boot)) {
    const vm = lower(before);
    if (vm === null) continue;
    findings.push({
      kind: 'waits-for-lower-asil',
      stage: stage.name,
      finding: `${stage.name} (ASIL ${asil}) waits for ${before} of ${vm}: when that image fails, it never starts`,
      weight: 'hole',
    });
  }
  const checker = stage.verify === undefined ? null : lower(stage.verify.by);
  if (checker !== null)
    findings.push({
      kind: 'checked-by-lower-asil',
      stage: stage.name,
      finding: `${checker}, with a lower ASIL, checks the image of ${stage.name}`,
      weight: 'hole',
    });
  return findings;
}

/** All stages that a stage waits for, directly or not, in the order of names. */
export function ancestors(name: string, boot: Boot): string[] {
  const found = new Set<string>();
  const visit = (at: string): void => {
    for (const before of boot.stages.find((stage) => stage.name === at)?.after ?? []) {
      if (found.has(before)) continue;
      found.add(before);
      visit(before);
    }
  };
  visit(name);
  return [...found].sort();
}
