/**
 * Owns whether one item is well-formed by itself: its type is known, its body fits the spec's schema, its names are
 * legal. The schema is the one that the stack definition applies to the same place, so that what passes here can be
 * sealed. References to other items are validate-set's business.
 */
import type { ZodType } from 'zod';
import {
  CONFIGURATION_REF,
  collectionOfType,
  ITEM_TYPE_NAMES,
  isConfiguration,
  isKnownItem,
  SINGLETON_KEYS,
  STACK_TYPE,
} from '../metadata/item-types.ts';
import { loadSpec, type Spec } from '../metadata/load-spec.ts';
import { type ItemRef, keyOf } from '../metadata/ref.ts';
import { configurationProblems } from '../variables/configuration-schema.ts';
import { problemsOfNames } from './item-names.ts';
import type { Problem } from './problem.ts';
import { problemsOfSchema } from './schema-problems.ts';

export type ItemValidator = (ref: ItemRef, body: unknown) => Problem[];

/** The synchronous function, for loops. Loading the spec costs 200 ms once. */
export async function loadItemValidator(): Promise<ItemValidator> {
  const spec = await loadSpec();
  return (ref, body) => problemsOfItem(spec, ref, body);
}

/** All problems at once; empty when the item is well-formed. The body must have passed parseJson or checkParsed. */
export async function validateItem(ref: ItemRef, body: unknown): Promise<Problem[]> {
  return problemsOfItem(await loadSpec(), ref, body);
}

function problemsOfItem(spec: Spec, ref: ItemRef, body: unknown): Problem[] {
  if (!isKnownItem(ref)) return [typeUnknown(ref)];
  if (isConfiguration(ref)) return problemsOfConfiguration(ref, body);
  const schema = schemaOf(spec, ref);
  if (!schema)
    return [
      {
        code: 'TYPE_UNREGISTERED',
        severity: 'warning',
        ref: keyOf(ref),
        path: '',
        message: `the spec has no schema for type '${ref.type}': the body is not checked`,
        suggestion: 'check the body against the documentation of its type',
      },
    ];
  const problems = problemsOfSchema(ref, schema, body);
  if (ref.type !== STACK_TYPE && typeof body === 'object' && body !== null && !Array.isArray(body))
    problems.push(...problemsOfNames(ref, body as Record<string, unknown>));
  return problems;
}

function problemsOfConfiguration(ref: ItemRef, body: unknown): Problem[] {
  return configurationProblems(body).map(({ path, message }) => ({
    code: 'ITEM_INVALID',
    severity: 'error',
    ref: keyOf(ref),
    path,
    message,
    suggestion:
      'write properties as {"NAME": {"type": "string", "writeOnly": true}} and what needs a value under required',
  }));
}

const schemas = new WeakMap<Spec, Map<string, ZodType | undefined>>();

function schemaOf(spec: Spec, ref: ItemRef): ZodType | undefined {
  let known = schemas.get(spec);
  if (!known) {
    known = new Map();
    schemas.set(spec, known);
  }
  const collection = collectionOfType(ref.type);
  const key = collection?.key ?? ref.name;
  if (!known.has(key)) known.set(key, stackSchema(spec, key, collection !== undefined));
  return known.get(key);
}

/** The schema at one key of the stack definition: that of an entry for a collection, of the whole value otherwise. */
function stackSchema(spec: Spec, key: string, entry: boolean): ZodType | undefined {
  const shape = spec.ObjectStackDefinitionSchema.shape as unknown as Readonly<Record<string, ZodType>>;
  const optional = shape[key] as (ZodType & { unwrap?: () => ZodType }) | undefined;
  const inner = optional?.unwrap ? optional.unwrap() : optional;
  return entry ? (inner as { element?: ZodType } | undefined)?.element : inner;
}

function typeUnknown(ref: ItemRef): Problem {
  const stack = ref.type === STACK_TYPE;
  return {
    code: 'TYPE_UNKNOWN',
    severity: 'error',
    ref: keyOf(ref),
    path: '',
    message: stack ? `a stack has no item '${ref.name}'` : `there is no item type '${ref.type}'`,
    suggestion: stack
      ? `use one of: ${[...SINGLETON_KEYS, CONFIGURATION_REF.name].join(', ')}`
      : suggestType(ref.type),
  };
}

function suggestType(type: string): string {
  if (type === 'field') return 'a field is part of its object: stage the object';
  return `use one of: ${ITEM_TYPE_NAMES.join(', ')}`;
}
