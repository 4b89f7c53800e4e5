/**
 * What a reservation of B in every P promises and allows, over windows of any length. Least supply (sbf) of a periodic
 * resource: Shin and Lee, "Periodic resource model for compositional real-time guarantees", RTSS 2003. Most demand (rbf) of a
 * budget that is kept until the end of its period (deferrable): two budgets back to back. Integer picoseconds.
 */
export function leastSupplyPs(budgetPs: number, periodPs: number, windowPs: number): number {
  const gapPs = periodPs - budgetPs;
  if (windowPs <= gapPs) return 0;
  const periods = Math.floor((windowPs - gapPs) / periodPs);
  const restPs = windowPs - 2 * gapPs - periods * periodPs;
  return periods * budgetPs + Math.max(0, restPs);
}

export function mostSupplyPs(budgetPs: number, periodPs: number, windowPs: number): number {
  return Math.min(windowPs, (Math.ceil(windowPs / periodPs) + 1) * budgetPs);
}
