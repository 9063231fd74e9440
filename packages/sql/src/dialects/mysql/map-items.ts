/** Owns how the items of a JSON list are mapped in MySQL's SQL. No column can be called like what is named in here. */
import type { Expression } from '@objectstack/metadata-authoring';
import { quoteText } from './quote.ts';

type Cases = Extract<Expression, { op: 'map_items' }>['cases'];

/** @param value SQL of the list */
export function mapItems(value: string, cases: Cases): string {
  const [a, b] = [itemOf(cases, '_authoring_a'), itemOf(cases, '_authoring_b')];
  const earlier = `${b.at} < ${a.at} AND cast(${b.item} AS binary) = cast(${a.item} AS binary) AND (${a.isMapped} OR ${b.isMapped})`;
  const stays = `NOT EXISTS (SELECT 1 FROM ${listOf(value)} AS _authoring_b WHERE ${earlier})`;
  const items = `group_concat(${a.item} ORDER BY ${a.at} SEPARATOR ',')`;
  const list = `SELECT concat('[', coalesce(${items}, ''), ']') FROM ${listOf(value)} AS _authoring_a WHERE ${stays}`;
  return `CASE json_type(${value}) WHEN 'ARRAY' THEN (${list}) ELSE ${value} END`;
}

/** The server would cut what it joins at a length that each session sets, and say nothing. */
export function isCut(value: string, cases: Cases): string {
  const { item } = itemOf(cases, '_authoring_a');
  const length = `SELECT sum(octet_length(${item}) + 1) FROM ${listOf(value)} AS _authoring_a`;
  return `(json_type(${value}) = 'ARRAY' AND coalesce((${length}), 0) > @@group_concat_max_len)`;
}

function listOf(value: string): string {
  return `json_table(${value}, '$[*]' COLUMNS (_authoring_at FOR ORDINALITY, _authoring_raw JSON PATH '$'))`;
}

function itemOf(cases: Cases, as: string) {
  const raw = `${as}._authoring_raw`;
  const bytes = `cast(json_unquote(${raw}) AS binary)`;
  const isText = `json_type(${raw}) = 'STRING'`;
  const froms = cases.map(({ from }) => quoteText(from)).join(', ');
  const whens = cases.map(({ from, to }) => `WHEN ${quoteText(from)} THEN ${quoteText(JSON.stringify(to))}`);
  return {
    at: `${as}._authoring_at`,
    isMapped: `(${isText} AND ${bytes} IN (${froms}))`,
    // One spelling for equal texts, whatever is escaped in them.
    item: `CASE WHEN ${isText} THEN CASE ${bytes} ${whens.join(' ')} ELSE json_quote(json_unquote(${raw})) END ELSE ${raw} END`,
  };
}
