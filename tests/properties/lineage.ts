/**
 * Owns what a rollback owes to values: a field is one thing under whatever name, and what somebody wrote to it is its own,
 * also while it is dropped. Of a table the same is true of its rows. A version may have a thing in another form: as a number, in
 * another unit or as a shorter text. Each form says the same of a row, there and back. What a purge took begins empty where it is wanted again.
 */
export interface FieldThing {
  readonly id: number;
  /** By row. */
  readonly values: Map<string, number>;
  /** A purge took it. */
  isGone: boolean;
}

/** How a version has a field. */
export interface FieldForm {
  readonly thing: FieldThing;
  readonly type: 'text' | 'number';
  /** Of a text; null: any. */
  readonly length: number | null;
  /** Its unit: what the form shows is that many times what was written. */
  readonly scale: 1 | 10;
}

export interface TableThing {
  readonly id: number;
  readonly rows: Set<string>;
  isGone: boolean;
}

/** One table of one version: its fields by the name that they have there. */
export interface TablePicture {
  readonly thing: TableThing;
  readonly fields: ReadonlyMap<string, FieldForm>;
}

/** A version: its tables by name. */
export type Picture = ReadonlyMap<string, TablePicture>;

export class Lineage {
  #next = 0;
  readonly #tables: TableThing[] = [];
  readonly #fields: FieldThing[] = [];

