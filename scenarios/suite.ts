/**
 * The socket of the shelf `suites/`: a workload suite is a built-in ECU file whose load is typical for one question about
 * schedulers. It is a text like any other ECU file: `bulkhead validate suite:overload --print` shows it in full, and it
 * can be run, compared and changed by overrides. Every vCPU says budget, period, weight and priority, so that every
 * policy finds what it reads; vCPUs share cores, so only policies that give each vCPU a core of its own refuse it.
 */
export interface SuiteDefinition {
  /** Kebab case, also the name of its ECU. */
  readonly name: string;
  readonly summary: string;
  readonly origin: string;
  /** The ECU file. */
  readonly text: string;
}
