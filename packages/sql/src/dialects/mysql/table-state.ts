/**
 * Owns what MariaDB's catalog tells of a table beyond what metadata makes, where it decides what may be altered while
 * others write: storage engine, row format, history, partitions, keys of another kind, computed columns, foreign keys.
 */
import { catalogRows } from './introspect.ts';
import type { ObservedClient } from './observed-client.ts';

export interface TableState {
  readonly engine: string;
  /** KiB of a page that is compressed; null: none is. */
  readonly compressedKib: number | null;
  /** It keeps what its rows were before (SYSTEM VERSIONING). */
  readonly versioned: boolean;
  readonly partitioned: boolean;
  readonly keys: readonly TableKey[];
  readonly computed: readonly ComputedColumn[];
  /** Its own, and those of other tables that point at it. */
  readonly foreignKeys: readonly ForeignKey[];
}

export interface TableKey {
  readonly name: string;
  /** BTREE, HASH (a unique key that is longer than any), FULLTEXT, SPATIAL. */
  readonly method: string;
  readonly columns: readonly string[];
}

export interface ComputedColumn {
  readonly name: string;
  readonly stored: boolean;
  readonly reads: readonly string[];
}

export interface ForeignKey {
  readonly name: string;
  /** Which has it. */
  readonly table: string;
  /** Of the table that is looked at. */
  readonly columns: readonly string[];
  /** Empties them where the row goes that they point at. */
  readonly empties: boolean;
}

type TableRow = [table: string, engine: string | null, format: string | null, type: string, options: string];
type KeyRow = [table: string, key: string, method: string, column: string];
type ComputedRow = [table: string, column: string, extra: string, expression: string];
type ReferenceRow = [key: string, table: string, column: string, target: string, targetColumn: string];

interface MutableState extends TableState {
  readonly keys: (TableKey & { readonly columns: string[] })[];
  readonly computed: ComputedColumn[];
  readonly foreignKeys: (ForeignKey & { readonly columns: string[] })[];
}

/**
 * Of those that are there.
 * @param pointedAt whether foreign keys of other tables are of interest: the server opens each table for that
 */
export async function readTableStates(
  client: ObservedClient,
  tables: readonly string[],
  { pointedAt }: { readonly pointedAt: boolean },
): Promise<ReadonlyMap<string, TableState>> {
  const states = new Map<string, MutableState>();
  const head = 'TABLE_NAME, ENGINE, ROW_FORMAT, TABLE_TYPE, CREATE_OPTIONS';
  for (const [table, engine, format, type, options] of await catalogRows<TableRow>(
    client,
    'TABLES',
    head,
    'TABLE_SCHEMA',
    tables,
    { where: "AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')" },
  ))
    states.set(table, {
      engine: engine ?? '',
      compressedKib: format === 'Compressed' ? compressedKib(options) : null,
      versioned: type === 'SYSTEM VERSIONED',
      partitioned: options.includes('partitioned'),
      keys: [],
      computed: [],
      foreignKeys: [],
    });
  for (const [table, name, method, column] of await catalogRows<KeyRow>(
    client,
    'STATISTICS',
    'TABLE_NAME, INDEX_NAME, INDEX_TYPE, COLUMN_NAME, SEQ_IN_INDEX',
    'TABLE_SCHEMA',
    tables,
    { order: 'ORDER BY 1, 2, 5' },
  )) {
    const { keys = [] } = states.get(table) ?? {};
    const known = keys.find((key) => key.name === name);
    if (known) known.columns.push(column);
    else keys.push({ name, method, columns: [column] });
  }
  for (const [table, name, extra, expression] of await catalogRows<ComputedRow>(
    client,
    'COLUMNS',
    'TABLE_NAME, COLUMN_NAME, EXTRA, GENERATION_EXPRESSION',
    'TABLE_SCHEMA',
    tables,
    { where: 'AND GENERATION_EXPRESSION IS NOT NULL' },
  ))
    states.get(table)?.computed.push({ name, stored: extra.includes('STORED'), reads: namesIn(expression) });
  await readForeignKeys(client, tables, states, pointedAt);
  return states;
}

async function readForeignKeys(
  client: ObservedClient,
  tables: readonly string[],
  states: ReadonlyMap<string, MutableState>,
  pointedAt: boolean,
): Promise<void> {
  const emptying = new Set(
    (
      await catalogRows<[table: string, key: string]>(
        client,
        'REFERENTIAL_CONSTRAINTS',
        'TABLE_NAME, CONSTRAINT_NAME',
        'CONSTRAINT_SCHEMA',
        tables,
        { where: "AND 'SET NULL' IN (UPDATE_RULE, DELETE_RULE)" },
      )
    ).map(([table, key]) => `${table}.${key}`),
  );
  const note = (at: string, table: string, name: string, column: string) => {
    const { foreignKeys = [] } = states.get(at) ?? {};
    const known = foreignKeys.find((one) => one.table === table && one.name === name);
    if (known) known.columns.push(column);
    else
      foreignKeys.push({
        name,
        table,
        columns: [column],
        empties: table === at && emptying.has(`${table}.${name}`),
      });
  };
  const columns =
    'CONSTRAINT_NAME, TABLE_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME, ORDINAL_POSITION';
  const asked = { where: 'AND REFERENCED_TABLE_NAME IS NOT NULL', order: 'ORDER BY 2, 1, 6' };
  const usage = (of: readonly string[] | undefined) =>
    catalogRows<ReferenceRow>(client, 'KEY_COLUMN_USAGE', columns, 'TABLE_SCHEMA', of, asked);
  for (const [key, table, column, target, targetColumn] of await usage(pointedAt ? undefined : tables)) {
    if (tables.includes(table)) note(table, table, key, column);
    if (pointedAt && target !== table && tables.includes(target)) note(target, table, key, targetColumn);
  }
}

const DEFAULT_COMPRESSED_KIB = 8;

function compressedKib(options: string): number {
  return Number(/\bkey_block_size=(\d+)/i.exec(options)?.[1] ?? DEFAULT_COMPRESSED_KIB);
}

/** As the server prints an expression, every name in it is quoted. */
function namesIn(expression: string): readonly string[] {
  return [...expression.matchAll(/`((?:[^`]|``)+)`/g)].map(([, name = '']) => name.replaceAll('``', '`'));
}
