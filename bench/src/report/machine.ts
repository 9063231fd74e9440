/** Owns what a table says about where it was measured. */
import { arch, cpus, platform, totalmem } from 'node:os';
import Database from 'better-sqlite3';
import type { PostgresServer } from '../postgres-server.ts';

const BYTES_PER_GB = 1024 ** 3;

export function describeMachine(postgres: PostgresServer | null): string {
  const sqlite = new Database(':memory:');
  const version = sqlite.prepare('SELECT sqlite_version()').pluck().get() as string;
  sqlite.close();
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return [
    `${cpus().length} × ${model} (${platform()} ${arch()}, ${Math.round(totalmem() / BYTES_PER_GB)} GB)`,
    `Node ${process.versions.node}`,
    `SQLite ${version} (WAL, synchronous=FULL)`,
    postgres ? `PostgreSQL ${postgres.version.split(' ')[0]}` : 'no PostgreSQL: its lines are not measured',
  ].join(', ');
}
