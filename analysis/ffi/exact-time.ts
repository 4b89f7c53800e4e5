/** Times in sentences: microseconds, exact to the picosecond. */
export function inMicroseconds(ps: number): string {
  const sign = ps < 0 ? '-' : '';
  const whole = Math.floor(Math.abs(ps) / 1e6);
  const rest = Math.abs(ps) - whole * 1e6;
  if (rest === 0) return `${sign}${whole} us`;
  return `${sign}${whole}.${String(rest).padStart(6, '0').replace(/0+$/, '')} us`;
}
