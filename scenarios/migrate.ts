/**
 * Versions of the ECU file. A key that is renamed or removed, another meaning or another default raise the number; new keys
 * whose default changes no result keep it. For each step from one version to the next there is a function that rewrites
 * the tree, so that old files load for ever with their own line numbers. There is one version so far, and no step.
 */
import type { Finding } from './reading/report.ts';
import type { MapNode } from './reading/tree.ts';
import { formatVersion } from './shape.ts';

/** Step n leads from version n + 1 to n + 2. */
const steps: readonly ((root: MapNode) => MapNode)[] = [];

/** The tree in today's version, or why it cannot be read. */
export function migrate(root: MapNode, version: number): MapNode | Finding {
  if (!Number.isInteger(version) || version < 1 || version > formatVersion) {
    const known = formatVersion === 1 ? 'version 1' : `versions 1 to ${formatVersion}`;
    return { message: `version ${version} of the format is not known`, help: [`this program reads ${known}`] };
  }
  return steps.slice(version - 1).reduce((current, step) => step(current), root);
}
