import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternalError } from '../../engine/check.ts';
import { causes } from '../records.ts';
import { causeIndex, chargeAccount, EpochLedger, foldAccount, type JobLedger, type LedgerJob, Row } from './ledger.ts';
import { PushLedger } from './push-ledger.test-support.ts';

const job = (taskId: number): LedgerJob => ({ taskId, executedPs: 0, spunPs: 0, account: new Row() });

/** Rows of a closed job: `cause culprit` -> ps. */
function rowsOf(closed: LedgerJob): Record<string, number> {
  const rows: Record<string, number> = {};
  foldAccount(closed, (cause, culprit, ps) => {
    rows[`${causes[cause]} ${culprit}`] = ps;
  });
  return rows;
}

const [trap, interrupt] = [causeIndex.trap, causeIndex.interrupt];

describe('the ledger', () => {
  it('charges every job that is open, from its opening to its closing', () => {
    const ledger = new EpochLedger();
    const [first, second] = [job(1), job(2)];
    ledger.charge(trap, 9, 1000);
    ledger.open(first);
    ledger.charge(trap, 9, 10);
    ledger.open(second);
    expect(ledger.pending).toBe(2);
    ledger.charge(interrupt, 8, 5);
    ledger.close(first);
    ledger.charge(trap, 9, 3);
    ledger.close(second);
    ledger.charge(trap, 9, 1000);
    expect(rowsOf(first)).toEqual({ 'interrupt 8': 5, 'trap 9': 10 });
    expect(rowsOf(second)).toEqual({ 'interrupt 8': 5, 'trap 9': 3 });
  });

  it('goes on with the account of a job that was closed for a wait', () => {
    const ledger = new EpochLedger();
    const waiting = job(1);
    ledger.open(waiting);
    ledger.charge(trap, 9, 10);
    ledger.close(waiting);
    chargeAccount(waiting, causeIndex['lock-holder'], 7, 40);
    ledger.open(waiting);
    ledger.charge(trap, 9, 5);
    ledger.close(waiting);
    expect(rowsOf(waiting)).toEqual({ 'lock-holder 7': 40, 'trap 9': 15 });
  });

  it('refuses to close what is not open', () => {
    expect(() => new EpochLedger().close(job(1))).toThrow(InternalError);
  });
});

describe('what executing means to a job', () => {
  it('is own, backlog of its own task, pre-emption or blocking; spinning is neither own nor backlog', () => {
    const ledger = new EpochLedger();
    const own = job(1);
    ledger.open(own);
    ledger.chargeExecution(1, false, 100);
    ledger.chargeExecution(2, false, 30);
    ledger.chargeExecution(3, true, 20);
    ledger.close(own);
    own.executedPs = 60;
    own.spunPs = 15;
    chargeAccount(own, causeIndex['lock-holder'], 4, 15);
    expect(rowsOf(own)).toEqual({
      'own-execution 1': 60,
      'backlog 1': 25,
      'preemption 2': 30,
      'blocking 3': 20,
      'lock-holder 4': 15,
    });
  });

  it('cannot be more than the task did', () => {
    const busy = job(1);
    busy.executedPs = 1;
    expect(() => rowsOf(busy)).toThrow(InternalError);
  });

  it('comes in the order of (cause, culprit)', () => {
    const ledger = new EpochLedger();
    const one = job(1);
    ledger.open(one);
    for (const culprit of [5, 3, 4]) for (const cause of [trap, interrupt]) ledger.charge(cause, culprit, 1);
    ledger.close(one);
    const order: [number, number][] = [];
    foldAccount(one, (cause, culprit) => void order.push([cause, culprit]));
    expect(order).toEqual(order.slice().sort(([a, x], [b, y]) => a - b || x - y));
    expect(order).toHaveLength(6);
  });
});

describe('the epoch stack', () => {
  const act = fc.oneof(
    fc.record({ act: fc.constantFrom('open' as const, 'close' as const), job: fc.nat(5) }),
    fc.record({ act: fc.constant('charge' as const), cause: fc.nat(12), culprit: fc.nat(4), ps: fc.nat(1000) }),
    fc.record({ act: fc.constant('execute' as const), task: fc.nat(3), boosted: fc.boolean(), ps: fc.nat(1000) }),
  );

  it('equals the naive twin, whatever is opened and closed in whatever order', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 120 }), (acts) => {
        const accountsWith = (ledger: JobLedger) => {
          const jobs = Array.from({ length: 6 }, (_, task) => job(task));
          const open = new Set<number>();
          for (const one of acts) {
            if (one.act === 'charge') ledger.charge(one.cause, one.culprit, one.ps);
            else if (one.act === 'execute') ledger.chargeExecution(one.task, one.boosted, one.ps);
            else if (one.act === 'open' && !open.has(one.job)) {
              open.add(one.job);
              ledger.open(jobs[one.job]!);
            } else if (one.act === 'close' && open.delete(one.job)) ledger.close(jobs[one.job]!);
            expect(ledger.pending).toBe(open.size);
          }
          for (const last of open) ledger.close(jobs[last]!);
          return jobs.map(rowsOf);
        };
        expect(accountsWith(new EpochLedger())).toEqual(accountsWith(new PushLedger()));
      }),
      { seed: 20260101, numRuns: 500 },
    );
  });
});
