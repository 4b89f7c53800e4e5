/** What every thread of the pool loads: one function from a run's order to its outcome, both plain data. */
import { type Outcome, outcomeOf, type RunOrder } from '../../scenarios/campaign.ts';
import { measure } from './measure.ts';

export function execute(order: RunOrder): Outcome<unknown> {
  return outcomeOf(() => measure(order));
}
