/**
 * From checked values to the description: defaults that depend on other parts are made, bare names of counted things are
 * written out, maps by name become arrays sorted by name. Called only when nothing was reported.
 */
import { type Cost, costPs } from '../../models/hypervisor/profile.ts';
import { parseQuantity } from '../../models/parameter.ts';
import type * as described from '../ecu.ts';
import { requirementKindOf } from '../requirement-kinds.ts';
import type { FileEcu } from '../shape.ts';
import { socs } from '../socs.ts';
import { byName, compareNames, expanded, type Names } from './names.ts';
import { Notes } from './notes.ts';
import { placedPools } from './placement.ts';
import type { ReadEcu } from './reader.ts';
import { resolveChains } from './resolve-chains.ts';
import { resolveVms } from './resolve-vms.ts';
import { child, textOf } from './tree.ts';

/** Everything but `origin`, `warnings`, `sha256`. */
export function resolveEcu(
  read: ReadEcu,
  name: string,
): Omit<described.EcuDescription, 'origin' | 'warnings' | 'sha256'> {
  const { ecu, names } = read;
  const notes = new Notes(read.provenance);
  const soc = resolveSoc(ecu);
  const hypervisor = resolveHypervisor(ecu, names, soc);
  const requirements = resolveRequirements(read, notes);
  return {
    format: 1,
    name: ecu.name ?? name,
    description: ecu.description,
    run: { horizonPs: ecu.run.horizon, warmUpPs: ecu.run.warm_up, seed: ecu.run.seed },
    soc,
    hypervisor,
    memory: { fidelity: ecu.memory.fidelity, regulators: byName(ecu.memory.regulators) },
    media: byName(ecu.media),
    communication: ecu.communication,
    channels: byName(ecu.channels).map(({ name: channel, size, via, communication, protect }) => ({
      name: channel,
      sizeBytes: size,
      via,
      communication: communication ?? ecu.communication,
      protect: protect ?? null,
    })),
    vms: resolveVms(read, notes, hypervisor),
    chains: resolveChains(read),
    requirements: requirements.resolved,
    access: ecu.access ?? null,
    boot: resolveBoot(ecu, names),
    claims: byName(ecu.claims).map((claim) => ({
      ...claim,
      ...(claim.from === undefined ? {} : { from: expanded(claim.from as string[], 'vm', null, names) }),
      upholds: ((claim.upholds ?? []) as string[]).flatMap((id) => requirements.idsOf(id)),
    })) as unknown as described.Claim[],
    lifecycle: byName(ecu.lifecycle),
    faults: byName(ecu.faults),
    sources: Object.fromEntries(
      byName(ecu.sources).map(({ name: source, ...about }) => [source, about]),
    ) as described.EcuDescription['sources'],
    provenance: notes.sorted(),
  };
}

function sheetHz(use: string, part: 'cores' | 'accelerators', name: string): number | null {
  const sheet = Object.hasOwn(socs, use) ? socs[use as keyof typeof socs] : undefined;
  const all = sheet?.[part] as Readonly<Record<string, { clock: { value: string } }>> | undefined;
  const clock = all !== undefined && Object.hasOwn(all, name) ? all[name]!.clock.value : null;
  const hz = clock === null ? null : parseQuantity('frequency', clock);
  return typeof hz === 'number' ? hz : null;
}

function resolveSoc({ soc }: FileEcu): described.Soc {
  const use = soc.use ?? 'generic-4core';
  return {
    use,
    cores: byName(soc.cores).map(({ name, clock, count }) => ({
      name,
      count,
      clockHz: clock,
      sheetClockHz: sheetHz(use, 'cores', name) ?? clock,
    })),
    accelerators: byName(soc.accelerators).map(({ name, clock, call_cost, policy }) => ({
      name,
      clockHz: clock,
      sheetClockHz: sheetHz(use, 'accelerators', name) ?? clock,
      callCostPs: call_cost,
      policy,
    })),
    caches: byName(soc.caches),
    dram: soc.dram ?? null,
    interconnect: soc.interconnect ?? null,
    iommu: soc.iommu ?? null,
  };
}

