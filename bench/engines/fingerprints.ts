/**
 * The fingerprint of each ECU of the shelf, in whatever JavaScript engine this module is loaded: it uses nothing of Node, of
 * a browser or of any other host. Texts come in, hex digits go out.
 */
import { load } from '../../scenarios/load.ts';
import { run } from '../../scenarios/run.ts';

/** By name of the ECU. */
export type Fingerprints = Readonly<Record<string, string>>;

/**
 * Runs each ECU with its own seed up to its own horizon.
 * @param texts every file of the shelf by file name (`cockpit.yaml`); those that only others stand on may be among them
 * @param longestPs no run is longer than this, in ps
 * @throws Error when one does not load
 */
export function fingerprintsOf(
  names: readonly string[],
  texts: Readonly<Record<string, string>>,
  longestPs = Infinity,
): Fingerprints {
  const fingerprints: Record<string, string> = {};
  for (const name of names) {
    const path = `${name}.yaml`;
    const loaded = load({ main: { path, text: texts[path]! }, read: (other) => texts[other] ?? null });
    if (!loaded.ok) throw new Error(`${path} has ${loaded.problems.length} problems`);
    const { seed } = loaded.ecu.run;
    const horizonPs = Math.min(loaded.ecu.run.horizonPs, longestPs);
    fingerprints[name] = run(loaded.ecu, { seed, horizonPs, keep: () => false }).fingerprint;
  }
  return fingerprints;
}
