/**
 * What must hold of the facts of every run, whatever happened in it: partitions sum to the horizon, charges to response
 * times, counts to each other, and the story tells of one job from release to finish.
 */
import { expect } from 'vitest';
import { isCharge, type Recording, recordKinds } from '../models/records.ts';
import type { RunFacts } from './fact.ts';

/** What must hold of every run, whatever happened in it. */
export function expectSound(facts: RunFacts, recording: Recording): void {
  const { horizonPs } = facts;
  for (const { busyPs, idlePs, overheadPs, perVmPs } of facts.pcpus) {
    expect(busyPs + idlePs + overheadPs).toBe(horizonPs);
    expect(Math.min(busyPs, idlePs, overheadPs)).toBeGreaterThanOrEqual(0);
    expect(perVmPs.reduce((sum, ps) => sum + ps, 0)).toBe(busyPs);
  }
  for (const { runPs, readyPs, blockedPs, depletedPs, windowClosedPs } of facts.vcpus) {
    expect(runPs + readyPs + blockedPs + depletedPs + windowClosedPs).toBe(horizonPs);
  }
  const responseSums = new Map<string, number>();
  for (const { victimVm, ps } of facts.ledger) responseSums.set(victimVm, (responseSums.get(victimVm) ?? 0) + ps);
  for (const { vm: name, responseSumPs } of facts.vms) expect(responseSums.get(name) ?? 0).toBe(responseSumPs);
  for (const { released, finished, missed, unfinished, response } of facts.tasks) {
    expect(response.count).toBe(finished);
    expect(missed + unfinished).toBeGreaterThanOrEqual(released - finished);
    expect(released).toBeGreaterThanOrEqual(finished);
  }
  expectExactLedger(recording);
  expectSoundStory(facts);
}

function expectExactLedger({ trace }: Recording): void {
  const chargedPs = new Map<string, number>();
  const responsePs = new Map<string, number>();
  trace.forEach({
    record(kind, _atPs, subject, item, _object, value) {
      const job = `${subject} ${item}`;
      if (isCharge(kind)) chargedPs.set(job, (chargedPs.get(job) ?? 0) + value);
      if (kind === recordKinds.finish) responsePs.set(job, value);
    },
  });
  expect(chargedPs).toEqual(responsePs);
}

function expectSoundStory({ story, pcpus }: RunFacts): void {
  if (story === null) return;
  const { ledger, window, lanes } = story;
  expect(ledger.rows.reduce((sum, { ps }) => sum + ps, 0)).toBe(ledger.responsePs);
  expect(ledger.rows.reduce((sum, { medianPs }) => sum + medianPs, 0)).toBe(ledger.medianResponsePs);
  expect(window.startPs).toBeLessThanOrEqual(ledger.releaseAtPs);
  expect(window.endPs).toBeGreaterThanOrEqual(ledger.finishAtPs);
  expect(lanes[0]!.kind).toBe('supply');
  expect(lanes.filter(({ kind }) => kind === 'pcpu')).toHaveLength(pcpus.length);
  expect(lanes.filter((lane) => lane.kind === 'pcpu' && !lane.strip)).toHaveLength(1);
  const hero = lanes.find((lane) => lane.kind === 'task' && lane.hero);
  expect(hero?.label).toBe(ledger.task);
  for (const lane of lanes) {
    if (lane.kind === 'budget') continue;
    let lastPs = window.startPs;
    for (const { startPs, endPs } of lane.intervals) {
      expect(startPs).toBeGreaterThanOrEqual(lastPs);
      expect(endPs).toBeGreaterThan(startPs);
      lastPs = endPs;
    }
    expect(lastPs).toBeLessThanOrEqual(window.endPs);
  }
}
