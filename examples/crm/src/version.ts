// The shape of what this package exports: a version of the app, its declared renames, and rows of its tables.
import type { ObjectStackDefinition } from '@objectstack/spec';

/** `field` absent: the item itself is renamed. `ref` is the name on the new side of earlier renames. */
export interface Rename {
  readonly ref: string;
  readonly field?: string;
  readonly to: string;
}

export interface AppVersion {
  readonly version: string;
  /** Authored bodies, plain JSON: parse them to see the defaults. */
  readonly stack: ObjectStackDefinition;
  /** What was renamed since the version before, in the order in which it applies. */
  readonly renames: readonly Rename[];
}

/** One stored row: column to value. JSON columns hold plain values, dates and times are ISO text. */
export type Row = Readonly<Record<string, unknown>>;

/** Rows by object name, parents before children. */
export type Rows = Readonly<Record<string, readonly Row[]>>;
