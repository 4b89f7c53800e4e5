/**
 * Budget left of a vCPU as a polyline: the `budget` records, and between them what holding a pCPU used up at slope -1,
 * down to zero. A record always wins over what was reckoned (a policy may burn budget otherwise). Times in ps.
 */
import type { Interval, Lane } from '../fact.ts';

export class BudgetLane {
  readonly #window: Interval;
  readonly #points: (readonly [number, number])[] = [];
  #leftPs: number | null = null;
  #sincePs = 0;
  #running = false;

  constructor(window: Interval) {
    this.#window = window;
  }

  run(running: boolean, atPs: number): void {
    this.#reckonUntil(atPs);
    this.#running = running;
  }

  left(leftPs: number, atPs: number): void {
    this.#reckonUntil(atPs);
    this.#point(atPs, leftPs);
  }

  #reckon(atPs: number): number | null {
    if (this.#leftPs === null || !this.#running || this.#leftPs <= 0) return this.#leftPs;
    return Math.max(0, this.#leftPs - (atPs - this.#sincePs));
  }

  #reckonUntil(atPs: number): void {
    const leftPs = this.#leftPs ?? 0;
    const emptyAtPs = this.#sincePs + leftPs;
    if (this.#running && leftPs > 0 && emptyAtPs < atPs) this.#point(emptyAtPs, 0);
    this.#point(atPs, this.#reckon(atPs));
  }

  #point(atPs: number, leftPs: number | null): void {
    const { startPs, endPs } = this.#window;
    if (leftPs === null || atPs > endPs) return;
    if (atPs > startPs && this.#points.length === 0) {
      const atStart = this.#reckon(startPs);
      if (atStart !== null) this.#points.push([startPs, atStart]);
    }
    this.#leftPs = leftPs;
    this.#sincePs = atPs;
    if (atPs < startPs) return;
    const last = this.#points[this.#points.length - 1];
    if (last === undefined || last[0] !== atPs || last[1] !== leftPs) this.#points.push([atPs, leftPs]);
  }

  /** Null when the run tells nothing of this budget. */
  lane(label: string, vm: string, fullPs: number): Lane | null {
    this.#reckonUntil(this.#window.endPs);
    return this.#points.length === 0 ? null : { kind: 'budget', label, vm, fullPs, points: this.#points };
  }
}
