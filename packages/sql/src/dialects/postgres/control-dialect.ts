/** Owns how control-plane statements are written for PostgreSQL. */
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import type { ControlDialect } from '../../control/control-dialect.ts';
import type { ControlSchema } from '../../control/schema.ts';
import { tenancyPlugin } from '../../control/tenancy.ts';
import { appendOnly, controlTriggers } from './control-triggers.ts';

export function postgresControlDialect(): ControlDialect {
  const db = new Kysely<ControlSchema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (any) => new PostgresIntrospector(any),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [tenancyPlugin],
  });
  return {
    db,
    // Not the database's locale: the order of names must be the same everywhere.
    text: sql`text collate "C"`,
    triggers: controlTriggers,
    appendOnly,
    isAnyOf: (column, list) => sql`${sql.ref(column)} = any(${list}::text[])`,
    list: (values) => values,
    utf8: (bytes) => sql`convert_from(${bytes}::bytea, 'UTF8')`,
    // As bytea it would travel as hexadecimal digits, twice as long.
    bytesOf: (column) => sql`${sql.ref(column)}`,
    // Who wrote this version of the row: every update makes another one.
    stamp: sql`${sql.ref('xmin')}::text`,
    // now() would be the start of the transaction: a lease must not be granted by a clock that stands still.
    clock: (ms) =>
      sql`to_char((clock_timestamp() at time zone 'UTC') + ${ms}::bigint * interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  };
}
