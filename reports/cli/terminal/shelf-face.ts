/** A shelf as text: each member with its sentence, where it comes from and its defaults; with parameters, one indented line each. */
import type { ShelfMember } from '../../../scenarios/shelves.ts';
import { cells, padEnd, type Style, shorten } from './style.ts';

export function formatShelf(members: readonly ShelfMember[], withParameters: boolean, style: Style): string {
  const name = Math.max(...members.map((member) => cells(member.name)), 4);
  const lines = members.flatMap((member) => {
    const head = `${style.strong(padEnd(member.name, name))}  ${cut(member.summary, name + 2, style)}`;
    const origin =
      member.origin === '' ? [] : [style.dim(`${' '.repeat(name)}  ${cut(member.origin, name + 2, style)}`)];
    return [head, ...origin, ...(withParameters ? parameterLines(member, style) : defaultsLine(member, name, style))];
  });
  return `${lines.join('\n')}\n`;
}

/** `defaults: rate_limit 1 ms, weight 256`; nothing when it has none. */
function defaultsLine({ parameters }: ShelfMember, name: number, style: Style): string[] {
  const known = parameters.flatMap(({ name: key, default: value }) =>
    value === null
      ? []
      : [`${key.replace(/^per_policy\./, '').replace(/^unit\.(per_policy\.)?/, 'per unit: ')} ${value}`],
  );
  if (known.length === 0) return [];
  return [style.dim(`${' '.repeat(name)}  ${cut(`defaults: ${known.join(', ')}`, name + 2, style)}`)];
}

/** In a pipe nothing is cut: other tools read it. */
function cut(text: string, used: number, style: Style): string {
  const plain = style.plain(text.replace(/\s+/g, ' '));
  return style.pipe ? plain : shorten(plain, style.width - used, style.glyphs);
}

function parameterLines({ parameters }: ShelfMember, style: Style): string[] {
  const width = (pick: (index: number) => string): number =>
    Math.max(0, ...parameters.map((_, index) => cells(pick(index))));
  const name = width((index) => parameters[index]!.name);
  const unit = Math.min(
    width((index) => parameters[index]!.unit),
    24,
  );
  const value = Math.min(
    width((index) => shownValue(parameters[index]!)),
    24,
  );
  return parameters.map((parameter) => {
    const left = `    ${padEnd(parameter.name, name)}  ${padEnd(parameter.unit, unit)}  ${padEnd(shownValue(parameter), value)}  `;
    const grade = parameter.grade === null ? '' : `${parameter.grade}: `;
    return `${style.plain(left)}${style.dim(cut(`${grade}${parameter.note}`, cells(left), style))}`.trimEnd();
  });
}

function shownValue(parameter: ShelfMember['parameters'][number]): string {
  return parameter.default ?? (parameter.required ? 'required' : '-');
}
