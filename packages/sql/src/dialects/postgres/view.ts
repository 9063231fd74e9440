/**
 * Owns a view under an earlier name of a table on PostgreSQL. It is plain, so the server itself writes through it: what a
 * writer leaves out takes the default of the table. Whoever may use the table may use the view, as themselves.
 */
import type { Feed, ViewStep } from '../../environment/view.ts';
import { feedsOf } from '../../environment/view.ts';
import { assignedValue } from './assigned-value.ts';
import { defaultClause } from './column-default.ts';
import { quoteName, quoteText } from './quote.ts';
import { createRowTrigger, type RowTrigger } from './row-trigger.ts';

export function createView(step: ViewStep): readonly string[] {
  const { table, view, columns } = step;
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const held = columns.map(({ column }) => quoteName(column)).join(', ');
  return [
    ...feedsOf(step).flatMap(createFeed),
    `CREATE VIEW ${quoteName(view)} (${names}) AS SELECT ${held} FROM ${quoteName(table)}`,
    sameRights(table, view),
  ];
}

export function dropView(step: ViewStep): readonly string[] {
  return [`DROP VIEW IF EXISTS ${quoteName(step.view)}`, ...feedsOf(step).flatMap(dropFeed)];
}

/** Its name sorts before that of the sync the other way, so that on INSERT it runs first. */
function createFeed(feed: Feed): readonly string[] {
  return [
    ...(feed.rests === null ? [] : [setDefault(feed, 'DROP DEFAULT')]),
    ...createRowTrigger(feedTrigger(feed)),
  ];
}

function dropFeed(feed: Feed): readonly string[] {
  const { name, table, rests, columns, column } = feed;
  const type = columns.get(column);
  return [
    `DROP TRIGGER IF EXISTS ${quoteName(name)} ON ${quoteName(table)}`,
    `DROP FUNCTION IF EXISTS ${quoteName(name)}()`,
    ...(rests === null || !type ? [] : [setDefault(feed, `SET DEFAULT ${defaultClause(rests, type)}`)]),
  ];
}

function setDefault({ table, column }: Feed, action: string): string {
  return `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quoteName(column)} ${action}`;
}

/** A value that does not convert is refused: the new version would never see it. */
export function feedTrigger(feed: Feed): RowTrigger {
  const { name, table, column } = feed;
  const own = `NEW.${quoteName(feed.column)}`;
  // JSON has no equality; its text has.
  const text = feed.columns.get(feed.column)?.kind === 'json' ? '::text' : '';
  const same = `${own}${text} IS NOT DISTINCT FROM OLD.${quoteName(feed.column)}${text}`;
  const value = assignedValue(feed.value, feed.type, feed.columns, 'NEW.');
  const body = `BEGIN IF TG_OP = 'INSERT' THEN IF ${own} IS NULL THEN RETURN NEW; END IF; ELSIF ${same} THEN RETURN NEW; END IF; NEW.${quoteName(feed.follower)} := ${value}; RETURN NEW; END`;
  return { name, table, columns: [column], body };
}

/** Before 15 a view looks at its table with the rights of its owner, who is the one that changes tables. */
function sameRights(table: string, view: string): string {
  const body = `DECLARE allowed record;
BEGIN
  IF current_setting('server_version_num')::int >= 150000 THEN
    ALTER VIEW ${quoteName(view)} SET (security_invoker = true);
  END IF;
  FOR allowed IN
    SELECT a.privilege_type, coalesce(quote_ident(r.rolname), 'PUBLIC') AS grantee
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.oid = ${quoteText(quoteName(table))}::regclass AND a.grantee <> c.relowner
      AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
  LOOP
    EXECUTE format(${quoteText(`GRANT %s ON ${quoteName(view).replaceAll('%', '%%')} TO %s`)}, allowed.privilege_type, allowed.grantee);
  END LOOP;
END`;
  return `DO ${quoteText(body)}`;
}
