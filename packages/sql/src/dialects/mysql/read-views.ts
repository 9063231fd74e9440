/** Owns reading views of MySQL's catalog: one query for all. The server keeps their text in a form of its own, with every name quoted. */
import type { PhysicalView, PhysicalViews, ViewSource } from '@objectstack/metadata-authoring';
import { catalogRows } from './introspect.ts';
import type { ObservedClient } from './observed-client.ts';

type ViewRow = [schema: string, view: string, text: string, updatable: string];

const NAME = '`((?:[^`]|``)*)`';
/** Items, schema, table, alias, and whatever comes after. */
const SELECT = new RegExp(`^select (.*?) from (?:${NAME}\\.)?${NAME}(?: ${NAME})?(.*)$`, 's');
/** Schema, table, column, name. */
const ITEM = `(?:${NAME}\\.)?${NAME}\\.${NAME} AS ${NAME}`;
const ONLY_ITEMS = new RegExp(`^${ITEM}(?:,${ITEM})*$`);

export async function readViews(client: ObservedClient, names?: readonly string[]): Promise<PhysicalViews> {
  if (names?.length === 0) return new Map();
  const rows = await catalogRows<ViewRow>(
    client,
    'VIEWS',
    'TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION, IS_UPDATABLE',
    'TABLE_SCHEMA',
    names,
    {},
  );
  return new Map(rows.map((row) => [row[1], viewOf(row)]));
}

function viewOf([schema, , text, updatable]: ViewRow): PhysicalView {
  // Whoever may not see the definition gets an empty one.
  if (text === '') return { columns: null, plain: false };
  const [, items = '', from, table = '', alias, rest] = SELECT.exec(text) ?? [];
  const columns = new Map<string, ViewSource | null>();
  for (const [, , qualifier, column = '', name = ''] of items.matchAll(new RegExp(ITEM, 'g'))) {
    const isHere = qualifier === (alias ?? table) && (from ?? schema) === schema;
    columns.set(bare(name), isHere ? { table: bare(table), column: bare(column) } : null);
  }
  return { columns, plain: updatable === 'YES' && rest === '' && ONLY_ITEMS.test(items) };
}

function bare(name: string): string {
  return name.replaceAll('``', '`');
}
