/** Owns how the items of a JSON list are mapped in PostgreSQL's SQL. No column can be called like what is named in here. */
import type { Expression } from '@objectstack/metadata-authoring';
import { quoteText } from './quote.ts';

type Cases = Extract<Expression, { op: 'map_items' }>['cases'];

/** @param value SQL of the list, of type json */
export function mapItems(value: string, cases: Cases): string {
  const whens = cases.map(({ from, to }) => `WHEN ${quoteText(from)} THEN ${quoteText(to)}`).join(' ');
  const froms = cases.map(({ from }) => quoteText(from)).join(', ');
  const text = "_authoring_raw #>> '{}'";
  const isText = "json_typeof(_authoring_raw) = 'string'";
  const mapped = `CASE WHEN ${isText} THEN to_json(CASE ${text} ${whens} ELSE ${text} END) ELSE _authoring_raw END`;
  const items = `SELECT _authoring_at, ${mapped} AS _authoring_item, ${isText} AND ${text} IN (${froms}) AS _authoring_new FROM json_array_elements(${value}) WITH ORDINALITY AS _authoring_list (_authoring_raw, _authoring_at)`;
  const earlier =
    'b._authoring_at < a._authoring_at AND b._authoring_item::text = a._authoring_item::text AND (a._authoring_new OR b._authoring_new)';
  const list = `SELECT coalesce(json_agg(a._authoring_item ORDER BY a._authoring_at), '[]') FROM (${items}) AS a WHERE NOT EXISTS (SELECT 1 FROM (${items}) AS b WHERE ${earlier})`;
  return `CASE json_typeof(${value}) WHEN 'array' THEN (${list}) ELSE ${value} END`;
}
