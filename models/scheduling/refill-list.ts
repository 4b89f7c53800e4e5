/**
 * The budget of a sporadic server as seL4 MCS keeps it: a short list of refills (amount, earliest time), sorted by time,
 * whose sum never changes. Source: seL4/seL4 `src/kernel/sporadic.c` (rules 1 to 5 of the policy `mcs`). Times in ps.
 */
export class RefillList {
  private readonly budgetPs: number;
  private readonly periodPs: number;
  private readonly minPs: number;
  private readonly amounts: number[];
  private readonly times: number[];
  private count = 1;

  constructor(budgetPs: number, periodPs: number, minPs: number, room: number) {
    this.budgetPs = budgetPs;
    this.periodPs = periodPs;
    this.minPs = minPs;
    this.amounts = Array.from({ length: room }, () => 0);
    this.times = Array.from({ length: room }, () => 0);
    this.amounts[0] = budgetPs;
  }

  get headPs(): number {
    return this.amounts[0]!;
  }
  get headAtPs(): number {
    return this.times[0]!;
  }
  /** Refills as [amount, time], for tests and for people. */
  get refills(): [number, number][] {
    return this.amounts.slice(0, this.count).map((amount, i) => [amount, this.times[i]!]);
  }

  /** All of the budget, now. */
  start(nowPs: number): void {
    this.count = 1;
    this.amounts[0] = this.budgetPs;
    this.times[0] = nowPs;
  }

  /** Charges use to the head and those behind it, and schedules what was used one period after its refill's time. */
  use(ps: number): void {
    let usedPs = ps;
    const { amounts, times, periodPs } = this;
    while (usedPs > 0 && amounts[0]! <= usedPs) {
      const amountPs = amounts[0]!;
      const timePs = times[0]!;
      usedPs -= amountPs;
      if (this.count === 1) times[0] = timePs + periodPs;
      else {
        this.shift();
        this.append(amountPs, timePs + periodPs);
      }
    }
    if (usedPs > 0) {
      const timePs = times[0]!;
      amounts[0]! -= usedPs;
      times[0] = timePs + usedPs;
      this.append(usedPs, timePs + periodPs);
    }
    // The next one is pulled back so that its end does not move.
    while (this.count > 1 && amounts[0]! < this.minPs) {
      const smallPs = amounts[0]!;
      this.shift();
      amounts[0]! += smallPs;
      times[0]! -= smallPs;
    }
  }

  /** A ready head is due now; those that overlap it then join it. */
  unblock(nowPs: number): void {
    const { amounts, times } = this;
    if (times[0]! > nowPs) return;
    times[0] = nowPs;
    while (this.count > 1 && times[1]! <= nowPs + amounts[0]!) {
      const amountPs = amounts[0]!;
      this.shift();
      amounts[0]! += amountPs;
      times[0] = nowPs;
    }
  }

  private append(amountPs: number, timePs: number): void {
    const { amounts, times } = this;
    const tail = this.count - 1;
    if (timePs <= times[tail]! + amounts[tail]!) amounts[tail]! += amountPs;
    else if (this.count < amounts.length) {
      amounts[this.count] = amountPs;
      times[this.count] = timePs;
      this.count++;
    } else {
      // Full: the tail is delayed, never advanced.
      times[tail] = Math.max(times[tail]!, timePs - amounts[tail]!);
      amounts[tail]! += amountPs;
    }
  }

  private shift(): void {
    const { amounts, times } = this;
    this.count--;
    for (let i = 0; i < this.count; i++) {
      amounts[i] = amounts[i + 1]!;
      times[i] = times[i + 1]!;
    }
  }
}
