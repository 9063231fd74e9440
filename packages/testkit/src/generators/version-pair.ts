/**
 * Owns pairs of versions: a generated package and what its next release could be, changed as often and in the ways in
 * which real packages change between releases, with the renames that its maker would declare.
 */
import { fieldOf } from './field-of.ts';
import { CHANGE_WEIGHTS, type ChangeKind } from './observed-shapes.ts';
import { type GeneratedObject, type GeneratedStack, type PackageOptions, packageOf } from './package-of.ts';
import { Random } from './random.ts';
import { RESERVED_NAMES } from './words.ts';

/** `field` absent: the object itself. `ref` names the object as it is after earlier renames. */
export interface GeneratedRename {
  readonly ref: string;
  readonly field?: string;
  readonly to: string;
}

export interface NextVersion {
  readonly stack: GeneratedStack;
  readonly renames: readonly GeneratedRename[];
  /** What was changed, in order: for statistics. */
  readonly changes: readonly ChangeKind[];
}

export interface VersionPair extends NextVersion {
  readonly before: GeneratedStack;
}

/** Same arguments, same pair. @param options.changes how many changes lie between the two */
export function versionPair(options: PackageOptions & { readonly changes: number }): VersionPair {
  const before = packageOf(options);
  return { before, ...nextVersion(before, { seed: options.seed, changes: options.changes }) };
}

/** The next release of a generated package. Structural changes count; relabels come for free beside them. */
export function nextVersion(
  before: GeneratedStack,
  options: { readonly seed: number; readonly changes: number },
): NextVersion {
  const release = new Release(before, new Random(options.seed + 0x51ed));
  while (release.changes.filter((kind) => kind !== 'relabel').length < options.changes) release.change();
  return { stack: release.stack(), renames: release.renames, changes: release.changes };
}

type Fields = Record<string, GeneratedObject['fields'][string]>;
type Mutable = Record<string, unknown> & { name: string; fields: Fields };

class Release {
  readonly changes: ChangeKind[] = [];
  readonly renames: GeneratedRename[] = [];
  readonly #random: Random;
  readonly #manifest: GeneratedStack['manifest'];
  #objects: Mutable[];

  constructor(before: GeneratedStack, random: Random) {
    this.#random = random;
    this.#manifest = before.manifest;
    this.#objects = structuredClone(before.objects) as unknown as Mutable[];
  }

