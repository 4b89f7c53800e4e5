/**
 * The document that `--json` prints and `run.json` holds: the facts in snake case, times in integer picoseconds, `null`
 * for "none". Keys are an interface: they are added, never renamed.
 */
import type { Distribution, RunFacts } from '../analysis/fact.ts';
import type { Replay } from './medium.ts';

export type RunDocument = ReturnType<typeof runDocument>;

export function runDocument(facts: RunFacts, replay: Replay) {
  const grades = { measured: 0, published: 0, assumed: 0 };
  for (const { grade } of facts.provenance) grades[grade]++;
  return {
    tool: { name: 'bulkhead', version: replay.version },
    ecu: {
      name: facts.ecu.name,
      sha256: facts.ecu.sha256,
      description: facts.ecu.description,
      soc: facts.ecu.soc,
      hypervisor: facts.ecu.hypervisor,
      policy: facts.ecu.policy,
    },
    seed: facts.seed,
    horizon_ps: facts.horizonPs,
    warm_up_ps: facts.warmUpPs,
    fingerprint: facts.fingerprint,
    vms: facts.vms.map(({ vm, asil, kernel, runPs, responseSumPs }) => ({
      vm,
      asil,
      kernel,
      run_ps: runPs,
      response_sum_ps: responseSumPs,
    })),
    tasks: facts.tasks.map((task) => ({
      vm: task.vm,
      task: task.task,
      asil: task.asil,
      released: task.released,
      finished: task.finished,
      missed: task.missed,
      unfinished: task.unfinished,
      deadline_ps: task.deadlinePs,
      response_ps: distribution(task.response),
      start_delay_ps: distribution(task.startDelay),
    })),
    chains: facts.chains.map(({ chain, path, reaction, dataAge, lost }) => ({
      chain,
      path,
      reaction_ps: distribution(reaction),
      data_age_ps: distribution(dataAge),
      lost,
    })),
    vcpus: facts.vcpus.map((vcpu) => ({
      vm: vcpu.vm,
      vcpu: vcpu.vcpu,
      run_ps: vcpu.runPs,
      ready_ps: vcpu.readyPs,
      blocked_ps: vcpu.blockedPs,
      depleted_ps: vcpu.depletedPs,
      window_closed_ps: vcpu.windowClosedPs,
      switches: vcpu.switches,
      budget_ps: vcpu.budgetPs,
      period_ps: vcpu.periodPs,
    })),
    pcpus: facts.pcpus.map(({ pcpu, coreType, busyPs, idlePs, overheadPs, worldSwitches, perVmPs }) => ({
      pcpu,
      core_type: coreType,
      busy_ps: busyPs,
      idle_ps: idlePs,
      overhead_ps: overheadPs,
      world_switches: worldSwitches,
      per_vm_ps: Object.fromEntries(perVmPs.map((ps, index) => [facts.vms[index]?.vm ?? String(index), ps])),
    })),
    ledger: facts.ledger.map(({ victim, cause, culprit, ps }) => ({ victim, cause, culprit, ps })),
    requirements: facts.requirements.map((requirement) => ({
      id: requirement.id,
      verdict: requirement.verdict,
      limit: requirement.limit,
      observed: requirement.observed,
      unit: requirement.unit,
      comparison: requirement.comparison,
      use: requirement.use,
      subject: requirement.subject,
      asil: requirement.asil,
      reason: requirement.reason,
      median: requirement.median,
      judged: requirement.judged,
      broken: requirement.broken,
      source: requirement.source,
      grade: requirement.grade,
    })),
    boot: (facts.boot?.milestones ?? []).map(({ vm, name, atPs, limitPs, verdict }) => ({
      vm,
      name,
      at_ps: atPs,
      limit_ps: limitPs,
      verdict,
    })),
    provenance: grades,
    warnings: facts.warnings.map(({ path, message }) => ({ path, message })),
    replay: replay.line,
  };
}

function distribution(set: Distribution) {
  return {
    count: set.count,
    min: set.minPs,
    mean: set.meanPs,
    p50: set.p50Ps,
    p90: set.p90Ps,
    p99: set.p99Ps,
    p999: set.p999Ps,
    max: set.maxPs,
    jitter: set.jitterPs,
  };
}
