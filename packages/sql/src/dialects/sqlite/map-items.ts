/** Owns how the items of a JSON list are mapped in SQLite's SQL. No column can be called like what is named in here. */
import type { Expression } from '@objectstack/metadata-authoring';
import { quoteText } from './quote.ts';

type Cases = Extract<Expression, { op: 'map_items' }>['cases'];

/** @param value SQL of the list, which is valid JSON */
export function mapItems(value: string, cases: Cases): string {
  const [a, b] = [itemOf(cases, '_authoring_a'), itemOf(cases, '_authoring_b')];
  // json_each brings columns of its own, by names that a field may have too: the value is read outside of its reach.
  const list = `(SELECT ${value} AS _authoring_json) AS _authoring_list`;
  const each = (as: string) => `json_each(_authoring_list._authoring_json) AS ${as}`;
  const earlier = `${b.at} < ${a.at} AND ${b.item} = ${a.item} AND (${a.isMapped} OR ${b.isMapped})`;
  const stays = `NOT EXISTS (SELECT 1 FROM ${each('_authoring_b')} WHERE ${earlier})`;
  const items = `SELECT ${a.item} AS _authoring_item FROM ${list} JOIN ${each('_authoring_a')} WHERE ${stays} ORDER BY ${a.at}`;
  return `CASE json_type(${value}) WHEN 'array' THEN (SELECT json_group_array(json(_authoring_item)) FROM (${items})) ELSE ${value} END`;
}

function itemOf(cases: Cases, as: string) {
  const whens = cases.map(({ from, to }) => `WHEN ${quoteText(from)} THEN ${quoteText(to)}`).join(' ');
  const froms = cases.map(({ from }) => quoteText(from)).join(', ');
  const text = `json_quote(CASE ${as}.value ${whens} ELSE ${as}.value END)`;
  return {
    at: `${as}.key`,
    isMapped: `(${as}.type = 'text' AND ${as}.value IN (${froms}))`,
    item: `CASE ${as}.type WHEN 'text' THEN ${text} ELSE _authoring_list._authoring_json -> ${as}.key END`,
  };
}
