/** Owns opening the control plane that a URL names. */
import { AuthoringError, type Clock, type ControlPlane, type Ids } from '@objectstack/metadata-authoring';
import type { StatementObserver } from '../statement-observer.ts';
import type { ControlDatabase } from './control-database.ts';
import { controlStatements, SqlControlPlane } from './control-plane.ts';
import { KeptFrozen } from './kept-frozen.ts';

export interface OpenControlPlane extends ControlPlane {
  /** Waits for nothing: end your calls first. */
  close(): Promise<void>;
}

export interface ControlPlaneOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly observer?: StatementObserver;
  /** On a server: how long one statement and its turn are waited for, in milliseconds. Default: a minute. */
  readonly statementMs?: number;
}

/**
 * Opens the control plane, creating or migrating its tables where needed.
 * @param url `sqlite:PATH` or `postgres://user@host/database`
 * @throws USAGE_INVALID for another kind of URL, DATABASE_UNAVAILABLE, DURABILITY_UNSAFE, LOCK_TIMEOUT, SCHEMA_AHEAD
 */
export async function openControlPlane(url: string, options: ControlPlaneOptions): Promise<OpenControlPlane> {
  const { clock, ids, ...rest } = options;
  const { dialect, session, close } = await openDatabase(url, clock.now(), rest);
  const plane = new SqlControlPlane(
    { session, dialect, clock, ids, keptFrozen: new KeptFrozen() },
    controlStatements(dialect),
  );
  return Object.assign(plane, { close });
}

/** The driver of the other engine is never loaded. */
async function openDatabase(
  url: string,
  now: string,
  options: Omit<ControlPlaneOptions, 'clock' | 'ids'>,
): Promise<ControlDatabase> {
  const scheme = url.slice(0, url.indexOf(':') + 1);
  if (scheme === 'sqlite:') {
    const { openSqliteControl } = await import('../dialects/sqlite/control-database.ts');
    return openSqliteControl(url.slice(scheme.length), now, options.observer);
  }
  if (scheme === 'postgres:' || scheme === 'postgresql:') {
    const { openPostgresControl } = await import('../dialects/postgres/control-database.ts');
    return openPostgresControl(url, now, options);
  }
  throw new AuthoringError('USAGE_INVALID', `'${scheme || 'this'}' is no control plane URL`, {
    suggestion: 'write sqlite:PATH or postgres://user@host/database',
  });
}
