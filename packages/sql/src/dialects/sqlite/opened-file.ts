/** Owns knowing whether the file that a connection opened is still the one under its name. */
import { type BigIntStats, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

export class OpenedFile {
  readonly #path: string;
  readonly #identity: string | null;

  /** Asked for right after opening: the file exists then, unless it is in memory. */
  constructor(db: Database) {
    this.#path = db.name;
    this.#identity = db.memory ? null : identityOf(this.#path);
  }

  /** Never of a database in memory: it ends with its connection, and that must go on being so. */
  isInPlace(): boolean {
    return this.#identity !== null && identityOf(this.#path) === this.#identity;
  }
}

/** An inode number alone is given again as soon as its file is gone. */
function identityOf(path: string): string | null {
  const stats: BigIntStats | undefined = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}/${stats.ino}/${stats.birthtimeNs}`;
}
