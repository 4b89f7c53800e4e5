/**
 * The arithmetic of the steady state: whole numbers scaled in doubles. Products beyond 2^53 are rounded, as IEEE 754
 * prescribes it, so every JS engine gives the same digits; exactness to the last unit is not needed here, because rates and
 * losses are made to add up by exact integers afterwards (`rate-model.ts`).
 */
export const scaled = (value: number, numerator: number, denominator: number): number =>
  Math.floor((value * numerator) / denominator);
