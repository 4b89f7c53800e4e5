/**
 * Seven tables for other tools: snake case heads, times in integer picoseconds, empty for "none", LF line ends; the
 * last line is a comment that replays the run.
 */
import { stringify } from 'csv-stringify/sync';
import type { Distribution, RunFacts } from '../../analysis/fact.ts';
import type { MediumDefinition, MediumInput } from '../medium.ts';

type Value = string | number | null;
type Line = Readonly<Record<string, Value>>;

export const csv: MediumDefinition = {
  write: (input) =>
    Object.entries(tables(input)).map(([name, { columns, rows }]) => ({
      name: `${name}.csv`,
      text: `${stringify([...rows], { header: true, columns: [...columns], cast: { number: String } })}# ${input.replay.line}\n`,
    })),
};

interface Grid {
  readonly columns: readonly string[];
  readonly rows: readonly Line[];
}

function tables({ facts }: MediumInput): Readonly<Record<string, Grid>> {
  return {
    tasks: sheet(taskColumns, facts.tasks.map(taskRow)),
    chains: sheet(
      ['chain', 'path', 'lost', ...distributionColumns('reaction'), ...distributionColumns('data_age')],
      facts.chains.map(({ chain, path, lost, reaction, dataAge }) => ({
        chain,
        path: path.join(' '),
        lost,
        ...flat('reaction', reaction),
        ...flat('data_age', dataAge),
      })),
    ),
    vcpus: sheet(vcpuColumns, facts.vcpus.map(vcpuRow)),
    pcpus: sheet(
      [
        'pcpu',
        'core_type',
        'busy_ps',
        'idle_ps',
        'overhead_ps',
        'world_switches',
        ...facts.vms.map(({ vm }) => `vm_${vm}_ps`),
      ],
      facts.pcpus.map(({ pcpu, coreType, busyPs, idlePs, overheadPs, worldSwitches, perVmPs }) => ({
        pcpu,
        core_type: coreType,
        busy_ps: busyPs,
        idle_ps: idlePs,
        overhead_ps: overheadPs,
        world_switches: worldSwitches,
        ...Object.fromEntries(facts.vms.map(({ vm }, index) => [`vm_${vm}_ps`, perVmPs[index] ?? null])),
      })),
    ),
    ledger: sheet(
      ['victim', 'cause', 'culprit', 'culprit_vm', 'ps'],
      facts.ledger.map(({ victim, cause, culprit, culpritVm, ps }) => ({
        victim,
        cause,
        culprit,
        culprit_vm: culpritVm,
        ps,
      })),
    ),
    requirements: sheet(requirementColumns, facts.requirements.map(requirementRow)),
    provenance: sheet(
      ['path', 'value', 'source', 'grade'],
      facts.provenance.map(({ path, value, source, grade }) => ({ path, value, source, grade })),
    ),
  };
}

function sheet(columns: readonly string[], rows: readonly Line[]): Grid {
  return { columns, rows };
}

const statistics = ['count', 'min', 'mean', 'p50', 'p90', 'p99', 'p999', 'max', 'jitter'] as const;

function distributionColumns(name: string): string[] {
  return statistics.map((statistic) => (statistic === 'count' ? `${name}_count` : `${name}_${statistic}_ps`));
}

function flat(name: string, set: Distribution): Line {
  const values = [
    set.count,
    set.minPs,
    set.meanPs,
    set.p50Ps,
    set.p90Ps,
    set.p99Ps,
    set.p999Ps,
    set.maxPs,
    set.jitterPs,
  ];
  return Object.fromEntries(distributionColumns(name).map((column, index) => [column, values[index] ?? null]));
}

const taskColumns = [
  'vm',
  'task',
  'asil',
  'released',
  'finished',
  'missed',
  'unfinished',
  'deadline_ps',
  ...distributionColumns('response'),
  ...distributionColumns('start_delay'),
];

function taskRow(task: RunFacts['tasks'][number]): Line {
  const { vm, task: name, asil, released, finished, missed, unfinished, deadlinePs, response, startDelay } = task;
  return {
    vm,
    task: name,
    asil,
    released,
    finished,
    missed,
    unfinished,
    deadline_ps: deadlinePs,
    ...flat('response', response),
    ...flat('start_delay', startDelay),
  };
}

const vcpuColumns = [
  'vm',
  'vcpu',
  'asil',
  'run_ps',
  'ready_ps',
  'blocked_ps',
  'depleted_ps',
  'window_closed_ps',
  'switches',
  'budget_ps',
  'period_ps',
];

function vcpuRow(vcpu: RunFacts['vcpus'][number]): Line {
  return {
    vm: vcpu.vm,
    vcpu: vcpu.vcpu,
    asil: vcpu.asil,
    run_ps: vcpu.runPs,
    ready_ps: vcpu.readyPs,
    blocked_ps: vcpu.blockedPs,
    depleted_ps: vcpu.depletedPs,
    window_closed_ps: vcpu.windowClosedPs,
    switches: vcpu.switches,
    budget_ps: vcpu.budgetPs,
    period_ps: vcpu.periodPs,
  };
}

const requirementColumns = [
  'id',
  'use',
  'subject',
  'asil',
  'verdict',
  'unit',
  'comparison',
  'limit',
  'observed',
  'median',
  'judged',
  'broken',
  'source',
  'grade',
  'reason',
  'text',
];

function requirementRow(requirement: RunFacts['requirements'][number]): Line {
  return Object.fromEntries(
    requirementColumns.map((column) => [column, requirement[column as keyof typeof requirement] as Value]),
  );
}
