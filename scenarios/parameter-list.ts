/**
 * The parameters of a shelf member as plain data, read from the schema that also checks files: name, unit, default, and
 * what the schema says about them. Defaults are written as they would stand in a file (`10 ms`).
 */
import { z } from 'zod';
import { formatQuantity, type Grade, type QuantityKind, type Sourced, unitsOf } from '../models/parameter.ts';
import { marksOf, unwrap } from './words.ts';

export interface ListedParameter {
  /** Key as in files; nested keys joined by dots, `[]` for the items of a list. */
  readonly name: string;
  /** `time`, `size`, ..., `number`, `text`, `true|false`, `map`, `list`, or the allowed words joined by `|`. */
  readonly unit: string;
  /** As written in a file; null when there is none. */
  readonly default: string | null;
  readonly required: boolean;
  /** Meaning, or source of the default; empty when the schema says nothing. */
  readonly note: string;
  readonly grade: Grade | null;
}

/** Every parameter of an object schema, in the order of the schema. */
export function parametersOf(schema: z.ZodObject, prefix = ''): ListedParameter[] {
  return Object.entries(schema.shape).flatMap(([key, value]) => listed(`${prefix}${key}`, value as z.ZodType));
}

function listed(name: string, schema: z.ZodType): ListedParameter[] {
  const { inner, required, fallback } = unwrap(schema);
  const kind = marksOf(schema).quantity;
  const value = fallback === null ? undefined : 'written' in fallback ? fallback.written : fallback.parsed;
  const note = schema.description ?? inner.description ?? '';
  const entry = (unit: string): ListedParameter => ({
    name,
    unit,
    default: value === undefined ? null : written(value, kind),
    required,
    note,
    grade: null,
  });
  if (kind !== undefined) return [entry(kind === 'cost' ? 'time or cycles' : kind)];
  if (inner instanceof z.ZodNumber) return [entry('number')];
  if (inner instanceof z.ZodBoolean) return [entry('true|false')];
  if (inner instanceof z.ZodEnum) return [entry(inner.options.join('|'))];
  if (inner instanceof z.ZodLiteral) return [entry([...inner.values].map(String).join('|'))];
  if (inner instanceof z.ZodObject) return [entry('map'), ...parametersOf(inner, `${name}.`)];
  if (inner instanceof z.ZodArray) {
    const items = inner.element as z.ZodType;
    return [entry('list'), ...(items instanceof z.ZodObject ? parametersOf(items, `${name}[].`) : [])];
  }
  if (inner instanceof z.ZodRecord) return [entry('map')];
  return [entry('text')];
}

function written(value: unknown, kind: QuantityKind | 'cost' | undefined): string {
  if (typeof value !== 'number' || kind === undefined || kind === 'cost')
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return formatQuantity(kind, value);
}

/** The numbers of a sheet: every `{ value, source, grade }` in it, with its path. */
export function sheetParameters(sheet: unknown, path = ''): ListedParameter[] {
  if (typeof sheet !== 'object' || sheet === null) return [];
  if (isSourced(sheet)) {
    const { value, source, grade } = sheet;
    return [
      {
        name: path,
        unit: unitIn(value),
        default: typeof value === 'string' ? value : JSON.stringify(value),
        required: false,
        note: source,
        grade,
      },
    ];
  }
  return Object.entries(sheet).flatMap(([key, value]) => sheetParameters(value, path === '' ? key : `${path}.${key}`));
}

function isSourced(value: object): value is Sourced<unknown> {
  return 'value' in value && 'source' in value && 'grade' in value;
}

/** The kind of a written quantity, judged by its unit. */
function unitIn(value: unknown): string {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'true|false';
  const unit = typeof value === 'string' ? /^[\d.]+\s*(\S+)$/.exec(value)?.[1] : undefined;
  const kind = (Object.keys(unitsOf) as QuantityKind[]).find(
    (candidate) => unit !== undefined && unit in unitsOf[candidate],
  );
  return kind ?? (Array.isArray(value) ? 'list' : 'text');
}
