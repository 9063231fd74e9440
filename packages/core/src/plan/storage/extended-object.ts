/**
 * Owns how one `objectExtensions` entry changes the object it extends, as the runtime's registry folds it in:
 * its fields replace fields of the same name in place, new ones come last, its indexes are appended.
 */
import {
  recordOf,
  type ServedField,
  type ServedObject,
  servedFieldsOf,
  servedIndexesOf,
} from './served-object.ts';

/**
 * The registry injects system columns into the extension as well, judged by the target's name alone. So an extension
 * brings organization_id, owner_id and the like to an object that opted out of them, and overrides authored ones.
 *
 * @param extension an entry that parses under the spec's ObjectExtensionSchema
 * @param packageId manifestId of the extending package
 */
export function extendedObject(object: ServedObject, extension: unknown, packageId: string): ServedObject {
  const { fields: authored, indexes } = recordOf(extension) ?? {};
  const fields = new Map<string, ServedField>(object.fields);
  for (const [name, field] of servedFieldsOf({ name: object.name, fields: authored }, packageId, packageId)) {
    const base = object.fields.get(name);
    fields.set(name, base === undefined ? field : { ...field, owner: base.owner });
  }
  return { ...object, fields, indexes: [...object.indexes, ...servedIndexesOf(indexes, packageId)] };
}
