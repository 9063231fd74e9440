/** Owns which statements of PostgreSQL hold up somebody who writes to their table. */
import type { Hold } from '../../environment/held-time.ts';

/** SHARE UPDATE EXCLUSIVE at most, which goes together with writing; or no lock of a table at all. */
const BESIDE_WRITERS =
  /^(CREATE (UNIQUE )?INDEX CONCURRENTLY|DROP INDEX CONCURRENTLY|CREATE OR REPLACE FUNCTION)\b|\bVALIDATE CONSTRAINT\b/;

export function holdOf(sql: string): Hold {
  return BESIDE_WRITERS.test(sql) ? 'none' : 'statement';
}
