/**
 * Owns what was last read of SQLite's catalog, for as long as it stays as it is: `schema_version` counts its changes, by
 * whomever. A run looks at its few tables again and again, and each look reads the catalog of all tables.
 */
import type { PhysicalSchema } from '@objectstack/metadata-authoring';
import type { Database, Statement } from 'better-sqlite3';
import { introspect } from './introspect.ts';

interface Look {
  readonly version: number;
  readonly tables: string;
  readonly schema: PhysicalSchema;
}

export class KnownCatalog {
  readonly #db: Database;
  #version: Statement<[], number> | null = null;
  #last: Look | null = null;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @param names absent: of all tables, which is not kept */
  read(names?: readonly string[]): PhysicalSchema {
    // What is rolled back gives its number back.
    if (names === undefined || this.#db.inTransaction) return introspect(this.#db, names);
    this.#version ??= this.#db.prepare<[], number>('PRAGMA schema_version').pluck();
    const version = this.#version.get() as number;
    const tables = JSON.stringify(names);
    if (this.#last?.version === version && this.#last.tables === tables) return this.#last.schema;
    const schema = introspect(this.#db, names);
    this.#last = { version, tables, schema };
    return schema;
  }
}
