/**
 * Budget left of a vCPU as a polyline: the `budget` records, and between them what running used up at slope -1. A record
 * always wins over what was reckoned (a policy may burn budget otherwise). Times in ps.
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
    this.#point(atPs, this.#reckon(atPs));
    this.#running = running;
  }

  left(leftPs: number, atPs: number): void {
    this.#point(atPs, this.#reckon(atPs));
    this.#point(atPs, leftPs);
  }

  #reckon(atPs: number): number | null {
    return this.#leftPs === null ? null : this.#leftPs - (this.#running ? atPs - this.#sincePs : 0);
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
    this.#point(this.#window.endPs, this.#reckon(this.#window.endPs));
    return this.#points.length === 0 ? null : { kind: 'budget', label, vm, fullPs, points: this.#points };
  }
}
