/**
 * Owns the quick answer to "can this edit take a table or a column away?", from authored bodies alone. It saves loading
 * the spec for every `status` of a draft that only adds and relabels. It may say yes in vain, never no in vain.
 */
type Body = Readonly<Record<string, unknown>>;

/** Parts that never decide whether a column exists or what it is called; anything else counts. */
const OBJECT_PARTS: ReadonlySet<string> = new Set([
  'fields',
  'label',
  'pluralLabel',
  'description',
  'icon',
  'indexes',
  'validations',
  'nameField',
  'highlightFields',
]);
const FIELD_PARTS: ReadonlySet<string> = new Set([
  'label',
  'description',
  'placeholder',
  'helpText',
  'options',
  'required',
  'searchable',
  'defaultValue',
  'maxLength',
  'min',
  'max',
  'scale',
  'unique',
]);

/** @param before, after authored bodies of one object, with sorted keys, as the store keeps them */
export function couldDrop(before: unknown, after: unknown): boolean {
  const [old, now] = [asBody(before), asBody(after)];
  if (differ(old, now, OBJECT_PARTS)) return true;
  const [oldFields, newFields] = [asBody(old.fields), asBody(now.fields)];
  return Object.keys(oldFields).some(
    (name) =>
      !Object.hasOwn(newFields, name) ||
      differ(asBody(oldFields[name]), asBody(newFields[name]), FIELD_PARTS),
  );
}

function differ(a: Body, b: Body, harmless: ReadonlySet<string>): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].some((key) => !harmless.has(key) && JSON.stringify(a[key]) !== JSON.stringify(b[key]));
}

function asBody(value: unknown): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {};
}
