/**
 * Owns a view under an earlier name of a table on SQLite, where views are written by triggers of their own. A column that
 * a writer leaves out is NULL there as one that it empties is: both take the default of the table.
 */
import type { ViewColumn } from '@objectstack/metadata-authoring';
import { type ViewStep, viewTrigger } from '../../environment/view.ts';
import { defaultClause } from './column-default.ts';
import { compileExpression } from './compile-expression.ts';
import { quoteName } from './quote.ts';
import { misfit } from './sync.ts';

const EVENTS = ['i', 'u', 'd'] as const;

export function createView(step: ViewStep): readonly string[] {
  const { table, view, columns } = step;
  const names = columns.map((column) => quoteName(column.name)).join(', ');
  const held = columns.map(({ column }) => quoteName(column)).join(', ');
  return [
    `CREATE VIEW ${quoteName(view)} (${names}) AS SELECT ${held} FROM ${quoteName(table)}`,
    ...createViewTriggers(step),
  ];
}

/** By which it is written. */
export function createViewTriggers({ table, view, columns }: ViewStep): readonly string[] {
  const [base, name] = [quoteName(table), quoteName(view)];
  const targets = columns.map(({ column, feeds }) => quoteName(feeds?.column ?? column));
  const row = '`id` = OLD.`id`';
  const trigger = (event: (typeof EVENTS)[number], verb: string, statements: readonly string[]) =>
    `CREATE TRIGGER ${quoteName(triggerName(view, event))} INSTEAD OF ${verb} ON ${name} FOR EACH ROW BEGIN ${statements.map((sql) => `${sql}; `).join('')}END`;
  return [
    trigger('i', 'INSERT', [
      ...columns.flatMap((column) => refusal(column, '')),
      `INSERT INTO ${base} (${targets.join(', ')}) VALUES (${columns.map(insertedValue).join(', ')})`,
    ]),
    trigger('u', 'UPDATE', [
      ...columns.flatMap((column) => refusal(column, ` AND ${isChanged(column)}`)),
      `UPDATE ${base} SET ${columns.map((column, at) => `${targets[at]} = ${updatedValue(column)}`).join(', ')} WHERE ${row}`,
    ]),
    trigger('d', 'DELETE', [`DELETE FROM ${base} WHERE ${row}`]),
  ];
}

/** Their names. */
export function viewTriggers(view: string): readonly string[] {
  return EVENTS.map((event) => triggerName(view, event));
}

function triggerName(view: string, event: (typeof EVENTS)[number]): string {
  return `${viewTrigger(view)}_${event}`;
}

/** Its triggers go with it. */
export function dropView({ view }: ViewStep): readonly string[] {
  return [`DROP VIEW IF EXISTS ${quoteName(view)}`];
}

function insertedValue(column: ViewColumn): string {
  const value = fed(column);
  const { type } = column.feeds ?? column;
  return column.default === null ? value : `coalesce(${value}, ${defaultClause(column.default, type)})`;
}

/** A write of something else leaves the column that is fed its own value: converted there and back it may read differently. */
function updatedValue(column: ViewColumn): string {
  if (!column.feeds) return `NEW.${quoteName(column.name)}`;
  return `CASE WHEN ${isChanged(column)} THEN ${fed(column)} ELSE ${quoteName(column.feeds.column)} END`;
}

function isChanged({ name }: ViewColumn): string {
  return `NEW.${quoteName(name)} IS NOT OLD.${quoteName(name)}`;
}

function fed({ feeds, ...column }: ViewColumn): string {
  if (!feeds) return `NEW.${quoteName(column.name)}`;
  return `(SELECT ${compileExpression(feeds.value, feeds.type, typesOf(column))} FROM ${written(column)})`;
}

function refusal(column: ViewColumn, only: string): readonly string[] {
  if (!column.feeds) return [];
  const refused = misfit({ ...column.feeds, columns: typesOf(column) });
  if (refused === null) return [];
  return [
    `SELECT RAISE(ABORT, 'the value does not convert') FROM ${written(column)} WHERE ${refused}${only}`,
  ];
}

/** The value under the name by which the conversion reads it. */
function written({ name, column }: ViewColumn): string {
  return `(SELECT NEW.${quoteName(name)} AS ${quoteName(column)})`;
}

function typesOf({ column, type }: ViewColumn): ReadonlyMap<string, ViewColumn['type']> {
  return new Map([[column, type]]);
}
