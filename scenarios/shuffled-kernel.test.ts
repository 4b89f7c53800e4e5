/** The twin that laws are tried with does what it says: it shuffles anew at every instant, and only what may be shuffled. */
import { describe, expect, it } from 'vitest';
import { ShuffledKernel } from './shuffled-kernel.test-support.ts';

const slots = 1;
const posts = 2;

/** Who was taken in which order, by instant. */
function ordersOf(seed: number, instants: readonly number[]): Map<number, string[]> {
  const kernel = new ShuffledKernel(seed);
  const orders = new Map(instants.map((atPs) => [atPs, [] as string[]]));
  const told = (name: string) => (target: number, arg0: number) =>
    void orders.get(kernel.nowPs)!.push(`${name}${target}.${arg0}`);
  const numbers = Array.from({ length: 6 }, (_, target) => target);
  kernel.handle(slots, told('slot'));
  kernel.handle(posts, told('post'));
  const made = numbers.map((target) => kernel.slot(1, target, slots, target));
  for (const atPs of instants) {
    for (const slot of made) kernel.arm(slot, atPs);
    for (const target of numbers) {
      kernel.post(atPs, 1, target, posts, target, 0, 0);
      kernel.post(atPs, 1, target, posts, target, 1, 0);
    }
    kernel.post(atPs, 0, 9, posts, 9, 0, 0);
    kernel.post(atPs, 2, 0, posts, 0, 9, 0);
    kernel.run(atPs);
  }
  return orders;
}

const instants = Array.from({ length: 40 }, (_, index) => 10 * (index + 1));

describe('the shuffling kernel', () => {
  const orders = [...ordersOf(7, instants).values()];

  it('takes everything once, phases in their order, and the posts of one source in theirs', () => {
    for (const order of orders) {
      expect(order).toHaveLength(20);
      expect(order[0]).toBe('post9.0');
      expect(order.at(-1)).toBe('post0.9');
      for (let source = 0; source < 6; source += 1) {
        expect(order.indexOf(`post${source}.0`)).toBeLessThan(order.indexOf(`post${source}.1`));
      }
    }
  });

  it('has another order at every instant, and under every seed; the same seed gives the same', () => {
    expect(new Set(orders.map((order) => order.join())).size).toBe(instants.length);
    expect([...ordersOf(7, instants).values()]).toEqual(orders);
    expect([...ordersOf(8, instants).values()]).not.toEqual(orders);
  });

  it('puts any two sources in either order', () => {
    for (const [one, other] of [
      ['slot0.0', 'slot1.0'],
      ['slot4.0', 'post2.0'],
      ['post0.0', 'post5.0'],
    ] as const) {
      const before = orders.filter((order) => order.indexOf(one) < order.indexOf(other)).length;
      expect(before).toBeGreaterThan(5);
      expect(before).toBeLessThan(instants.length - 5);
    }
  });

  it('arms, moves and disarms a slot as any kernel does', () => {
    const kernel = new ShuffledKernel(1);
    const taken: number[] = [];
    kernel.handle(slots, () => taken.push(kernel.nowPs));
    const slot = kernel.slot(0, 0, slots, 0);
    expect(kernel.armedAtPs(slot)).toBe(Infinity);
    for (let atPs = 1; atPs <= 50; atPs += 1) {
      kernel.arm(slot, atPs);
      expect(kernel.armedAtPs(slot)).toBe(atPs);
    }
    kernel.run(49);
    kernel.disarm(slot);
    kernel.run(60);
    expect(taken).toEqual([]);
    kernel.arm(slot, 61);
    kernel.run(70);
    expect(taken).toEqual([61]);
    expect(kernel.armedAtPs(slot)).toBe(Infinity);
  });
});