  table(): TableThing {
    const thing = { id: this.#next++, rows: new Set<string>(), isGone: false };
    this.#tables.push(thing);
    return thing;
  }

  field(): FieldForm {
    const thing = { id: this.#next++, values: new Map(), isGone: false };
    this.#fields.push(thing);
    return { thing, type: 'text', length: null, scale: 1 };
  }

  /** Whatever the live version has none of goes. */
  purge(live: Picture): void {
    const tables = new Set([...live.values()].map(({ thing }) => thing));
    const fields = new Set(
      [...live.values()].flatMap((table) => [...table.fields.values()].map(({ thing }) => thing)),
    );
    for (const thing of this.#tables)
      if (!tables.has(thing)) {
        thing.rows.clear();
        thing.isGone = true;
      }
    for (const thing of this.#fields)
      if (!fields.has(thing)) {
        thing.values.clear();
        thing.isGone = true;
      }
  }
}

export type Edit =
  | { readonly what: 'add table' | 'drop table'; readonly table: string }
  | { readonly what: 'rename table'; readonly table: string; readonly to: string }
  | { readonly what: 'add field' | 'drop field'; readonly table: string; readonly field: string }
  | { readonly what: 'rename field'; readonly table: string; readonly field: string; readonly to: string }
  | { readonly what: 'rescale field'; readonly table: string; readonly field: string }
  | { readonly what: 'retype field'; readonly table: string; readonly field: string }
  | {
      readonly what: 'resize field';
      readonly table: string;
      readonly field: string;
      readonly length: number | null;
    };

/**
 * A draft on its way from the version that it was made from. What it drops and adds again under its name is what it was:
 * nobody can tell it from what stayed. But a rename says which name that is by now, also of what it takes the name from. Where
 * that one is dropped, what is added under the name of the base is what had it there.
 */
export class DraftPicture {
  #picture: Picture;
  readonly #lineage: Lineage;
  /** What names stand for of the base, there or not. */
  readonly #tables: Map<string, TableThing>;
  readonly #fields: Map<TableThing, Map<string, FieldForm>>;
  readonly #base: Picture;

  constructor(base: Picture, lineage: Lineage) {
    this.#base = base;
    this.#picture = base;
    this.#lineage = lineage;
    this.#tables = new Map([...base].map(([name, { thing }]) => [name, thing]));
    this.#fields = new Map([...base.values()].map(({ thing, fields }) => [thing, new Map(fields)]));
  }

  get picture(): Picture {
    return this.#picture;
  }

  /** @returns false: it means nothing there */
  edit(edit: Edit): boolean {
    const next = this.#edited(edit);
    if (next === null) return false;
    this.#picture = next;
    return true;
  }

  #edited(edit: Edit): Picture | null {
    const { table } = edit;
    const at = this.#picture.get(table);
    const next = new Map(this.#picture);
    if (edit.what === 'add table') return at ? null : next.set(table, this.#tableAgain(table));
    if (!at) return null;
    const fields = new Map(at.fields);
    switch (edit.what) {
      case 'drop table':
        next.delete(table);
        return next;
      case 'rename table':
        if (next.has(edit.to)) return null;
        rename(this.#tables, table, edit.to);
        next.delete(table);
        return next.set(edit.to, at);
      case 'add field':
        if (fields.has(edit.field)) return null;
        fields.set(edit.field, this.#fieldAgain(at.thing, edit.field, fields));
        break;
      case 'drop field':
        if (!fields.delete(edit.field)) return null;
        break;
      case 'rename field': {
        const form = fields.get(edit.field);
        if (!form || fields.has(edit.to)) return null;
        rename(this.#fields.get(at.thing) ?? new Map(), edit.field, edit.to);
        fields.delete(edit.field);
        fields.set(edit.to, form);
        break;
      }
      case 'retype field': {
        const form = fields.get(edit.field);
        if (!form) return null;
        fields.set(edit.field, { ...form, type: form.type === 'text' ? 'number' : 'text', length: null });
        break;
      }
      case 'rescale field': {
        const form = fields.get(edit.field);
        if (form?.type !== 'number') return null;
        fields.set(edit.field, { ...form, scale: form.scale === 1 ? 10 : 1 });
        break;
      }
      case 'resize field': {
        const form = fields.get(edit.field);
        if (form?.type !== 'text' || form.length === edit.length) return null;
        fields.set(edit.field, { ...form, length: edit.length });
        break;
      }
    }
    return next.set(table, { ...at, fields });
  }

  #tableAgain(name: string): TablePicture {
    const was = this.#base.get(name)?.thing;
    againAs(this.#tables, name, was, (known) => !this.#picture.has(known));
    const thing = this.#tables.get(name) ?? this.#lineage.table();
    return { thing, fields: new Map([['a', this.#fieldAgain(thing, 'a', new Map())]]) };
  }

  #fieldAgain(table: TableThing, name: string, fields: ReadonlyMap<string, FieldForm>): FieldForm {
    const names = this.#fields.get(table) ?? new Map<string, FieldForm>();
    const base = [...this.#base.values()].find(({ thing }) => thing === table);
    againAs(names, name, base?.fields.get(name), (known) => !fields.has(known));
    const was = names.get(name);
    const form = this.#lineage.field();
    return was ? { ...form, thing: was.thing, scale: was.scale } : form;
  }
}

/** @param was what has the name in the base @param isGone of the name that it has by now */
function againAs<V>(
  names: Map<string, V>,
  name: string,
  was: V | undefined,
  isGone: (known: string) => boolean,
): void {
  const known = [...names].find(([, thing]) => thing === was)?.[0];
  if (was === undefined || known === undefined || names.has(name) || !isGone(known)) return;
  rename(names, known, name);
}

function rename<V>(names: Map<string, V>, from: string, to: string): void {
  const was = names.get(from);
  names.delete(from);
  if (was === undefined) names.delete(to);
  else names.set(to, was);
}

/** @returns what a version has of which nothing is left, sorted: a table whole, or fields of one */
export function goneIn(picture: Picture): readonly string[] {
  return [...picture]
    .flatMap(([table, { thing, fields }]) =>
      thing.isGone
        ? [table]
        : [...fields].flatMap(([name, form]) => (form.thing.isGone ? [`${table}.${name}`] : [])),
    )
    .sort();
}

/** What it has is there again, with whatever is written from now on. */
export function beginAgain(picture: Picture): void {
  for (const { thing, fields } of picture.values()) {
    thing.isGone = false;
    for (const form of fields.values()) form.thing.isGone = false;
  }
}
