/**
 * The argument as YAML for gsn2x (github.com/jonasthewolf/gsn2x): its element keys, its prefixes. Its checks V01 to V06, V10, C01
 * to C04, C07 and C08 are satisfied by construction; `gsn-checks.ts` says them again, independently, for the tests.
 */
import type { CaseNode } from './safety-case.ts';

export function gsnYaml(nodes: readonly CaseNode[], name: string): string {
  const body = nodes.map((node) => {
    const lines = [`${node.id}:`, `  text: ${quoted(node.text)}`];
    const list = (key: string, ids: readonly string[]): void => {
      if (ids.length > 0) lines.push(`  ${key}: [${ids.join(', ')}]`);
    };
    list('supportedBy', node.supportedBy);
    list('inContextOf', node.inContextOf);
    if (node.challenges !== null) lines.push(`  challenges: ${node.challenges}`);
    if (node.undeveloped) lines.push('  undeveloped: true');
    if (node.defeated) lines.push('  defeated: true');
    if (node.url !== null) lines.push(`  url: ${quoted(node.url)}`);
    return lines.join('\n');
  });
  return `module:\n  name: ${quoted(name)}\n  brief: ${quoted('Freedom from interference, generated from a campaign')}\n\n${body.join('\n\n')}\n`;
}

/** A double-quoted scalar of YAML 1.2 is a JSON text. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
