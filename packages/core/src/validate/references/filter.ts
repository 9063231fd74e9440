/** Owns where filters, sort orders and text templates name fields. */
import { expressionPaths } from './expression.ts';
import {
  type Body,
  type FieldOwner,
  type Holder,
  isBody,
  type PlaceOptions,
  type Positions,
  place,
  targetOfField,
} from './position.ts';

const COMBINATORS = new Set(['$and', '$or', '$nor']);

/**
 * Adds the fields of a filter in any of its authored forms: `[{field, operator, value}]`, `[['field', '=', value]]`,
 * or a condition map `{field: value, $or: [...]}`.
 */
export function filterFields(
  positions: Positions,
  holder: Body,
  key: string,
  owner: FieldOwner,
  path: string,
  options?: PlaceOptions,
): void {
  const filter = holder[key];
  if (Array.isArray(filter)) filterList(positions, filter, owner, path, options);
  else if (isBody(filter)) conditionMap(positions, filter, owner, path, options);
}

/** `field` of a rule, or of a tuple whose second entry is its operator. */
function filterList(
  positions: Positions,
  filter: unknown[],
  owner: FieldOwner,
  path: string,
  options?: PlaceOptions,
): void {
  if (typeof filter[0] === 'string' && typeof filter[1] === 'string' && filter.length === 3) {
    positions.field(filter, 0, owner, `${path}.0`, options);
    return;
  }
  for (let index = 0; index < filter.length; index++) {
    const entry: unknown = filter[index];
    const at = `${path}.${index}`;
    if (Array.isArray(entry)) filterList(positions, entry, owner, at, options);
    else if (isBody(entry) && typeof entry.field === 'string') {
      positions.field(entry, 'field', owner, `${at}.field`, options);
    } else if (isBody(entry)) conditionMap(positions, entry, owner, at, options);
  }
}

/** @param above path of the relationship whose record the conditions are on: `{account: {name: 'Acme'}}` */
function conditionMap(
  positions: Positions,
  filter: Body,
  owner: FieldOwner,
  path: string,
  options?: PlaceOptions,
  above = '',
): void {
  for (const key of Object.keys(filter)) {
    const value = filter[key];
    const at = `${path}.${key}`;
    if (COMBINATORS.has(key) && Array.isArray(value)) filterList(positions, value, owner, at, options);
    else if (key === '$not' && isBody(value)) conditionMap(positions, value, owner, at, options, above);
    else if (!key.startsWith('$') && !key.includes('{')) {
      const target = targetOfField(owner, `${above}${key}`);
      if (target === undefined) continue;
      const tail = above === '' ? options : { ...options, isTail: true as const };
      positions.span(filter, key, 'key', { start: 0, end: key.length }, target, at, tail);
      if (isNested(value)) conditionMap(positions, value, owner, at, options, `${above}${key}.`);
    }
  }
}

/** A record without any operator holds conditions on the related record. */
function isNested(value: unknown): value is Body {
  if (!isBody(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && !keys.some((key) => key.startsWith('$') || NOT_NESTED.has(key));
}

/** An expression as a value: `{dialect, source}`. */
const NOT_NESTED = new Set(['dialect', 'source']);

/** Adds the fields of a sort: `name desc, -age`, a list of those, or `[{field, order}]`. */
export function sortFields(
  positions: Positions,
  holder: Body,
  key: string,
  owner: FieldOwner,
  path: string,
  options?: PlaceOptions,
): void {
  const sort = holder[key];
  if (typeof sort === 'string') sortText(positions, holder, key, owner, path, options);
  else if (Array.isArray(sort)) {
    for (let index = 0; index < sort.length; index++) {
      const entry: unknown = sort[index];
      const at = `${path}.${index}`;
      if (typeof entry === 'string') sortText(positions, sort, index, owner, at, options);
      else if (isBody(entry)) positions.field(entry, 'field', owner, `${at}.field`, options);
    }
  }
}

const SORT_TERM = /(?:^|,)\s*[-+]?\s*([A-Za-z_][\w.]*)/g;

function sortText(
  positions: Positions,
  holder: Holder,
  key: string | number,
  owner: FieldOwner,
  path: string,
  options?: PlaceOptions,
): void {
  const text = (holder as Record<string | number, unknown>)[key] as string;
  for (const match of text.matchAll(SORT_TERM)) {
    const name = match[1] as string;
    const target = targetOfField(owner, name);
    const start = match.index + match[0].length - name.length;
    if (target !== undefined) {
      positions.span(holder, key, 'value', { start, end: start + name.length }, target, path, options);
    }
  }
}

export interface TemplateScope {
  readonly record: FieldOwner;
  /** A token without a root names a field of the record. */
  readonly bare?: boolean;
  readonly variables?: ReadonlyMap<string, string>;
  /** Names that the runtime binds on the record whether or not it has such fields. */
  readonly implicit?: ReadonlySet<string>;
}

const TOKEN = /\{+\s*([A-Za-z_$][\w$.]*)[^{}]*\}+/g;

/**
 * Adds the fields that a text template's tokens name: `{record.name}`, `{{ record.name }}`, and bare `{name}` where
 * `bare` says so. Only the leading name of a token counts; formatters behind it do not.
 */
export function templateFields(
  positions: Positions,
  holder: Holder,
  key: string | number,
  scope: TemplateScope,
  path: string,
  options?: PlaceOptions,
): void {
  const text = (holder as Record<string | number, unknown>)[key];
  if (typeof text !== 'string' || !text.includes('{')) return;
  for (const match of text.matchAll(TOKEN)) {
    const token = match[1] as string;
    const at = match.index + match[0].indexOf(token);
    const [tokenPath] = expressionPaths(token);
    const root = tokenPath?.segments[0];
    const head = tokenPath?.segments[1];
    if (root === undefined) continue;
    const bound =
      root.name === 'record' || root.name === 'previous' ? scope.record : scope.variables?.get(root.name);
    const isBare = scope.bare === true && bound === undefined;
    const start = isBare ? 0 : head?.start;
    if (start === undefined || (!isBare && bound === undefined)) continue;
    const target = targetOfField(isBare ? scope.record : bound, token.slice(start));
    if (target === undefined) continue;
    const isImplicit = head !== undefined && scope.implicit?.has(head.name) === true;
    const span = { start: at + start, end: at + token.length };
    positions.span(holder, key, 'value', span, target, path, isImplicit ? place.maybe : options);
  }
}
