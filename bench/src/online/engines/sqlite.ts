/** Owns the big table on SQLite: a file, copied as a file, in a temporary folder. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMITS } from '@objectstack/metadata-authoring';
import { openDurable } from '../../raw/open-durable.ts';
import { BIG, idOf, rowExpressions } from '../big-table.ts';
import { disposeAtEnd } from '../leftovers.ts';
import { SQLITE } from '../sqlite-url.ts';
import type { OnlineDatabase, OnlineEngine } from './online-engine.ts';

export function openSqlite(): OnlineEngine {
  const db = openDurable(':memory:');
  const version = db.prepare('SELECT sqlite_version()').pluck().get() as string;
  db.close();
  return {
    engine: 'sqlite',
    description: `SQLite ${version} (WAL, synchronous=FULL)`,
    lockTimeoutMs: LIMITS.lock_timeout_ms,
    empty: async () => ownFile(),
    fill: async (url, rows) => fill(url.slice(SQLITE.length), rows),
    async copy(url) {
      const own = ownFile();
      copyFileSync(url.slice(SQLITE.length), own.url.slice(SQLITE.length));
      return own;
    },
    async hold(url) {
      const reader = openDurable(url.slice(SQLITE.length));
      reader.exec(`BEGIN; SELECT 1 FROM "${BIG}" LIMIT 1`);
      return async () => {
        reader.close();
      };
    },
  };
}

function ownFile(): OnlineDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'mda-bench-online-'));
  const dispose = disposeAtEnd(() => rmSync(folder, { recursive: true, force: true }));
  return { url: `${SQLITE}${join(folder, 'big.db')}`, dispose };
}

function fill(path: string, rows: number): void {
  const db = openDurable(path);
  const values = rowExpressions('sqlite', '@n');
  const names = ['id', ...values.keys()].map((name) => `"${name}"`).join(', ');
  const insert = db.prepare(
    `INSERT INTO "${BIG}" (${names}) VALUES (@id, ${[...values.values()].join(', ')})`,
  );
  db.transaction(() => {
    for (let n = 1; n <= rows; n += 1) insert.run({ id: idOf(n), n });
  })();
  db.exec('ANALYZE');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}
