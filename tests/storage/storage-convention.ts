/** Owns STORAGE.md's table of types, defaults and indexes as DDL, written apart from the dialects so that it can judge. */
import type {
  ColumnSpec,
  ColumnType,
  IndexSpec,
  TableSpec,
} from '../../packages/core/src/plan/storage/table-spec.ts';

export type Engine = 'sqlite' | 'postgres';
type Kind = ColumnType['kind'];

const types: Readonly<Record<Engine, Readonly<Record<Exclude<Kind, 'string'>, string>>>> = {
  sqlite: {
    text: 'text',
    float: 'float',
    boolean: 'boolean',
    date: 'date',
    datetime: 'datetime',
    time: 'time',
    json: 'text',
  },
  postgres: {
    text: 'text',
    float: 'real',
    boolean: 'boolean',
    date: 'date',
    datetime: 'timestamptz',
    time: 'time',
    json: 'json',
  },
};

const instant = `(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`;
const clock = `strftime('%H:%M:%f', 'now')`;
const nows: Readonly<Record<Engine, Readonly<Partial<Record<Kind, string>>>>> = {
  sqlite: {
    datetime: instant,
    date: `(strftime('%Y-%m-%d', 'now'))`,
    time: `(case when ${clock} like '%.000' then strftime('%H:%M:%S', 'now') else ${clock} end)`,
  },
  postgres: {
    datetime: 'CURRENT_TIMESTAMP',
    date: `(timezone('utc', now())::date)`,
    time: `(timezone('utc', now())::time(3))`,
  },
};

/** CREATE statements of one table. */
export function createStatements(table: TableSpec, engine: Engine): readonly string[] {
  const columns = table.columns.map((column) => columnDdl(column, engine));
  const name = quoted(table.name);
  return [
    `CREATE TABLE ${name} (${columns.join(', ')}, PRIMARY KEY ("id"))`,
    ...table.indexes.map((index) => indexDdl(index, name, engine)),
  ];
}

function columnDdl({ name, type, notNull, default: value }: ColumnSpec, engine: Engine): string {
  const sqlType = type.kind === 'string' ? `varchar(${type.length})` : types[engine][type.kind];
  const required = notNull && !(engine === 'sqlite' && name === 'id') ? ' NOT NULL' : '';
  const literal =
    value === null
      ? ''
      : value.kind === 'now'
        ? ` DEFAULT ${nows[engine][type.kind]}`
        : ` DEFAULT '${String(typeof value.value === 'boolean' ? Number(value.value) : value.value).replaceAll("'", "''")}'`;
  return `${quoted(name)} ${sqlType}${required}${literal}`;
}

function indexDdl({ name, parts, unique }: IndexSpec, table: string, engine: Engine): string {
  const bare = parts.every(({ nullSafe }) => !nullSafe);
  const key = parts.map(({ column, nullSafe }) =>
    nullSafe ? `COALESCE(${quoted(column)}, '__global__')` : quoted(column),
  );
  return engine === 'postgres' && unique && bare
    ? `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} UNIQUE (${key.join(', ')})`
    : `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoted(name)} ON ${table} (${key.join(', ')})`;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