function resolveHypervisor(ecu: FileEcu, names: Names, soc: described.Soc): described.Hypervisor {
  const { hypervisor } = ecu;
  // Cycles of a sheet are cycles of the first core type.
  const clockHz = soc.cores[0]?.clockHz ?? 1e9;
  const ps = (key: keyof typeof hypervisor.costs) => costPs(hypervisor.costs[key] as Cost, clockHz);
  const vms = Object.keys(ecu.vms).sort(compareNames);
  const meanings = names.of('vm', null);
  const first = (hypervisor.creation_order ?? []).flatMap((vm) => meanings.get(vm) ?? []);
  return {
    use: hypervisor.use ?? 'none',
    pools: placedPools(ecu, names).map(({ name, pcpus }) => {
      const own = name === 'default' ? undefined : hypervisor.pools[name];
      return {
        name,
        pcpus,
        policy: own?.policy ?? hypervisor.policy,
        perPolicy: own === undefined ? hypervisor.per_policy : { ...hypervisor.per_policy, ...own.per_policy },
      };
    }),
    costs: {
      trapPs: ps('trap'),
      worldSwitchPs: ps('world_switch'),
      injectionPs: ps('injection'),
      timerPs: ps('timer'),
      ipiPs: ps('ipi'),
    },
    enforceBudgets: hypervisor.enforce_budgets,
    stage2PageBytes: hypervisor.stage2_page,
    wfi: hypervisor.wfi,
    ...(hypervisor.interrupts === undefined ? {} : { interrupts: hypervisor.interrupts }),
    creationOrder: [...new Set([...first, ...vms])],
  };
}

function resolveBoot({ boot }: FileEcu, names: Names): described.Boot | null {
  if (boot === undefined) return null;
  const stages = byName(boot.stages).map((stage) => ({ ...stage, after: expanded(stage.after, 'stage', null, names) }));
  return { storage: boot.storage ?? null, stages: stages as described.BootStage[], milestones: boot.milestones };
}

interface Requirements {
  readonly resolved: described.Requirement[];
  /** Ids that one written id became: one for each subject that `of` means. */
  idsOf(id: string): readonly string[];
}

function resolveRequirements({ ecu, names, root }: ReadEcu, notes: Notes): Requirements {
  const ids = new Map<string, string[]>();
  const resolved: described.Requirement[] = [];
  for (const requirement of byName(ecu.requirements)) {
    const { name: id, use, max, min } = requirement as typeof requirement & { max?: number; min?: number };
    const kind = requirementKindOf(use)!;
    const subjects = kind.subject === null ? meaningsOf(`${requirement.of}`, kind.name, names) : [kind.subject];
    const made = subjects.length === 1 ? [id] : subjects.map((_, index) => `${id}.${index}`);
    ids.set(id, made);
    const limit = notes.get(`requirements.${id}.${max === undefined ? 'min' : 'max'}`);
    const scope = textOf(child(child(child(root, 'requirements'), id), 'source')) ?? null;
    const source = limit === undefined ? scope : limit.source === 'none' ? null : limit.source;
    const grade = limit?.grade ?? (scope === null ? 'assumed' : (ecu.sources[scope]?.grade ?? 'assumed'));
    subjects.forEach((of, index) => {
      resolved.push({
        id: made[index]!,
        use: kind.kind,
        preset: kind.kind === kind.name ? null : kind.name,
        of,
        statistic: requirement.statistic as string,
        max: max ?? null,
        min: min ?? null,
        text: requirement.text as string,
        asil: requirement.asil as described.Asil,
        status: requirement.status as string,
        parent: (requirement.parent as string | undefined) ?? null,
        source,
        grade,
      });
    });
    if (made.length > 1)
      notes.move(
        `requirements.${id}`,
        made.map((one) => `requirements.${one}`),
      );
  }
  const idsOf = (id: string) =>
    names
      .of('requirement', null)
      .get(id)
      ?.flatMap((one) => ids.get(one) ?? [one]) ?? [id];
  return {
    idsOf,
    resolved: resolved.map((one) =>
      one.parent === null ? one : { ...one, parent: idsOf(one.parent)[0] ?? one.parent },
    ),
  };
}

function meaningsOf(of: string, kind: string, names: Names): readonly string[] {
  const refKind =
    kind === 'utilisation'
      ? 'load'
      : names.of('any-task', null).has(of)
        ? 'any-task'
        : names.of('chain', null).has(of)
          ? 'chain'
          : 'milestone';
  return names.of(refKind, null).get(of) ?? [of];
}
