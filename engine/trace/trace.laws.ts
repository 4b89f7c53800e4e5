/**
 * A small system that uses all of the engine (kernel, slots, posts, chance, trace), for laws about fingerprints: a few
 * components send each other messages after random delays and time out. Used by tests only.
 */
import { stream } from '../chance.ts';
import { Kernel } from '../kernel.ts';
import { uniform } from '../quantile.ts';
import { Trace } from './trace.ts';

const names = ['cluster', 'gateway', 'infotainment', 'telematics', 'driver', 'camera', 'radar'];

interface Component {
  readonly rank: number;
  readonly draw: (message: number) => number;
  readonly timeout: number;
  messages: number;
}

/**
 * Runs the system for a simulated microsecond and gives its fingerprint.
 * @param order in which order the components are constructed and put into the map
 */
export function fingerprintOfToy(seed: number, order: (names: readonly string[]) => readonly string[]): string {
  const kernel = new Kernel();
  const trace = new Trace({ keep: () => false });
  const delayPs = uniform(1, 5000);
  const components = new Map<string, Component>();
  kernel.handle(0, (target, message, sender) => {
    const component = components.get(names[target]!)!;
    trace.record(0, kernel.nowPs, target, message, sender, component.messages++);
    const draw = component.draw(component.messages);
    kernel.arm(component.timeout, kernel.nowPs + 1000);
    kernel.post(kernel.nowPs + delayPs(draw), 1, target, 0, draw % names.length, component.messages, target);
  });
  kernel.handle(1, (target) => trace.record(1, kernel.nowPs, target, -1, -1, 0));
  for (const name of order(names)) {
    const rank = names.indexOf(name);
    const { draw } = bound(stream(seed, name), rank);
    components.set(name, { rank, draw, timeout: kernel.slot(2, rank, 1, rank), messages: 0 });
  }
  for (const [, { rank }] of components) kernel.post(100, 0, rank, 0, rank, 0, -1);
  kernel.run(1_000_000);
  return trace.fingerprint();
}

function bound(of: ReturnType<typeof stream>, rank: number): { draw: (message: number) => number } {
  return { draw: (message) => of.draw(rank, message, 0) };
}
