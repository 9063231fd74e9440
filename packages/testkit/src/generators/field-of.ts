/** Owns one field body drawn with the real packages' frequencies, attributes in the order in which they write them. */
import {
  DEFAULT_VALUE_SHARES,
  DELETE_BEHAVIOR_WEIGHTS,
  DESCRIPTION_CHARS,
  DESCRIPTION_SHARE,
  FIELD_TYPE_WEIGHTS,
  type FieldType,
  GROUP_SHARE,
  MAX_LENGTH_SHARE,
  MAX_LENGTH_WEIGHTS,
  OPTION_COUNT_WEIGHTS,
  TRUE_SHARES,
  WRITTEN_OUT_SHARE,
} from './observed-shapes.ts';
import type { Random } from './random.ts';
import { NOUNS, QUALIFIERS, titleOf } from './words.ts';

export interface Field {
  readonly type: string;
  readonly multiple?: boolean;
  readonly maxLength?: number;
  readonly [attribute: string]: unknown;
}

const REFERRING: ReadonlySet<FieldType> = new Set(['lookup', 'master_detail']);

export interface FieldContext {
  readonly name: string;
  /** Names that a lookup may refer to. */
  readonly objects: readonly string[];
  /** Keys of the object's field groups. */
  readonly groups: readonly string[];
}

export function fieldOf(random: Random, { name, objects, groups }: FieldContext): Field {
  const drawn = random.weighted(FIELD_TYPE_WEIGHTS);
  // Masters that refer to each other are refused: only the two ends of a chain would be safe to draw.
  const type = drawn === 'master_detail' ? 'lookup' : drawn;
  const flags = flagsOf(random);
  return {
    label: titleOf(name),
    type,
    ...(random.chance(DESCRIPTION_SHARE) ? { description: sentence(random) } : {}),
    ...flags,
    ...own(type, random, objects),
    ...(random.chance(GROUP_SHARE) ? { group: random.pick(groups) } : {}),
    ...defaultOf(type, random),
  };
}

function flagsOf(random: Random): Readonly<Record<string, boolean>> {
  const flags: Record<string, boolean> = {};
  for (const [flag, share] of Object.entries(TRUE_SHARES)) {
    const value = random.chance(share);
    if (value || random.chance(WRITTEN_OUT_SHARE)) flags[flag] = value;
  }
  return { ...flags, multiple: false };
}

function own(type: FieldType, random: Random, objects: readonly string[]): Readonly<Record<string, unknown>> {
  if (REFERRING.has(type))
    return { reference: random.pick(objects), deleteBehavior: random.weighted(DELETE_BEHAVIOR_WEIGHTS) };
  switch (type) {
    case 'text':
      return random.chance(MAX_LENGTH_SHARE)
        ? { maxLength: Number(random.weighted(MAX_LENGTH_WEIGHTS)) }
        : {};
    case 'select':
      return { options: optionsOf(random) };
    case 'currency':
      return { scale: 2, min: 0 };
    case 'formula':
      return { expression: { dialect: 'cel', source: `${random.integer(1, 99)}` } };
    default:
      return {};
  }
}

function optionsOf(random: Random): readonly { readonly label: string; readonly value: string }[] {
  const values = new Set<string>();
  const count = Number(random.weighted(OPTION_COUNT_WEIGHTS));
  while (values.size < count) values.add(random.pick(QUALIFIERS));
  return [...values].map((value) => ({ label: titleOf(value), value }));
}

function defaultOf(type: FieldType, random: Random): { readonly defaultValue?: unknown } {
  const share = DEFAULT_VALUE_SHARES[type];
  if (share === undefined || !random.chance(share)) return {};
  switch (type) {
    case 'datetime':
      return { defaultValue: 'NOW()' };
    case 'number':
      return { defaultValue: random.integer(0, 100) };
    case 'boolean':
      return { defaultValue: random.chance(0.25) };
    case 'select':
      return {};
    default:
      return { defaultValue: random.pick(QUALIFIERS) };
  }
}

function sentence(random: Random): string {
  const wanted = random.chance(0.95)
    ? random.integer(20, 2 * DESCRIPTION_CHARS.typical)
    : DESCRIPTION_CHARS.most;
  let text = titleOf(random.pick(QUALIFIERS));
  while (text.length < wanted)
    text += ` ${random.pick(NOUNS)} of the ${random.pick(QUALIFIERS)} ${random.pick(NOUNS)}`;
  return text;
}
