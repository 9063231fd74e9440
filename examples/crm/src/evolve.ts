// The few moves by which one version of this app becomes the next: add, drop and rename fields, and follow a
// renamed word through every item that mentions it. Pure functions; a name that is not there throws at import.
import type { Field, ServiceObject } from '@objectstack/spec/data';
import type { View } from '@objectstack/spec/ui';

type Fields = Record<string, Field>;

function assertField(object: ServiceObject, name: string): void {
  if (!(name in object.fields)) throw new Error(`object ${object.name} has no field ${name}`);
}

/** Appends `fields`; a name already declared is an error, since replacing one is `changeField`. */
export function addFields(object: ServiceObject, fields: Fields): ServiceObject {
  for (const name of Object.keys(fields)) {
    if (name in object.fields) throw new Error(`object ${object.name} already has field ${name}`);
  }
  return { ...object, fields: { ...object.fields, ...fields } };
}

export function dropFields(object: ServiceObject, ...names: string[]): ServiceObject {
  for (const name of names) assertField(object, name);
  const kept = Object.entries(object.fields).filter(([name]) => !names.includes(name));
  return { ...object, fields: Object.fromEntries(kept) };
}

/** Merges `change` over one field in place, so that its position among the columns stays. */
export function changeField(object: ServiceObject, name: string, change: Partial<Field>): ServiceObject {
  return replaceField(object, name, (field) => ({ ...field, ...change }));
}

/** Replaces one field whole, as a retype must: keys of the old type would not parse on the new one. */
export function replaceField(
  object: ServiceObject,
  name: string,
  next: (field: Field) => Field,
): ServiceObject {
  assertField(object, name);
  const fields = Object.entries(object.fields).map(([key, field]): [string, Field] => [
    key,
    key === name ? next(field) : field,
  ]);
  return { ...object, fields: Object.fromEntries(fields) };
}

/** Renames one field in place and follows it through the indexes and the display settings of its object. */
export function renameField(object: ServiceObject, from: string, to: string): ServiceObject {
  assertField(object, from);
  const { fields, ...rest } = object;
  const renamed = Object.entries(fields).map(([key, field]): [string, Field] => [
    key === from ? to : key,
    field,
  ]);
  return { ...followRename(rest, from, to), fields: Object.fromEntries(renamed) };
}

/** Appends fields to one section of the container's `record` form. */
export function addFormFields(view: View, section: string, ...names: string[]): View {
  const record = view.formViews?.record;
  if (!record?.sections?.some((entry) => entry.name === section)) {
    throw new Error(`the record form has no section ${section}`);
  }
  const sections = record.sections.map((entry) =>
    entry.name === section
      ? { ...entry, fields: [...(entry.fields ?? []), ...names.map((field) => ({ field }))] }
      : entry,
  );
  return { ...view, formViews: { ...view.formViews, record: { ...record, sections } } };
}

/**
 * Replaces the exact word `from` by `to`, as a key and as a string, everywhere in a JSON value. Text that only
 * contains the word (a label, an expression) is left alone: expressions are rewritten where they are declared.
 */
export function followRename<T>(value: T, from: string, to: string): T {
  return mapWords(value, (word) => (word === from ? to : word)) as T;
}

function mapWords(value: unknown, map: (word: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((entry) => mapWords(entry, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [map(key), mapWords(entry, map)]));
}
