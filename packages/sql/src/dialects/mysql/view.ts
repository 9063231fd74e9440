/**
 * Owns a view under an earlier name of a table on MySQL. It is plain, so the server itself writes through it: what a
 * writer leaves out takes the default of the table. Rights of whoever may use the old name stay with the name.
 */
import { type Feed, feedsOf, type ViewStep } from '../../environment/view.ts';
import type { MysqlAction } from './action.ts';
import { defaultClause, defaultText, storesDefault } from './column-default.ts';
import { compileExpression } from './compile-expression.ts';
import type { Fact } from './fact.ts';
import { quoteName } from './quote.ts';
import { misfit, sameValue, syncTriggers } from './sync.ts';

type Ddl = (sql: string, ...leaves: readonly Fact[]) => MysqlAction;

/** What feeds a column comes first: nobody writes through the view before. */
export function createView(step: ViewStep, ddl: Ddl): readonly MysqlAction[] {
  const { table, view, columns } = step;
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const held = columns.map(({ column }) => quoteName(column)).join(', ');
  const select = `SELECT ${held} FROM ${quoteName(table)}`;
  return [
    ...feedsOf(step).flatMap((feed) => [
      ...restDefault(feed, 'NULL', ddl),
      ...createFeed(feed).map((sql, at) => ddl(sql, trigger(feed, at, true))),
    ]),
    ddl(`CREATE ALGORITHM = MERGE VIEW ${quoteName(view)} (${names}) AS ${select}`, isView(view, true)),
  ];
}

export function dropView(step: ViewStep, ddl: Ddl): readonly MysqlAction[] {
  return [
    ddl(`DROP VIEW IF EXISTS ${quoteName(step.view)}`, isView(step.view, false)),
    ...feedsOf(step).flatMap((feed) => [
      ...syncTriggers(feed.name).map((name, at) =>
        ddl(`DROP TRIGGER IF EXISTS ${quoteName(name)}`, trigger(feed, at, false)),
      ),
      ...restDefault(feed, 'back', ddl),
    ]),
  ];
}

function isView(table: string, present: boolean): Fact {
  return { what: 'view', table, present };
}

function trigger({ name, table }: Feed, at: number, present: boolean): Fact {
  return { what: 'trigger', table, trigger: syncTriggers(name)[at] as string, present };
}

function restDefault(feed: Feed, to: 'NULL' | 'back', ddl: Ddl): readonly MysqlAction[] {
  const { table, column, columns, rests } = feed;
  const type = columns.get(column);
  if (rests === null || !type || !storesDefault(type)) return [];
  const [value, text] =
    to === 'NULL' ? ['NULL', null] : [defaultClause(rests, type), defaultText(rests, type)];
  return [
    ddl(`ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quoteName(column)} SET DEFAULT ${value}`, {
      what: 'column',
      table,
      column,
      is: { default: text },
    }),
  ];
}

/** Before the sync the other way, which then answers to it. What does not convert is refused: the new version would never see it. */
export function createFeed(feed: Feed): readonly string[] {
  const { table, column, columns, follower, type } = feed;
  const [own, old] = [`NEW.${quoteName(column)}`, `OLD.${quoteName(column)}`];
  const refused = misfit(feed, 'NEW.');
  const refuse =
    refused === null
      ? ''
      : `IF ${refused} THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; `;
  const value = compileExpression(feed.value, type, columns, 'NEW.');
  const isWritten = { i: `${own} IS NOT NULL`, u: `NOT (${sameValue(own, old, columns.get(column))})` };
  const [insert, update] = syncTriggers(feed.name) as [string, string];
  const [afterInsert, afterUpdate] = syncTriggers(feed.answers) as [string, string];
  const create = (name: string, verb: string, before: string, condition: string) =>
    `CREATE TRIGGER ${quoteName(name)} BEFORE ${verb} ON ${quoteName(table)} FOR EACH ROW PRECEDES ${quoteName(before)} BEGIN IF ${condition} THEN ${refuse}SET NEW.${quoteName(follower)} = ${value}; END IF; END`;
  return [
    create(insert, 'INSERT', afterInsert, isWritten.i),
    create(update, 'UPDATE', afterUpdate, isWritten.u),
  ];
}
