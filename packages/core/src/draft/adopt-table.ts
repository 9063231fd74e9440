/**
 * Owns taking the differences of one table over into the body of its object: columns become fields, indexes entries of
 * `indexes`. Every edit is proven by the table that the edited body asks for; what does not come out as the database has
 * it is undone and refused with its reason. Pure.
 */
import type { Drift, PhysicalTable } from '../plan/physical-schema.ts';
import { sameIndex } from '../plan/physical-schema.ts';
import type { TableReading } from '../plan/read-table.ts';
import { isWidening, sameType } from '../plan/steps/type-conversion.ts';
import type { ColumnSpec, ColumnType, IndexSpec, TableSpec } from '../plan/storage/table-spec.ts';

type Json = Readonly<Record<string, unknown>>;

export interface AdoptInput {
  readonly body: Json;
  /** All of one table that is there. */
  readonly drift: readonly Drift[];
  readonly actual: PhysicalTable;
  readonly reading: TableReading;
  /** The table that a body asks for. */
  readonly tableOf: (body: Json) => TableSpec | null;
  readonly render: (table: TableSpec) => PhysicalTable;
}

export interface RefusedDrift extends Drift {
  readonly reason: string;
}

export interface AdoptedTable {
  readonly body: Json;
  readonly adopted: readonly Drift[];
  readonly refused: readonly RefusedDrift[];
}

export function adoptTable(input: AdoptInput): AdoptedTable {
  const adoption = new Adoption(input);
  return adoption.run();
}

/** Field types that are nothing but their storage; the others mean more, which no column can say. */
const PLAIN_TYPES: ReadonlySet<unknown> = new Set([
  'text',
  'textarea',
  'markdown',
  'html',
  'richtext',
  'code',
  'email',
  'url',
  'phone',
  'number',
  'currency',
  'percent',
  'boolean',
  'toggle',
  'date',
  'datetime',
  'time',
  'json',
]);

const FIELD_NAME = /^[a-z_][a-z0-9_]*$/;

class Adoption {
  readonly #input: AdoptInput;
  readonly #refused: RefusedDrift[] = [];
  readonly #adopted: Drift[] = [];
  #body: Json;

  constructor(input: AdoptInput) {
    this.#input = input;
    this.#body = input.body;
  }

