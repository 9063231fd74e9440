/** Owns a fingerprint of everything that is stored: every row of every table of the control plane and the targets. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { TestService } from '../support/service.ts';

/** Records of the attempt itself: a refused run is written down, and that is no change of anybody's work. */
const OF_THE_ATTEMPT = /^_authoring_(run|run_chunk|run_frozen|lease|env)$/;

export function digest(bench: TestService, databases: readonly string[] = ['control', 'dev']): string {
  const hash = createHash('sha256');
  for (const name of databases) {
    const file = join(bench.folder, `${name}.db`);
    if (!existsSync(file)) continue;
    const db = new Database(file, { readonly: true });
    const tables = db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .pluck()
      .all() as string[];
    for (const table of tables.filter((entry) => !OF_THE_ATTEMPT.test(entry)))
      hash.update(JSON.stringify([table, db.prepare(`SELECT * FROM "${table}" ORDER BY 1`).raw().all()]));
    db.close();
  }
  return hash.digest('hex');
}
