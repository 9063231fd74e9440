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

/** @returns the picture with the edit; null: it means nothing there */
export function edited(picture: Picture, edit: Edit, lineage: Lineage): Picture | null {
  const { table } = edit;
  const at = picture.get(table);
  const next = new Map(picture);
  if (edit.what === 'add table') {
    if (at) return null;
    return next.set(table, { thing: lineage.table(), fields: new Map([['a', lineage.field()]]) });
  }
  if (!at) return null;
  const fields = new Map(at.fields);
  switch (edit.what) {
    case 'drop table':
      next.delete(table);
      return next;
    case 'rename table':
      if (next.has(edit.to)) return null;
      next.delete(table);
      return next.set(edit.to, at);
    case 'add field':
      if (fields.has(edit.field)) return null;
      fields.set(edit.field, lineage.field());
      break;
    case 'drop field':
      if (!fields.delete(edit.field)) return null;
      break;
    case 'rename field': {
      const form = fields.get(edit.field);
      if (!form || fields.has(edit.to)) return null;
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

/** What one and the same draft drops and adds again under its name is what it was: nobody can tell it from what stayed. */
export function sealedAfter(base: Picture, drafted: Picture): Picture {
  const known = thingsOf(base);
  const kept = thingsOf(drafted);
  /** @returns whether what has the name now takes the place of what had it */
  const isTheOther = (now: unknown, was: unknown) => !known.has(now) && !kept.has(was);
  return new Map(
    [...drafted].map(([name, table]) => {
      const was = base.get(name);
      const thing = was && isTheOther(table.thing, was.thing) ? was.thing : table.thing;
      const before = was?.thing === thing ? was.fields : new Map<string, FieldForm>();
      const fields = [...table.fields].map(([field, form]) => {
        const had = before.get(field);
        if (!had || !isTheOther(form.thing, had.thing)) return [field, form] as const;
        return [field, { ...form, thing: had.thing, scale: had.scale }] as const;
      });
      return [name, { thing, fields: new Map(fields) }];
    }),
  );
}

function thingsOf(picture: Picture): ReadonlySet<unknown> {
  return new Set(
    [...picture.values()].flatMap(({ thing, fields }) => [
      thing,
      ...[...fields.values()].map((form) => form.thing),
    ]),
  );
}
