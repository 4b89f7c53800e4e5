/**
 * What a server promises over any window, for the laws of the shelf: least and most time in ps for a budget every period.
 * Sources: Shin and Lee, RTSS 2003 (periodic resource model); Strosnider et al., IEEE Trans. Computers 44(1), 1995
 * (a deferrable server can take two budgets back to back).
 */

/** A budget somewhere in each period: the longest gap is 2 (period - budget). */
export function periodicLeastPs(budgetPs: number, periodPs: number, windowPs: number): number {
  const afterGapPs = windowPs - 2 * (periodPs - budgetPs);
  if (afterGapPs <= 0) return 0;
  const whole = Math.floor(afterGapPs / periodPs);
  return whole * budgetPs + Math.min(budgetPs, afterGapPs - whole * periodPs);
}

/** At most one budget per period that the window touches, and never more than the window. */
export function periodicMostPs(budgetPs: number, periodPs: number, windowPs: number): number {
  // Worst alignment: one budget just before a boundary, then one at the start of each period.
  const afterFirstPs = windowPs - budgetPs;
  if (afterFirstPs <= 0) return windowPs;
  const whole = Math.floor(afterFirstPs / periodPs);
  return budgetPs * (1 + whole) + Math.min(budgetPs, afterFirstPs - whole * periodPs);
}

/** An always runnable deferrable server is a periodic one. */
export const deferrableLeastPs = periodicLeastPs;
export const deferrableMostPs = periodicMostPs;

/** Sliding windows (sporadic refills): at most one budget in any period, so one less than a periodic server. */
export function slidingMostPs(budgetPs: number, periodPs: number, windowPs: number): number {
  const whole = Math.floor(windowPs / periodPs);
  return whole * budgetPs + Math.min(budgetPs, windowPs - whole * periodPs);
}
