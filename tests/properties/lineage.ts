/**
 * Owns what a rollback owes to values: a field is one thing under whatever name, and what somebody wrote to it is its own,
 * also while it is dropped. Of a table the same is true of its rows. A version may have a thing in another form: as a number or a
 * shorter text. Each form says the same of a row, there and back.
 */
export interface FieldThing {
  readonly id: number;
  /** By row. */
  readonly values: Map<string, number>;
}

/** How a version has a field. */
export interface FieldForm {
  readonly thing: FieldThing;
  readonly type: 'text' | 'number';
  /** Of a text; null: any. */
  readonly length: number | null;
}

export interface TableThing {
  readonly id: number;
  readonly rows: Set<string>;
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

  table(): TableThing {
    return { id: this.#next++, rows: new Set() };
  }

  field(): FieldForm {
    const thing = { id: this.#next++, values: new Map() };
    return { thing, type: 'text', length: null };
  }
}

export type Edit =
  | { readonly what: 'add table' | 'drop table'; readonly table: string }
  | { readonly what: 'rename table'; readonly table: string; readonly to: string }
  | { readonly what: 'add field' | 'drop field'; readonly table: string; readonly field: string }
  | { readonly what: 'rename field'; readonly table: string; readonly field: string; readonly to: string }
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
    case 'resize field': {
      const form = fields.get(edit.field);
      if (form?.type !== 'text' || form.length === edit.length) return null;
      fields.set(edit.field, { ...form, length: edit.length });
      break;
    }
  }
  return next.set(table, { ...at, fields });
}
