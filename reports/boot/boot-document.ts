/**
 * The document that `bulkhead boot --json` prints and `boot.json` holds: snake case, times in picoseconds from power-on, `null`
 * for "did not happen". Keys are an interface: they are added, never renamed. `what_if` is one row per lever and milestone,
 * best lever first.
 */
import type { BootFacts, PathPiece } from '../../analysis/boot/boot-fact.ts';
import type { Replay } from '../medium.ts';

export type BootDocument = ReturnType<typeof bootDocument>;

const pieces = (path: readonly PathPiece[]) =>
  path.map(({ stage, vm, startPs, endPs }) => ({ stage, vm, start_ps: startPs, end_ps: endPs }));

export function bootDocument(facts: BootFacts, replay: Replay) {
  const { ecu, overhead } = facts;
  const last = facts.milestones.filter(({ atPs }) => atPs !== null).at(-1);
  return {
    tool: { name: 'bulkhead', version: replay.version },
    ecu: { name: ecu.name, sha256: ecu.sha256, soc: ecu.soc, hypervisor: ecu.hypervisor, policy: ecu.policy },
    seed: facts.seed,
    fingerprint: facts.fingerprint,
    ended_at_ps: facts.endedAtPs,
    milestones: facts.milestones.map(({ vm, name, of, atPs, limitPs, verdict, requirement, path, shares }) => ({
      vm,
      name,
      of,
      at_ps: atPs,
      limit_ps: limitPs,
      verdict,
      requirement,
      critical_path: pieces(path),
      shares: {
        storage_ps: shares.storagePs,
        crypto_ps: shares.cryptoPs,
        cpu_ps: shares.cpuPs,
        waiting_ps: shares.waitingPs,
      },
    })),
    critical_path: pieces(last?.path ?? []),
    stages: facts.stages.map((stage) => ({
      stage: stage.stage,
      vm: stage.vm,
      pcpu: stage.pcpu,
      after: stage.after,
      ready_ps: stage.readyPs,
      begun_ps: stage.begunPs,
      end_ps: stage.endPs,
      slack_ps: stage.slackPs,
      delayed_by: stage.delayedBy,
      parts: stage.parts.map(({ name, startPs, endPs, workPs, unit }) => ({
        name,
        start_ps: startPs,
        end_ps: endPs,
        work_ps: workPs,
        unit,
      })),
    })),
    overhead:
      overhead === null
        ? null
        : {
            milestone: overhead.milestone,
            bare_ps: overhead.barePs,
            hypervisor_ps: overhead.hypervisorPs,
            ratio: overhead.ratio,
            without_budgets_ps: overhead.withoutBudgetsPs,
            hypervisor_stage: overhead.hypervisorStage,
          },
    what_if: facts.whatIf.flatMap(({ lever, deltas, overrides, anomalies }) =>
      deltas.map(({ milestone, atPs, deltaPs }) => ({
        lever,
        milestone,
        delta_ps: deltaPs,
        at_ps: atPs,
        anomaly: anomalies.includes(milestone),
        set: overrides,
      })),
    ),
    what_if_refused: facts.whatIf.flatMap(({ lever, refused }) => (refused === null ? [] : [{ lever, refused }])),
    trust: facts.trust.map(({ finding, stage, kind, weight }) => ({ finding, stage, kind, weight })),
    faults: facts.faults.map((fault) => ({
      fault: fault.fault,
      stage: fault.stage,
      reaction: fault.reaction,
      detected_at_ps: fault.detectedAtPs,
      reaction_ps: fault.reactionPs,
      asil_holds: fault.asilHolds,
      effects: fault.effects.map(({ milestone, atPs, deltaPs, verdict }) => ({
        milestone,
        at_ps: atPs,
        delta_ps: deltaPs,
        verdict,
      })),
    })),
    requirements: facts.requirements.map((one) => ({
      id: one.id,
      use: one.use,
      subject: one.subject,
      verdict: one.verdict,
      limit: one.limit,
      observed: one.observed,
      unit: one.unit,
      asil: one.asil,
      reason: one.reason,
      source: one.source,
      grade: one.grade,
    })),
    warnings: facts.warnings.map(({ path, message }) => ({ path, message })),
    replay: replay.line,
  };
}
