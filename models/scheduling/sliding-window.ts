/** Time used in a window that slides in steps: a ring of one sum per step. Times in ps; adding is O(1), sliding per step. */
export class SlidingWindow {
  private readonly steps: number[];
  private readonly stepPs: number;
  private step = 0;
  sumPs = 0;

  /** `windowPs` is a whole number of steps. */
  constructor(windowPs: number, stepPs: number) {
    this.stepPs = stepPs;
    this.steps = Array.from({ length: Math.max(1, Math.round(windowPs / stepPs)) }, () => 0);
  }

  /** Time used in the present step, or up to its end. */
  add(ps: number): void {
    this.steps[this.step % this.steps.length]! += ps;
    this.sumPs += ps;
  }

  /** Forgets what lies a window back. */
  slideTo(nowPs: number): void {
    const { steps } = this;
    const target = Math.floor(nowPs / this.stepPs);
    const from = Math.max(this.step + 1, target - steps.length + 1);
    for (let i = from; i <= target; i++) {
      const place = i % steps.length;
      this.sumPs -= steps[place]!;
      steps[place] = 0;
    }
    this.step = Math.max(this.step, target);
  }
}
