/**
 * Owns the way back from a table in the catalog to a spec. It guesses what a spec could have said and keeps only what
 * renders to the very same picture: whatever no spec can say is listed, never approximated in silence.
 */
import { type PhysicalColumn, type PhysicalIndex, type PhysicalTable, sameIndex } from './physical-schema.ts';
import type {
  ColumnDefault,
  ColumnSpec,
  ColumnType,
  IndexPart,
  IndexSpec,
  TableSpec,
} from './storage/table-spec.ts';

/** Owner of what stands in a database and no package asks for. No manifestId is written like this. */
export const NOBODY = '?';

/** Something about a table that no spec can say. */
export interface Unreadable {
  readonly what: 'type' | 'default' | 'nullability' | 'index';
  readonly table: string;
  readonly column?: string;
  readonly index?: string;
  /** As the catalog has it. */
  readonly actual: string;
  /** Of an index: part of the table's own definition, which no step can take away. */
  readonly fixed?: true;
}

export interface TableReading {
  /**
   * Everything belongs to {@link NOBODY}. What is not readable stands in it as follows: a number's type as it is written, any
   * other type as text, a default as the
   * literal of its own text, an index by its name alone, without parts.
   */
  readonly spec: TableSpec;
  readonly unreadable: readonly Unreadable[];
}

/** What a dialect says about its catalog. */
export interface CatalogWords {
  /** How the catalog prints a type. */
  typeText(type: ColumnType): string;
  /** The literal in the text of a default, without quotes and escapes; null: it is none. */
  literalOf(text: string): string | null;
  render(table: TableSpec): PhysicalTable;
  /** It holds numbers, though no field has it. */
  isNumber(text: string): boolean;
  /** Each of them is the same as a number of ours, or refused: none is rounded. */
  fitsNumber(text: string): boolean;
  /** The index is part of the table's own definition. */
  isFixed?(index: PhysicalIndex): boolean;
}

const PLAIN_TYPES: readonly ColumnType[] = [
  { kind: 'text' },
  { kind: 'float' },
  { kind: 'boolean' },
  { kind: 'date' },
  { kind: 'datetime' },
  { kind: 'time' },
  { kind: 'json' },
];

/** Of types that an engine does not tell apart the first one is taken: on SQLite JSON is text. */
export function readTable(name: string, physical: PhysicalTable, words: CatalogWords): TableReading {
  const unreadable: Unreadable[] = [];
  const columns = [...physical.columns].map(([column, real]): ColumnSpec => {
    const at = { table: name, column };
    const type = readType(real.type, words);
    if (type === null) unreadable.push({ ...at, what: 'type', actual: real.type });
    const spec = {
      name: column,
      type: type ?? unread(real.type, words),
      notNull: real.notNull || column === 'id',
      default: null,
      owner: NOBODY,
    };
    if (type !== null && renderedColumn(spec, words).notNull !== real.notNull)
      unreadable.push({ ...at, what: 'nullability', actual: real.notNull ? 'not null' : 'nullable' });
    if (real.default === null) return spec;
    const value = type === null ? null : readDefault(spec, real.default, words);
    if (value === null) unreadable.push({ ...at, what: 'default', actual: real.default });
    return { ...spec, default: value ?? { kind: 'literal', value: real.default } };
  });
  const bare: TableSpec = { name, columns, indexes: [], owner: NOBODY };
  const indexes = [...physical.indexes].map(([index, real]): IndexSpec => {
    const parts = readParts(real.parts, physical);
    const spec = { name: index, parts: parts ?? [], unique: real.unique, owner: NOBODY };
    const rendered = parts && words.render({ ...bare, indexes: [spec] }).indexes.get(index);
    if (rendered && sameIndex(rendered, real)) return spec;
    const fixed = words.isFixed?.(real) ? ({ fixed: true } as const) : {};
    unreadable.push({ table: name, index, what: 'index', actual: real.parts.join(', '), ...fixed });
    return { ...spec, parts: [] };
  });
  return { spec: { ...bare, indexes }, unreadable };
}

function unread(written: string, words: CatalogWords): ColumnType {
  if (!words.isNumber(written)) return { kind: 'text' };
  return { kind: 'float', written, ...(words.fitsNumber(written) ? { fits: true } : {}) };
}

function renderedColumn(column: ColumnSpec, words: CatalogWords): PhysicalColumn {
  const table = { name: 't', columns: [column], indexes: [], owner: NOBODY };
  return words.render(table).columns.get(column.name) as PhysicalColumn;
}

function readType(text: string, words: CatalogWords): ColumnType | null {
  const length = Number(/\((\d+)\)$/.exec(text)?.[1] ?? 0);
  const candidates: readonly ColumnType[] =
    length > 0 ? [{ kind: 'string', length }, ...PLAIN_TYPES] : PLAIN_TYPES;
  return candidates.find((type) => words.typeText(type) === text) ?? null;
}

function readDefault(column: ColumnSpec, text: string, words: CatalogWords): ColumnDefault | null {
  const literal = words.literalOf(text);
  const candidates: ColumnDefault[] = [{ kind: 'now' }];
  if (literal !== null)
    candidates.push(
      ...literalsOf(literal, column.type).map((value) => ({ kind: 'literal' as const, value })),
    );
  return (
    candidates.find((value) => renderedColumn({ ...column, default: value }, words).default === text) ?? null
  );
}

/** The values that a column of the type may have meant by the text. */
function literalsOf(text: string, type: ColumnType): readonly (string | number | boolean)[] {
  if (type.kind === 'float') return text.trim() === '' ? [] : [Number(text)];
  return type.kind === 'boolean' ? [true, false] : [text];
}

function readParts(parts: readonly string[], { columns }: PhysicalTable): readonly IndexPart[] | null {
  const read: IndexPart[] = [];
  for (const text of parts) {
    const nullSafe = /^COALESCE\((.+), '__global__'\)$/.exec(text)?.[1];
    // How much of a long text an index holds follows from its type.
    const column = [nullSafe, text, /^(.+)\(\d+\)$/.exec(text)?.[1]].find(
      (name) => name !== undefined && columns.has(name),
    );
    if (column === undefined) return null;
    read.push({ column, nullSafe: column === nullSafe && column !== text });
  }
  return read;
}
