/**
 * The entry of analysis: from the description of an ECU and the recording of one run to facts. The trace is read once
 * for all sums, and again for the story of the one job that matters most.
 */
import type { Recording } from '../models/records.ts';
import type { EcuDescription } from '../scenarios/ecu.ts';
import type { RunFacts } from './fact.ts';
import { type RunNames, RunObserver } from './run-observer.ts';
import { storyTeller } from './story/job-story.ts';

/**
 * @param recording records in ascending time
 * @throws InternalError when the charges of some job do not sum to its response time
 */
export function explainRun(ecu: EcuDescription, recording: Recording, names: RunNames): RunFacts {
  const observer = new RunObserver(ecu, recording.entities, recording);
  recording.trace.forEach(observer);
  observer.end();
  const teller = storyTeller(observer);
  if (teller !== null) recording.trace.forEach(teller);
  return { ...observer.facts(names), story: teller?.story() ?? null };
}