  /** Columns come before the indexes over them, and once more after: an indexed text is another column than a plain one. */
  run(): AdoptedTable {
    const { drift } = this.#input;
    const columns = new Map<string, Drift[]>();
    for (const entry of drift)
      if (entry.column !== undefined)
        columns.set(entry.column, [...(columns.get(entry.column) ?? []), entry]);
    const edits = [...columns].map(([column, entries]) => ({
      column,
      entries,
      before: this.#field(column),
      reason: this.#editColumn(column, entries),
    }));
    const indexes = drift.flatMap((entry) => {
      if (entry.index === undefined) return [];
      const reason = this.#editIndex(entry.index, entry);
      if (reason !== null) this.#refused.push({ ...entry, reason });
      return reason === null ? [entry] : [];
    });
    for (const { column, entries, before, reason } of edits) {
      const again = reason ?? this.#editColumn(column, entries);
      if (again === null) this.#adopted.push(...entries);
      else {
        this.#setField(column, before);
        this.#refused.push(...entries.map((entry) => ({ ...entry, reason: again })));
      }
    }
    for (const entry of indexes)
      if (this.#hasIndexAs(entry.index as string)) this.#adopted.push(entry);
      else this.#refused.push({ ...entry, reason: 'it needs a column that is not adopted' });
    const order = (entry: Drift) =>
      drift.findIndex(
        (one) =>
          one.kind === entry.kind &&
          one.what === entry.what &&
          one.column === entry.column &&
          one.index === entry.index,
      );
    return {
      body: this.#body,
      adopted: this.#adopted.sort((a, b) => order(a) - order(b)),
      refused: this.#refused.sort((a, b) => order(a) - order(b)),
    };
  }

  /** @returns why not, or null */
  #editColumn(column: string, entries: readonly Drift[]): string | null {
    const [first] = entries as readonly [Drift];
    const field = this.#field(column);
    if (first.kind === 'missing') {
      if (field === undefined && this.#column(column) !== undefined)
        return 'the platform or another package asks for this column, not a field of the object';
      this.#setField(column, undefined);
      if (this.#column(column) !== undefined) return 'the platform makes this column for every such object';
      this.#dropIndexesOver(column);
      return null;
    }
    const odd = this.#input.reading.unreadable.find(
      (entry) => entry.column === column && entry.what !== 'nullability',
    );
    if (odd) return `no field has this ${odd.what}: ${odd.actual}`;
    const read = this.#read(column);
    if (first.kind === 'extra' && !FIELD_NAME.test(column)) return 'no field can have this name';
    if (first.kind === 'changed' && field === undefined)
      return 'the platform or another package asks for this column, not a field of the object';
    const respects = new Set(entries.map(({ what }) => what));
    const isNew = first.kind === 'extra';
    if (field && respects.has('type') && (!PLAIN_TYPES.has(field.type) || field.multiple === true))
      return `the field is of type ${String(field.type)}, which means more than its column: change it by hand`;
    const candidates = isNew || respects.has('type') ? fieldsFor(column, field, read.type) : [field as Json];
    for (const fits of [sameType, isWidening])
      for (const candidate of candidates) {
        let edited = candidate;
        if (isNew || respects.has('nullability')) edited = withNotNull(edited, read.notNull);
        if (
          isNew ||
          respects.has('default') ||
          (respects.has('type') &&
            this.#input.reading.spec.columns.some((c) => c.name === column && c.default !== null))
        )
          edited = withDefault(edited, read);
        this.#setField(column, edited);
        const asked = this.#column(column);
        if (asked && fits(read.type, asked.type) && this.#agrees(asked, read)) return null;
      }
    return `no field gives this column: ${entries.map(({ actual }) => actual ?? 'no default').join(', ')}`;
  }

  /** @returns why not, or null */
  #editIndex(name: string, entry: Drift): string | null {
    const before = this.#body;
    const index = this.#input.reading.spec.indexes.find((one) => one.name === name);
    const odd = this.#input.reading.unreadable.some((one) => one.index === name);
    if (entry.kind !== 'missing' && (!index || odd)) return 'no index of an object is made like this';
    this.#dropIndex(name);
    if (this.#index(name) !== undefined) {
      this.#body = before;
      return 'the platform or another package asks for this index, not the object';
    }
    if (entry.kind === 'missing' || !index) return null;
    this.#body = { ...this.#body, indexes: [...this.#indexes(), declared(index)] };
    if (this.#hasIndexAs(name)) return null;
    this.#body = before;
    return 'no index of an object is made like this';
  }

  /** No index can be made over a column that is not there. */
  #dropIndexesOver(column: string): void {
    const entries = this.#indexes();
    const kept = entries.filter((entry) => !((entry as Json).fields as readonly unknown[]).includes(column));
    if (kept.length < entries.length) this.#body = { ...this.#body, indexes: kept };
  }

  /** Takes away whatever in the body asks for the index: an entry of its own, or the uniqueness of a field. */
  #dropIndex(name: string): void {
    const entries = this.#indexes();
    for (const [at] of entries.entries()) {
      const without = { ...this.#body, indexes: entries.filter((_, other) => other !== at) };
      if (this.#indexOf(without, name) === undefined && this.#index(name) !== undefined) {
        this.#body = without;
        return;
      }
    }
    for (const [field, definition] of Object.entries(this.#fields())) {
      const without = withField(this.#body, field, { ...definition, unique: false });
      if (this.#indexOf(without, name) === undefined && this.#index(name) !== undefined) {
        this.#body = without;
        return;
      }
    }
  }

  #agrees(asked: ColumnSpec, read: ColumnSpec): boolean {
    const { actual, render } = this.#input;
    const [real, picture] = [
      actual.columns.get(read.name),
      render({ name: 't', columns: [asked], indexes: [], owner: '' }).columns.get(read.name),
    ];
    const sameDefault =
      real?.default === picture?.default || JSON.stringify(asked.default) === JSON.stringify(read.default);
    return real?.notNull === picture?.notNull && sameDefault;
  }

  #hasIndexAs(name: string): boolean {
    const table = this.#input.tableOf(this.#body);
    const [real, asked] = [
      this.#input.actual.indexes.get(name),
      table && this.#input.render(table).indexes.get(name),
    ];
    return real ? asked != null && sameIndex(real, asked) : asked == null;
  }

  #read(column: string): ColumnSpec {
    return this.#input.reading.spec.columns.find(({ name }) => name === column) as ColumnSpec;
  }
  #column(name: string): ColumnSpec | undefined {
    return this.#input.tableOf(this.#body)?.columns.find((column) => column.name === name);
  }
  #index(name: string): IndexSpec | undefined {
    return this.#indexOf(this.#body, name);
  }
  #indexOf(body: Json, name: string): IndexSpec | undefined {
    return this.#input.tableOf(body)?.indexes.find((index) => index.name === name);
  }
  #indexes(): readonly unknown[] {
    return Array.isArray(this.#body.indexes) ? this.#body.indexes : [];
  }
  #fields(): Readonly<Record<string, Json>> {
    return (this.#body.fields ?? {}) as Readonly<Record<string, Json>>;
  }
  #field(name: string): Json | undefined {
    const fields = this.#fields();
    return Object.hasOwn(fields, name) ? fields[name] : undefined;
  }
  #setField(name: string, definition: Json | undefined): void {
    this.#body = withField(this.#body, name, definition);
  }
}

function withField(body: Json, name: string, definition: Json | undefined): Json {
  const { [name]: _old, ...rest } = (body.fields ?? {}) as Readonly<Record<string, unknown>>;
  return { ...body, fields: definition === undefined ? rest : { ...rest, [name]: definition } };
}

/** Definitions that may give a column of the type, the one that changes least first. */
function fieldsFor(name: string, field: Json | undefined, type: ColumnType): readonly Json[] {
  const { maxLength: _length, defaultValue: _value, ...kept } = field ?? { label: labelOf(name) };
  const plain = (fieldType: string) => ({ ...kept, type: fieldType });
  if (type.kind === 'float') return [plain('number')];
  if (type.kind !== 'string') return [plain(type.kind)];
  const sized = field ? [{ ...field, maxLength: type.length }] : [];
  // A plain text is as wide as it is declared only under an index; elsewhere it is wider, and the column will follow.
  return [...sized, { ...plain('text'), maxLength: type.length }];
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function withNotNull(field: Json, notNull: boolean): Json {
  const { storage, ...rest } = field;
  const { notNull: _old, ...others } = (storage ?? {}) as Json;
  const kept = notNull ? { ...others, notNull } : others;
  return Object.keys(kept).length > 0 ? { ...rest, storage: kept } : rest;
}

function withDefault(field: Json, { default: value }: ColumnSpec): Json {
  const { defaultValue: _old, ...rest } = field;
  if (value === null) return rest;
  return { ...rest, defaultValue: value.kind === 'now' ? 'NOW()' : value.value };
}

function declared({ name, parts, unique }: IndexSpec): Json {
  const scope = parts.some(({ nullSafe }) => nullSafe) ? 'organization' : 'global';
  return { name, fields: parts.map(({ column }) => column), ...(unique ? { unique: scope } : {}) };
}
