/**
 * `npm run soak`: hostile peers: generated drivers attack devices, generated devices attack drivers. `SOAK_ATTACKS` of each (default 100 000),
 * `SOAK_SEED` to begin elsewhere. Memory outside of the window is an error by itself, so an attack that gets out throws; the
 * number of the attack makes it again. The ordinary suite skips it (it has 2 000 of each).
 */
import { describe, expect, it } from 'vitest';
import { GuestMemory } from '../../models/virtio/guest-memory.ts';
import { attackDevice, attackDriver, chooserOf } from '../../models/virtio/hostile-peer.ts';

const attacks = Number(process.env.SOAK_ATTACKS ?? 100_000);
const seed = Number(process.env.SOAK_SEED ?? 1);
const base = 0x4000_0000;

describe.runIf(process.env.npm_lifecycle_event === 'soak')('hostile peers', () => {
  it.each(['driver', 'device'] as const)('a hostile %s', (who) => {
    const memory = new GuestMemory(base, 0x1000);
    let [broken, taken] = [0, 0];
    for (let attack = 0; attack < attacks; attack += 1) {
      memory.clear();
      const one = chooserOf(seed + (who === 'driver' ? 0 : 1), attack);
      try {
        const result = who === 'driver' ? attackDevice(memory, 12, one) : attackDriver(memory, 12, one);
        if (result.broken) broken += 1;
        taken += result.taken;
        if ('twice' in result && result.twice) throw new Error('a request completed twice or unasked');
      } catch (error) {
        throw new Error(`attack ${attack} of seed ${seed} by a hostile ${who}: ${(error as Error).message}`);
      }
    }
    console.log(`hostile ${who}: ${attacks} attacks, ${broken} noticed, ${taken} requests got through`);
    expect(broken).toBeGreaterThan(attacks / 2);
  });
});
