import { expect, it } from 'vitest';
import { Counter } from './counter.ts';

it('counts and sums by kind and subject', () => {
  const counter = new Counter();
  counter.record(70, 0, 5, 0, -1, 10);
  counter.record(70, 1, 5, 1, -1, 20);
  counter.record(70, 1, 2, 1, -1, 1);
  counter.record(3, 2, 5, 1, -1, 7);
  expect([counter.count(70, 5), counter.sum(70, 5)]).toEqual([2, 30]);
  expect([counter.count(3, 5), counter.sum(3, 5)]).toEqual([1, 7]);
  expect([counter.count(3, 2), counter.sum(200, 2)]).toEqual([0, 0]);
  expect(counter.subjects(70)).toEqual([2, 5]);
  expect(counter.subjects(4)).toEqual([]);
});
