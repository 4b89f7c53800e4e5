/**
 * Writes maps, lists, texts and comments as YAML that reads back the same: block style outside, `{ }` for maps of the last
 * level that fit a line, texts in double quotes wherever a plain one could be taken for something else.
 */

const lineWidth = 120;

interface Comment {
  readonly comment: string;
}

/** A map in the order in which it was made; values that are undefined are left out. */
export class Tree {
  readonly #items: (readonly [string, unknown] | Comment)[] = [];

  set(key: string, value: unknown): this {
    if (value !== undefined) this.#items.push([key, value]);
    return this;
  }

  comment(comment: string): this {
    this.#items.push({ comment });
    return this;
  }

  merge(other: Tree): this {
    this.#items.push(...other.#items);
    return this;
  }

  get items(): readonly (readonly [string, unknown] | Comment)[] {
    return this.#items;
  }
}

export function tree(entries: Iterable<readonly [string, unknown]> = []): Tree {
  const result = new Tree();
  for (const [key, value] of entries) result.set(key, value);
  return result;
}

/**
 * Named things, copies of one another written as `count` again: `app.0` and `app.1` of the same text are `app` twice.
 */
export function namedTree(things: readonly (readonly [string, Tree])[]): Tree {
  const byName = new Map(things);
  const texts = new Map(things.map(([name, thing]) => [name, printed(thing)]));
  const result = tree();
  for (const [name, thing] of things) {
    const base = name.replace(/\.\d+$/, '');
    const copies =
      base === name || byName.has(base) ? [] : things.filter(([other]) => other.replace(/\.\d+$/, '') === base);
    const text = texts.get(name);
    const isFolded = copies.length > 0 && copies.every((_, i) => texts.get(`${base}.${i}`) === text);
    if (!isFolded) result.set(name, thing);
    else if (name === `${base}.0`) result.set(base, tree([['count', copies.length]]).merge(thing));
  }
  return result;
}

/** The whole text. */
export function printed(file: Tree): string {
  return `${blockLines(file, '').join('\n')}\n`;
}

function isComment(item: readonly [string, unknown] | Comment): item is Comment {
  return !Array.isArray(item);
}

function blockLines(map: Tree, indent: string): string[] {
  return map.items.flatMap((item) => {
    if (isComment(item)) return [`${indent}# ${item.comment.replace(/\s+/g, ' ')}`];
    const [key, value] = item;
    const start = `${indent}${scalar(key)}:`;
    const line = flow(value);
    if (line !== null && start.length + 1 + line.length <= lineWidth) return [`${start} ${line}`];
    if (value instanceof Tree) {
      // A map of comments alone would read as nothing, which removes.
      const isEmpty = value.items.every(isComment);
      return [isEmpty ? `${start} {}` : start, ...blockLines(value, `${indent}  `)];
    }
    if (Array.isArray(value)) return [start, ...value.flatMap((one) => itemLines(one, `${indent}  `))];
    return [`${start} ${scalar(value)}`];
  });
}

function itemLines(value: unknown, indent: string): string[] {
  const line = flow(value);
  if (line !== null && indent.length + 2 + line.length <= lineWidth) return [`${indent}- ${line}`];
  if (!(value instanceof Tree)) return [`${indent}- ${line ?? scalar(value)}`];
  const [first = '', ...rest] = blockLines(value, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

/** On one line; null when it holds comments or a map of maps. */
function flow(value: unknown, depth = 0): string | null {
  if (Array.isArray(value)) {
    const items = value.map((one) => flow(one, depth + 1));
    return items.includes(null) ? null : `[${items.join(', ')}]`;
  }
  if (!(value instanceof Tree)) return scalar(value);
  const { items } = value;
  if (items.length === 0) return '{}';
  const parts = items.map((item) => {
    if (isComment(item) || (item[1] instanceof Tree && item[1].items.length > 0 && depth > 0)) return null;
    const inner = flow(item[1], depth + 1);
    return inner === null ? null : `${scalar(item[0])}: ${inner}`;
  });
  return parts.includes(null) ? null : `{${parts.join(', ')}}`;
}

/** Characters that a plain text may hold anywhere, so that it reads back as itself in block and in flow. */
const plainText = /^[A-Za-z0-9_./+-][A-Za-z0-9_./+@% ()<>=;-]*$/;

function scalar(value: unknown): string {
  if (typeof value !== 'string') return `${value}`;
  const isPlain =
    plainText.test(value) &&
    !value.endsWith(' ') &&
    !/^(~|null|Null|NULL|[-.])$/.test(value) &&
    !value.startsWith('- ');
  return isPlain && !value.startsWith('---') ? value : JSON.stringify(value);
}