  stack(): GeneratedStack {
    const [major = '1'] = String(this.#manifest.version).split('.');
    const manifest = { ...this.#manifest, version: `${Number(major) + 1}.0.0` };
    return { manifest, objects: this.#objects as unknown as readonly GeneratedObject[] };
  }

  change(): void {
    const kind = this.#random.weighted(CHANGE_WEIGHTS) as ChangeKind;
    if (this.#apply(kind)) this.changes.push(kind);
  }

  /** @returns false when nothing there can change that way */
  #apply(kind: ChangeKind): boolean {
    const object = this.#random.pick(this.#objects);
    switch (kind) {
      case 'relabel':
        object.label = `${object.label} ${this.#random.integer(2, 99)}`;
        return true;
      case 'addField':
        return this.#addField(object);
      case 'dropField':
        return this.#dropField(object);
      case 'requireField':
        return this.#edit(object, ['text', 'number', 'boolean'], (field) => ({
          ...field,
          defaultValue: field.type === 'text' ? 'open' : field.type === 'number' ? 0 : false,
          storage: { notNull: true },
        }));
      case 'changeMaxLength':
        return this.#edit(object, ['text', 'email'], (field) => ({
          ...field,
          maxLength: Number(field.maxLength ?? 255) + 50,
        }));
      case 'changeType':
        return this.#edit(object, ['select'], ({ options: _options, ...field }) => ({
          ...field,
          type: 'text',
        }));
      case 'changeDefault':
        return this.#edit(object, ['number'], (field) => ({
          ...field,
          defaultValue: this.#random.integer(1, 100),
        }));
      case 'changeOptions':
        return this.#edit(object, ['select'], (field) => ({
          ...field,
          options: [
            ...(field.options as object[]),
            { label: 'Added', value: `added_${this.#random.integer(1, 999)}` },
          ],
        }));
      case 'addObject':
        return this.#addObject();
      case 'dropObject':
        return this.#dropObject(object);
      case 'renameObject':
        return this.#renameObject(object);
      case 'renameField':
        return this.#renameField(object);
      case 'uniqueField':
      case 'multipleField':
      case 'changeIndexes':
        // Rows that exist decide whether these can pass: suites that know their rows make them by hand.
        return false;
    }
  }

  #editable(object: Mutable, types: readonly string[]): readonly string[] {
    const indexed = new Set((object.indexes as { fields: string[] }[]).flatMap((index) => index.fields));
    return Object.keys(object.fields).filter((name) => {
      const field = object.fields[name];
      return field !== undefined && types.includes(field.type) && field.unique !== true && !indexed.has(name);
    });
  }

  #edit(object: Mutable, types: readonly string[], edit: (field: Fields[string]) => Fields[string]): boolean {
    const names = this.#editable(object, types);
    if (names.length === 0) return false;
    const name = this.#random.pick(names);
    object.fields[name] = edit(object.fields[name] as Fields[string]);
    return true;
  }

  #addField(object: Mutable): boolean {
    const wanted = this.#random.chance(0.3)
      ? this.#random.pick(RESERVED_NAMES)
      : `extra_${this.#random.integer(1, 9_999)}`;
    if (Object.hasOwn(object.fields, wanted)) return false;
    const objects = this.#objects.map((other) => other.name);
    const groups = (object.fieldGroups as { key: string }[]).map((group) => group.key);
    object.fields[wanted] = fieldOf(this.#random, { name: wanted, objects, groups });
    return true;
  }

  #dropField(object: Mutable): boolean {
    const names = this.#editable(object, [
      'text',
      'number',
      'boolean',
      'date',
      'select',
      'lookup',
      'currency',
    ]);
    if (Object.keys(object.fields).length < 3 || names.length === 0) return false;
    this.#forget(object, this.#random.pick(names));
    return true;
  }

  #forget(object: Mutable, field: string): void {
    delete object.fields[field];
    object.highlightFields = (object.highlightFields as string[]).filter((name) => name !== field);
    if (object.nameField === field) object.nameField = 'id';
  }

  #addObject(): boolean {
    const namespace = this.#manifest.namespace;
    const name = `${namespace}_added_${this.#random.integer(1, 9_999)}`;
    if (this.#objects.some((object) => object.name === name)) return false;
    const [template] = packageOf({
      objects: 1,
      fieldsPerObject: 4,
      seed: this.#random.integer(1, 2 ** 30),
      packageId: this.#manifest.id,
    }).objects;
    const added = structuredClone(template) as unknown as Mutable;
    this.#objects.push(followed({ ...added, name }, added.name, name));
    return true;
  }

  #dropObject(object: Mutable): boolean {
    if (this.#objects.length < 3) return false;
    this.#objects = this.#objects.filter((other) => other !== object);
    for (const other of this.#objects)
      for (const [name, field] of Object.entries(other.fields))
        if (field.reference === object.name) this.#forgetIndexed(other, name);
    return true;
  }

  #forgetIndexed(object: Mutable, field: string): void {
    this.#forget(object, field);
    object.indexes = (object.indexes as { fields: string[] }[]).filter(
      (index) => !index.fields.includes(field),
    );
  }

  #renameObject(object: Mutable): boolean {
    const to = `${object.name}_renamed`;
    if (to.length > 48 || this.#objects.some((other) => other.name === to)) return false;
    this.renames.push({ ref: `object/${object.name}`, to });
    this.#objects = this.#objects.map((other) =>
      followed(other === object ? { ...other, name: to } : other, object.name, to),
    );
    return true;
  }

  #renameField(object: Mutable): boolean {
    const names = this.#editable(object, ['text', 'number', 'select', 'boolean']);
    if (names.length === 0) return false;
    const from = this.#random.pick(names);
    const to = `${from}_new`;
    if (to.length > 48 || Object.hasOwn(object.fields, to)) return false;
    this.renames.push({ ref: `object/${object.name}`, field: from, to });
    object.fields = Object.fromEntries(
      Object.entries(object.fields).map(([name, field]) => [name === from ? to : name, field]),
    );
    object.highlightFields = (object.highlightFields as string[]).map((name) => (name === from ? to : name));
    if (object.nameField === from) object.nameField = to;
    return true;
  }
}

/** The object with every lookup to the old name led to the new one. */
function followed(object: Mutable, from: string, to: string): Mutable {
  const fields = Object.fromEntries(
    Object.entries(object.fields).map(([name, field]) => [
      name,
      field.reference === from ? { ...field, reference: to } : field,
    ]),
  );
  return { ...object, fields };
}
