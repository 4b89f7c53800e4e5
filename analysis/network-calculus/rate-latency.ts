/**
 * Network calculus with token buckets and rate-latency servers, in exact rationals: delay and backlog of one flow, of flows that
 * share a first-come first-served server, and of tandems, where a burst is paid only once when the services are joined first.
 *
 * Theory: Cruz, IEEE Trans. Information Theory 37(1), 1991; Le Boudec and Thiran, "Network Calculus", 2001, theorems 1.4.1,
 * 1.4.2, 1.4.3, 1.4.6. Rates and times in any units that belong together.
 */

/** At most `burst + rate * t` in any time t. */
export interface TokenBucket {
  readonly rate: Fraction;
  readonly burst: Fraction;
}

/** At least `rate * (t - latency)` of service while there is work. */
export interface RateLatency {
  readonly rate: Fraction;
  readonly latency: Fraction;
}

/** Exact fraction of integers; reduced, denominator positive. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export function fraction(numerator: number | bigint, denominator: number | bigint = 1): Fraction {
  let n = BigInt(numerator);
  let d = BigInt(denominator);
  if (d === 0n) throw new RangeError('a fraction has a denominator other than 0');
  if (d < 0n) [n, d] = [-n, -d];
  let [a, b] = [n < 0n ? -n : n, d];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? { numerator: 0n, denominator: 1n } : { numerator: n / a, denominator: d / a };
}

export const plus = (a: Fraction, b: Fraction) =>
  fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
export const minus = (a: Fraction, b: Fraction) => plus(a, fraction(-b.numerator, b.denominator));
export const times = (a: Fraction, b: Fraction) => fraction(a.numerator * b.numerator, a.denominator * b.denominator);
export const over = (a: Fraction, b: Fraction) => fraction(a.numerator * b.denominator, a.denominator * b.numerator);
export const less = (a: Fraction, b: Fraction) => a.numerator * b.denominator < b.numerator * a.denominator;
export const toNumber = ({ numerator, denominator }: Fraction) => Number(numerator) / Number(denominator);

export function sumOf(flows: readonly TokenBucket[]): TokenBucket {
  return flows.reduce((sum, { rate, burst }) => ({ rate: plus(sum.rate, rate), burst: plus(sum.burst, burst) }), {
    rate: fraction(0),
    burst: fraction(0),
  });
}

/** Largest horizontal distance: T + b / R. Null: the server is slower than the flow. */
export function delay(flow: TokenBucket, server: RateLatency): Fraction | null {
  return less(server.rate, flow.rate) ? null : plus(server.latency, over(flow.burst, server.rate));
}

/** Largest vertical distance: b + r T. Null: the server is slower than the flow. */
export function backlog(flow: TokenBucket, server: RateLatency): Fraction | null {
  return less(server.rate, flow.rate) ? null : plus(flow.burst, times(flow.rate, server.latency));
}

/** Servers one behind the other as one: the slowest rate, the sum of latencies (min-plus convolution). */
export function joined(servers: readonly RateLatency[]): RateLatency {
  return servers.reduce((one, other) => ({
    rate: less(one.rate, other.rate) ? one.rate : other.rate,
    latency: plus(one.latency, other.latency),
  }));
}

/** What leaves a server: the burst grows by r T. */
export function departed(flow: TokenBucket, server: RateLatency): TokenBucket {
  return { rate: flow.rate, burst: plus(flow.burst, times(flow.rate, server.latency)) };
}

/** Delay through a tandem analysed server by server, paying the burst at each (total flow analysis). */
export function delayServerByServer(flow: TokenBucket, servers: readonly RateLatency[]): Fraction | null {
  let sum = fraction(0);
  let at = flow;
  for (const server of servers) {
    const here = delay(at, server);
    if (here === null) return null;
    sum = plus(sum, here);
    at = departed(at, server);
  }
  return sum;
}

/** What a flow is left with beside others that may all go first: rate R - r, latency (b + R T) / (R - r). Null: nothing. */
export function leftOver(server: RateLatency, cross: TokenBucket): RateLatency | null {
  const rate = minus(server.rate, cross.rate);
  if (!less(fraction(0), rate)) return null;
  return { rate, latency: over(plus(cross.burst, times(server.rate, server.latency)), rate) };
}
