/** Owns which statements of MySQL and MariaDB hold up somebody who writes to their table. */
import type { Hold } from '../../environment/held-time.ts';

export function holdOf(sql: string): Hold {
  if (sql.endsWith('LOCK=NONE')) return 'none';
  if (sql.startsWith('LOCK TABLES')) return 'begins';
  return sql === 'UNLOCK TABLES' ? 'ends' : 'statement';
}
