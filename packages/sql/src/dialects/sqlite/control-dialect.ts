/** Owns how control-plane statements are written for SQLite. */
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely';
import type { ControlDialect } from '../../control/control-dialect.ts';
import type { ControlSchema } from '../../control/schema.ts';
import { tenancyPlugin } from '../../control/tenancy.ts';
import { appendOnly, controlTriggers } from './control-triggers.ts';

export function sqliteControlDialect(): ControlDialect {
  const db = new Kysely<ControlSchema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (any) => new SqliteIntrospector(any),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
    plugins: [tenancyPlugin],
  });
  return {
    db,
    text: 'text',
    triggers: controlTriggers,
    appendOnly,
    isAnyOf: (column, list) => sql`${sql.ref(column)} in (select "value" from json_each(${list}))`,
    list: (values) => JSON.stringify(values),
    utf8: (bytes) => sql`cast(${bytes} as text)`,
    bytesOf: (column) => sql`cast(${sql.ref(column)} as blob)`,
    // Changes with every commit of another connection to the file: there is nothing closer to the row.
    stamp: sql`mda_connection() || '/' || (select "data_version" from pragma_data_version)`,
    clock: (ms) => sql`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', (${ms} / 1000.0) || ' seconds')`,
  };
}
