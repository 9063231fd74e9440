/** Owns where field definitions name things: relationships, pickers, inline grids, roll-ups, rules. */
import { parseAutonumberFormat, referencedFields } from '@objectstack/spec/data';
import { expressionFields } from './expression.ts';
import { filterFields } from './filter.ts';
import { eachBody } from './list-view.ts';
import { type Body, isBody, nameAt, type Positions, place } from './position.ts';

const RULES = ['visibleWhen', 'readonlyWhen', 'requiredWhen', 'conditionalRequired', 'expression'] as const;

/** Fields of an object or of an extension to it. */
export function fieldDefinitionPositions(body: Body, object: string, positions: Positions): void {
  if (!isBody(body.fields)) return;
  const parent = masterOf(body);
  for (const name of Object.keys(body.fields)) {
    const field = body.fields[name];
    const at = `fields.${name}`;
    positions.fieldKey(body.fields, name, object, at, place.declares);
    if (isBody(field)) fieldPositions(field, object, parent, at, positions);
  }
}

function fieldPositions(
  field: Body,
  object: string,
  parent: string | undefined,
  at: string,
  positions: Positions,
): void {
  const scope = { record: object, parent };
  for (const key of RULES) {
    if (field[key] !== undefined) expressionFields(positions, field, key, scope, `${at}.${key}`);
  }
  eachBody(field.options, (option, index) => {
    if (option.visibleWhen === undefined) return;
    expressionFields(positions, option, 'visibleWhen', scope, `${at}.options.${index}.visibleWhen`);
  });
  if (field.group !== undefined) {
    positions.part(
      field,
      'group',
      { type: 'object', name: object, group: 'groups' },
      `${at}.group`,
      place.soft,
    );
  }
  if (field.dependsOn !== undefined) positions.fields(field, 'dependsOn', object, `${at}.dependsOn`);
  if (typeof field.autonumberFormat === 'string')
    numberFormat(field, object, `${at}.autonumberFormat`, positions);
  if (field.reference !== undefined) relationPositions(field, object, at, positions);
  if (isBody(field.summaryOperations))
    summaryPositions(field.summaryOperations, `${at}.summaryOperations`, positions);
}

function relationPositions(field: Body, object: string, at: string, positions: Positions): void {
  const related = nameAt(field, 'reference');
  positions.item(field, 'reference', 'object', `${at}.reference`);
  positions.field(field, 'displayField', related, `${at}.displayField`);
  positions.fields(field, 'lookupColumns', related, `${at}.lookupColumns`);
  positions.fields(field, 'lookupFilters', related, `${at}.lookupFilters`);
  // The related list and the inline grid show this object's records under the referenced one.
  positions.fields(field, 'relatedListColumns', object, `${at}.relatedListColumns`);
  filterFields(positions, field, 'relatedListFilter', object, `${at}.relatedListFilter`);
  positions.field(field, 'inlineAmountField', object, `${at}.inlineAmountField`);
  positions.fields(field, 'inlineColumns', object, `${at}.inlineColumns`, undefined, 'name');
  eachBody(field.inlineColumns, (column, index) => {
    const where = `${at}.inlineColumns.${index}`;
    positions.item(column, 'reference', 'object', `${where}.reference`);
    positions.field(column, 'displayField', nameAt(column, 'reference'), `${where}.displayField`);
  });
}

const FORMAT_TOKEN = /\{([a-z_]\w*)\}/g;

/** `{plan_no}{000}`: tokens that are neither digits nor a date part name fields. */
function numberFormat(field: Body, object: string, path: string, positions: Positions): void {
  const format = field.autonumberFormat as string;
  const named = new Set(referencedFields(parseAutonumberFormat(format)));
  for (const match of format.matchAll(FORMAT_TOKEN)) {
    const name = match[1] as string;
    if (!named.has(name)) continue;
    const span = { start: match.index + 1, end: match.index + 1 + name.length };
    const target = { kind: 'field', object, field: name } as const;
    positions.span(field, 'autonumberFormat', 'value', span, target, path);
  }
}

function summaryPositions(summary: Body, at: string, positions: Positions): void {
  const child = nameAt(summary, 'object');
  positions.item(summary, 'object', 'object', `${at}.object`);
  positions.field(summary, 'field', child, `${at}.field`);
  positions.field(summary, 'relationshipField', child, `${at}.relationshipField`);
  filterFields(positions, summary, 'filter', child, `${at}.filter`);
}

/** The object bound as `parent` in rules: the one that the only master_detail field points at. */
function masterOf(body: Body): string | undefined {
  if (!isBody(body.fields)) return undefined;
  let master: string | undefined;
  for (const name of Object.keys(body.fields)) {
    const field = body.fields[name];
    if (!isBody(field) || field.type !== 'master_detail') continue;
    if (master !== undefined) return undefined;
    master = nameAt(field, 'reference');
  }
  return master;
}
