/**
 * Port: databases of our own making. One is made beside the database of another environment, as its copy, and carries a mark
 * that names the environment it was made for; nothing without that mark is ever dropped.
 */
import type { EnvironmentRow } from './environment.ts';

/** none: its tables without rows. full: with every row. */
export type CopiedData = 'none' | 'full';

/** How the copy came about: by the engine in one piece, or table by table, because sessions were connected to the source. */
export type CopyForm = 'whole' | 'by_table';

export interface ProvisionPort {
  /** The URL of a database that is not there yet, on the disk or server of the source; it holds the id. Pure. */
  databaseFor(source: EnvironmentRow, id: string): string;
  /**
   * Makes `made.databaseUrl` as a copy of the source. Under its final name it carries its mark; what a crash leaves before
   * that is found by `drop`. Nobody is kept from reading or writing the source.
   * @throws DATABASE_EXISTS when the name is taken, DISK_FULL, DATABASE_UNAVAILABLE, STATEMENT_FAILED; it left nothing then
   */
  make(source: EnvironmentRow, made: EnvironmentRow, data: CopiedData): Promise<CopyForm>;
  /**
   * Drops the database that was made for it, with what a crash left of it. One that is gone already is no error.
   * @throws DATABASE_NOT_OURS when it carries no mark of this environment; LOCK_TIMEOUT while somebody still makes it
   */
  drop(made: EnvironmentRow): Promise<void>;
}
