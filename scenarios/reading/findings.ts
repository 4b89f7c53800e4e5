/**
 * The findings that several rooms of the reader share, in one wording.
 */
import { suggestion } from '../problem.ts';
import type { Finding } from './report.ts';
import { type Entry, isMap, isScalar, type Node } from './tree.ts';

/** `vms.cluster.tasks.chime`: the last key. */
export function lastKey(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

export function unknownKey(key: string, owner: string, allowed: readonly string[]): Finding {
  return { message: `unknown key "${key}" in ${owner}`, ...suggestion('allowed', key, allowed) };
}

/** `credit3` where one of some words is expected. */
export function notAmong(label: string, found: string, allowed: readonly string[]): Finding {
  return { message: `${label} cannot be "${found}"`, ...suggestion('allowed', found, allowed) };
}

export function unknownName(noun: string, found: string, known: readonly string[], where: string): Finding {
  const message = `unknown ${noun} "${found}"`;
  return known.length === 0 ? { message, help: [where] } : { message, ...suggestion('known', found, known) };
}

/** What stands there instead of something else. */
export function shown(node: Node): string {
  if (isScalar(node)) return node.isNull ? 'nothing' : `"${node.text}"`;
  return isMap(node) ? 'a map' : 'a list';
}

export function expectsNames(label: string, node: Node): Finding {
  const isList = node.kind === 'list';
  return {
    message: `"${label}" expects a map of names${isList ? '' : `, found ${shown(node)}`}`,
    help: [isList ? 'write "name: {...}" for each item instead of "- name: ..."' : 'write "name: {...}" below it'],
  };
}

export function expectsKeys(label: string, node: Node, keys: readonly string[]): Finding {
  return {
    message: `${label} expects a map of keys, found ${shown(node)}`,
    help: keys.length === 0 ? [] : [`keys: ${keys.slice(0, 12).join(', ')}`],
  };
}

export function expectsList(label: string, node: Node): Finding {
  return {
    message: `"${label}" expects a list, found ${shown(node)}`,
    help: [isScalar(node) && !node.isNull ? `write [${node.text}]` : 'write [one, two]'],
  };
}

/** An entry of `{ }` without a colon. */
export function bareKey({ key, afterText }: Entry, owner: string): Finding {
  if (!afterText) return { message: `"${key}" has no value in ${owner}`, help: [`write "${key}: ..."`] };
  return {
    message: `"${key}" stands where a key of ${owner} is expected`,
    help: ['inside { } a comma ends a text: put the whole text in double quotes'],
  };
}
