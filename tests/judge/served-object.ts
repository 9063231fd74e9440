/** Owns the view that the judges have of an object as the real registry serves it: system fields in, defaults parsed. */
import type { SampledField } from './sample-value.ts';

export interface ServedField extends SampledField {
  readonly readonly?: boolean;
  readonly system?: boolean;
  readonly required?: boolean;
  /** Never given back by the engine. */
  readonly internal?: boolean;
  readonly unique?: unknown;
}

export interface ServedObject {
  readonly name: string;
  readonly fields: Readonly<Record<string, ServedField>>;
}

/** Referenced objects before the ones that refer to them, so that a record can name a real parent. */
export function parentsFirst(objects: readonly ServedObject[]): readonly ServedObject[] {
  const byName = new Map(objects.map((object) => [object.name, object]));
  const ordered = new Set<ServedObject>();
  const visit = (object: ServedObject, path: ReadonlySet<string>) => {
    if (ordered.has(object) || path.has(object.name)) return;
    for (const { reference } of Object.values(object.fields)) {
      const parent = reference === undefined ? undefined : byName.get(reference);
      if (parent) visit(parent, new Set([...path, object.name]));
    }
    ordered.add(object);
  };
  for (const object of objects) visit(object, new Set());
  return [...ordered];
}

/** Objects that some `multiple` relation refers to. */
export function multipleTargets(objects: readonly ServedObject[]): ReadonlySet<string> {
  const relations = objects.flatMap(({ fields }) => Object.values(fields));
  return new Set(
    relations.flatMap(({ multiple, reference }) => (multiple && reference !== undefined ? [reference] : [])),
  );
}
