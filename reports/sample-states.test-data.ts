/** The states of a report that its readers meet: the sample facts, bent. */
import type { RequirementFact, RunFacts } from '../analysis/fact.ts';
import { noDistribution, sampleFacts } from './sample-facts.test-data.ts';

const met = (requirement: RequirementFact): RequirementFact =>
  requirement.verdict === 'met'
    ? requirement
    : { ...requirement, verdict: 'met', observed: requirement.limit! * 0.9, ratio: 0.9, broken: 0 };

const violated = (requirement: RequirementFact, index: number): RequirementFact => ({
  ...requirement,
  verdict: 'violated',
  observed: requirement.limit! * (2 + index),
  ratio: 2 + index,
  broken: 1,
});

function inTime(facts: RunFacts): RunFacts {
  const ledger = facts.story!.ledger;
  return {
    ...facts,
    tasks: facts.tasks.map((task) => ({
      ...task,
      missed: 0,
      deadlinePs: task.missed > 0 ? 2 * task.deadlinePs! : task.deadlinePs,
    })),
    story: {
      ...facts.story!,
      requirement: null,
      lateJobs: 0,
      ledger: { ...ledger, deadlinePs: 2 * ledger.deadlinePs!, lateByPs: null },
    },
    wholeRun: { ...facts.wholeRun, violations: [] },
  };
}

export const states: Readonly<Record<string, () => RunFacts>> = {
  'some violated': sampleFacts,
  'no requirement': () => ({ ...inTime(sampleFacts()), requirements: [] }),
  'all met': () => {
    const facts = inTime(sampleFacts());
    return { ...facts, requirements: facts.requirements.map(met) };
  },
  'all violated': () => ({ ...sampleFacts(), requirements: sampleFacts().requirements.map(violated) }),
  'no finished job': () => {
    const facts = sampleFacts();
    return {
      ...facts,
      tasks: facts.tasks.map((task) => ({
        ...task,
        finished: 0,
        missed: 0,
        unfinished: task.released,
        response: noDistribution,
        startDelay: noDistribution,
      })),
      chains: facts.chains.map((chain) => ({ ...chain, reaction: noDistribution, dataAge: noDistribution })),
      requirements: facts.requirements.map((one) => ({
        ...one,
        verdict: 'not_judged' as const,
        reason: `0 of ${one.judged} finished`,
        observed: null,
        median: null,
        ratio: null,
        judged: 0,
        broken: 0,
      })),
      ledger: [],
      story: null,
      wholeRun: { ...facts.wholeRun, violations: [] },
    };
  },
  'one requirement not judged': () => {
    const facts = inTime(sampleFacts());
    return {
      ...facts,
      requirements: facts.requirements.map((one) =>
        one.id === 'TEL-1'
          ? {
              ...one,
              verdict: 'not_judged' as const,
              reason: '0 of 20 finished',
              observed: null,
              median: null,
              ratio: null,
              judged: 0,
            }
          : met(one),
      ),
    };
  },
  'nothing at all': () => ({
    ...sampleFacts(),
    vms: [],
    tasks: [],
    chains: [],
    vcpus: [],
    pcpus: [],
    ledger: [],
    requirements: [],
    story: null,
    wholeRun: { binPs: 1, pcpus: [], violations: [] },
    provenance: [],
    warnings: [],
  }),
  'names that need escaping': () =>
    JSON.parse(JSON.stringify(sampleFacts()).replaceAll('cluster', 'a<b>&c')) as RunFacts,
  'a violation without jobs': () => ({
    ...sampleFacts(),
    requirements: sampleFacts().requirements.slice(1, 2),
    story: null,
  }),
};
