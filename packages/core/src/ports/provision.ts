/**
 * Port: databases of our own making. One is made beside the database of another environment, as its copy, and carries a mark
 * that names the environment it was made for; nothing without that mark is ever dropped.
 */
import type { EnvironmentRow } from './environment.ts';

/** none: its tables without rows. sample: with some rows, of which what people wrote is masked. full: with every row. */
export type CopiedData = 'none' | 'sample' | 'full';

/** What a masked value looks like. */
export type Mask = 'text' | 'email' | 'phone' | 'url' | 'json' | 'number' | 'day';

export interface SampledColumn {
  /** null: its values stay. */
  readonly mask: Mask | null;
  /** It is no text, and not to be seen at all: NULL where it may be, otherwise masked, or nothing in particular. */
  readonly gone?: true;
  /** Of a number: what its field admits. */
  readonly range?: { readonly min?: number; readonly max?: number };
  /** A unique index tells rows apart by it: a day becomes another by itself, not with the others of its row. */
  readonly apart?: true;
  /** The table whose rows its values name, by their ids; of JSON, a list of them. */
  readonly reference?: string;
}

export interface SamplePlan {
  /** Of each table, and as many more that sampled rows refer to. */
  readonly rows: number;
  /**
   * Where a column is not among them its texts are masked, but for `id` and `organization_id`, and so are its fractions and
   * days, but for those of the runtime's own tables.
   */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, SampledColumn>>;
}

export interface Sampled {
  readonly rows: number;
  /** References of sampled rows to rows that are not in the sample. */
  readonly cut: readonly { readonly table: string; readonly column: string; readonly rows: number }[];
}

/** How the copy came about: by the engine in one piece, or table by table, because sessions were connected to the source. */
export type CopyForm = 'whole' | 'by_table';

export interface MadeDatabase {
  readonly form: CopyForm;
  readonly sampled?: Sampled;
}

export interface ProvisionPort {
  /** The URL of a database that is not there yet, on the disk or server of the source; it holds the id. Pure. */
  databaseFor(source: EnvironmentRow, id: string): string;
  /**
   * Makes `made.databaseUrl` as a copy of the source. Under its final name it carries its mark; what a crash leaves before
   * that is found by `drop`. Nobody is kept from reading or writing the source.
   * @throws DATABASE_EXISTS when the name is taken, DISK_FULL, DATABASE_UNAVAILABLE, STATEMENT_FAILED; it left nothing then
   */
  make(
    source: EnvironmentRow,
    made: EnvironmentRow,
    data: Exclude<CopiedData, 'sample'> | SamplePlan,
  ): Promise<MadeDatabase>;
  /**
   * Drops the database that was made for it, with what a crash left of it. One that is gone already is no error.
   * @throws DATABASE_NOT_OURS when it carries no mark of this environment; LOCK_TIMEOUT while somebody still makes it
   */
  drop(made: EnvironmentRow): Promise<void>;
}
