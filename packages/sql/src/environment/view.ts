/** Owns what a view of an earlier version is, for every dialect: its columns, and what keeps a column fed through it. */
import { createHash } from 'node:crypto';
import { type StepOf, syncName, type ViewColumn } from '@objectstack/metadata-authoring';
import type { Sync } from './sync.ts';

export type ViewStep = StepOf<'create_view'> | StepOf<'drop_view'>;

/** What is written to an earlier form of a column, written along to the one that has its place. */
export interface Feed extends Sync {
  /** Of the sync the other way: what it writes must not be taken for what somebody wrote. */
  readonly answers: string;
  readonly rests: ViewColumn['default'];
}

export function feedsOf({ table, columns }: ViewStep): readonly Feed[] {
  return columns.flatMap(({ column, type, feeds }) =>
    feeds === undefined
      ? []
      : [
          {
            name: `_authoring_feed_${digest(column)}`,
            table,
            column,
            columns: new Map([[column, type]]),
            follower: feeds.column,
            type: feeds.type,
            value: feeds.value,
            answers: syncName(column),
            rests: feeds.rests,
          },
        ],
  );
}

/** Prefix of the triggers of a view. */
export function viewTrigger(view: string): string {
  return `_authoring_view_${digest(view)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
