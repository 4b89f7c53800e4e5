/**
 * JSON Schema of ECU files, for editors: keys, members of shelves with their parameters, units. It is generated from the
 * same Zod schemas that read files; references, bounds between values and what merging supplies are the checker's, so no
 * key but the version is required here. The generated text stands beside this file (`ecu.schema.json`).
 */
import { z } from 'zod';
import { type QuantityKind, unitsOf } from '../models/parameter.ts';
import { memberOf, policyNames, policyParameters, type Shelf, shelfTable } from './reading/shelf-table.ts';
import { ecuShape, namePattern, withCommonKeys } from './shape.ts';
import { isLoose, type Mark, marksOf, type ShelfName, unwrap } from './words.ts';

type Schema = Record<string, unknown>;

/** The schema as a JSON value (draft 2020-12). */
export function jsonSchema(): Schema {
  return new Generator().all();
}

class Generator {
  readonly #definitions: Record<string, Schema> = {};

  all(): Schema {
    const file = this.#object(ecuShape, {});
    return {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Bulkhead ECU file',
      description: 'One file describes one ECU: chip, hypervisor, guests, loads, limits, claims.',
      ...file,
      required: ['bulkhead'],
      $defs: this.#definitions,
    };
  }

  #of(schema: z.ZodType, isNamed = false): Schema {
    const marks = marksOf(schema);
    const { inner, fallback } = unwrap(schema);
    const value = this.#value(inner, marks, isNamed);
    const isPlain = fallback !== null && 'written' in fallback && !isEmpty(fallback.written);
    return isPlain ? { ...value, default: fallback.written } : value;
  }

  #value(inner: z.ZodType, marks: Mark, isNamed: boolean): Schema {
    if (marks.member !== undefined) return this.#member(marks.member, inner, isNamed);
    if (marks.perPolicy !== undefined) return this.#perPolicy(marks.perPolicy);
    if (marks.named !== undefined) {
      const thing = this.#of((inner as z.ZodRecord).valueType as z.ZodType, true);
      return { type: 'object', propertyNames: { pattern: namePattern.source }, additionalProperties: orNull(thing) };
    }
    if (marks.quantity !== undefined) return this.#shared(marks.quantity, quantitySchema(marks.quantity));
    if (marks.ref === 'pcpu') return { type: ['integer', 'string'], description: 'number of a pCPU, or a core type' };
    if (inner instanceof z.ZodObject) return this.#object(inner, isNamed ? withCommonKeys(inner.shape as never) : {});
    if (inner instanceof z.ZodArray) return { type: 'array', items: this.#of(inner.element as z.ZodType) };
    if (inner instanceof z.ZodRecord) {
      return { type: 'object', additionalProperties: this.#of(inner.valueType as z.ZodType) };
    }
    if (inner instanceof z.ZodEnum) return { enum: [...inner.options] };
    if (inner instanceof z.ZodBoolean) return { type: 'boolean' };
    if (inner instanceof z.ZodNumber) return numberSchema(inner);
    // A text keeps its characters, so `version: 4.10` is one; editors see a number there.
    if (inner instanceof z.ZodString) return { type: ['string', 'number', 'boolean'] };
    return {};
  }

  #object(schema: z.ZodObject, shape: Readonly<Record<string, z.ZodType>>): Schema {
    const all = { ...(schema.shape as Record<string, z.ZodType>), ...shape };
    const properties = Object.fromEntries(Object.entries(all).map(([key, value]) => [key, orNull(this.#of(value))]));
    return { type: 'object', properties, ...(isLoose(schema) ? {} : { additionalProperties: false }) };
  }

  /** A member of a shelf: its name, or a map with `use`. Each shelf is written once. */
  #member(name: ShelfName, inner: z.ZodType, isNamed: boolean): Schema {
    const key = `${name}${isNamed ? '_named' : ''}`;
    if (this.#definitions[key] === undefined) {
      this.#definitions[key] = {};
      this.#definitions[key] = this.#shelf(shelfTable[name], inner, name, isNamed);
    }
    return { $ref: `#/$defs/${key}` };
  }

  #shelf(shelf: Shelf, inner: z.ZodType, name: ShelfName, isNamed: boolean): Schema {
    const names = Object.keys(shelf.members);
    const short: Schema[] = [{ enum: names }];
    if (shelf.quantity !== undefined) short.push(this.#shared('time', quantitySchema('time')));
    if (inner instanceof z.ZodObject) {
      const map = this.#object(inner, {});
      return { anyOf: [...short, { ...map, properties: { ...(map.properties as Schema), use: { enum: names } } }] };
    }
    const common = { ...shelf.common, ...(isNamed ? withCommonKeys({}) : {}) };
    const groups = new Map<string, { names: string[]; map: Schema }>();
    for (const member of names) {
      const map = this.#object(memberOf(shelf, member)?.parameters ?? z.strictObject({}), common);
      const group = groups.get(JSON.stringify(map)) ?? { names: [], map };
      group.names.push(member);
      groups.set(JSON.stringify(map), group);
    }
    const members = [...groups.values()].map(({ names: alike, map }) => {
      const properties = { use: { enum: alike }, ...this.#perCore(name), ...(map.properties as Schema) };
      return { ...map, properties, required: ['use'] };
    });
    // Without `use` it is a change to what a base or a sibling says.
    return { anyOf: [...short, ...members, { type: 'object', properties: { use: false } }] };
  }

  #perCore(name: ShelfName): Schema {
    if (name !== 'executions') return {};
    return { per_core: { type: 'object', additionalProperties: { $ref: '#/$defs/executions' } } };
  }

  #shared(name: string, schema: Schema): Schema {
    this.#definitions[name] ??= schema;
    return { $ref: `#/$defs/${name}` };
  }

  #perPolicy(of: 'level' | 'unit'): Schema {
    const properties = policyNames('any').map((policy) => {
      return [policy, orNull(this.#object(policyParameters(policy, of) ?? z.looseObject({}), {}))] as const;
    });
    const key = `per_policy_${of}`;
    this.#definitions[key] ??= {
      type: 'object',
      properties: Object.fromEntries(properties),
      additionalProperties: false,
    };
    return { $ref: `#/$defs/${key}` };
  }
}

/** `null` removes what a base, a sibling or a sheet says. */
function orNull(schema: Schema): Schema {
  const { type, enum: words } = schema;
  if (typeof type === 'string') return { ...schema, type: [type, 'null'] };
  if (Array.isArray(type)) return { ...schema, type: [...type, 'null'] };
  if (Array.isArray(words)) return { ...schema, enum: [...words, null] };
  return { anyOf: [schema, { type: 'null' }] };
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** `5 ms`, `5ms`, `5 ms @source`. */
function quantitySchema(kind: QuantityKind | 'cost'): Schema {
  const units = kind === 'cost' ? { ...unitsOf.time, ...unitsOf.cycles } : unitsOf[kind];
  const pattern = `^\\d+(\\.\\d+)?\\s*(${Object.keys(units).join('|')})(\\s*@.+)?$`;
  return { type: 'string', pattern, description: `${kind}; units: ${Object.keys(units).join(', ')}` };
}

/** A bare number, or one with a source: `3 @bench`. */
function numberSchema(schema: z.ZodNumber): Schema {
  const { minValue, maxValue } = schema;
  const bounds = {
    ...(minValue === null || !Number.isFinite(minValue) ? {} : { minimum: minValue }),
    ...(maxValue === null || !Number.isFinite(maxValue) || maxValue >= Number.MAX_SAFE_INTEGER
      ? {}
      : { maximum: maxValue }),
  };
  const number = { type: schema.isInt ? 'integer' : 'number', ...bounds };
  return { anyOf: [number, { type: 'string', pattern: '^\\d+(\\.\\d+)?\\s*@.+$' }] };
}
