/** Owns what every engine offers for making and dropping a database, and the errors that all of them share. */
import { AuthoringError, type MadeDatabase, type SamplePlan } from '@objectstack/metadata-authoring';

/** Reads and writes the mark of the database behind a URL. */
export interface DatabaseMark {
  /** The environment that it names; null: there is none. */
  read(url: string): Promise<string | null>;
  write(url: string): Promise<void>;
}

/** Rows that a copy has. */
export type Copied = 'none' | 'full' | SamplePlan;

export interface EngineProvision {
  /** Leaves nothing when it fails. */
  make(sourceUrl: string, url: string, copied: Copied, mark: DatabaseMark): Promise<MadeDatabase>;
  /** @param environmentId whose mark it has to carry */
  drop(url: string, environmentId: string, mark: DatabaseMark): Promise<void>;
  errorOf(error: unknown): Error;
}

export function databaseExists(name: string): AuthoringError {
  return new AuthoringError('DATABASE_EXISTS', `a database '${name}' is there already`, {
    details: { database: name },
    suggestion: 'move it away, or try again: each attempt takes another name',
  });
}

export function notOurs(name: string, found: string | null): AuthoringError {
  return new AuthoringError(
    'DATABASE_NOT_OURS',
    `database '${name}' does not say that it was made for this environment, and is not dropped`,
    {
      details: { database: name, found },
      suggestion: 'look at what it holds; move it away or drop it by hand, then run: mda env collect',
    },
  );
}

export function stillMaking(name: string): AuthoringError {
  return new AuthoringError('LOCK_TIMEOUT', `the server is still at work on database '${name}'`, {
    details: { database: name },
    suggestion: 'wait for its statement to end, then run: mda env collect',
  });
}
