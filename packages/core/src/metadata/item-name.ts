/**
 * Owns how an item of a stack gets its name when the body carries none. Names come from the body alone, in an order
 * that canonical form keeps, so that sealing and importing again gives the same names:
 * - view container: its `name`, else `<object>.<key>` of its default view, as the spec's expandViewContainer names it
 * - seed: the object it fills; object extension: the object it extends; package: its manifest id
 * - translation bundle: its locale, or `bundle` when it holds several
 * A later item that would take the same name gets `.2`, `.3`, …
 */
import type { ItemType } from './item-types.ts';

type Body = Readonly<Record<string, unknown>>;

function asBody(value: unknown): Body | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The value with its keys in canonical order, so that a name never depends on how a body was written. */
function inCanonicalOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCanonicalOrder);
  const body = asBody(value);
  if (!body) return value;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(body).sort()) sorted[key] = inCanonicalOrder(body[key]);
  return sorted;
}

function entriesOf(value: unknown): [string, Body][] {
  const map = asBody(value);
  if (!map) return [];
  const order: Record<string, true> = {};
  for (const key of Object.keys(map).sort()) order[key] = true;
  return Object.keys(order).flatMap((key): [string, Body][] => {
    const view = asBody(map[key]);
    return view ? [[key, view]] : [];
  });
}

// What expandViewContainer compares to see that the default view restates a named one.
function signature(view: Body): string {
  const { type = null, label = null, columns = null } = view;
  return JSON.stringify(inCanonicalOrder({ type, label, columns }));
}

/** The key of the default list view, or null when there is no list view at all. */
function defaultListKey({ listViews, list }: Body): string | null {
  const named = entriesOf(listViews);
  const single = asBody(list);
  if (!single) return named[0]?.[0] ?? null;
  if (named.length === 0) return text(single.name) ?? 'default';
  const wanted = signature(single);
  // A default that restates a named view is that view; of several restated ones the spec takes the last.
  const same = named.findLast(([, view]) => signature(view) === wanted);
  return same ? same[0] : freeKey(text(single.name) ?? 'default', named);
}

/** The key of the default form view; a restated one leaves the first named form as the default. */
function defaultFormKey({ formViews, form }: Body): string | null {
  const named = entriesOf(formViews);
  const single = asBody(form);
  const first = named[0]?.[0] ?? null;
  if (!single) return first;
  if (first === null) return text(single.name) ?? 'form';
  const wanted = signature(single);
  if (named.some(([, view]) => signature(view) === wanted)) return first;
  return freeKey(text(single.name) ?? 'form', named);
}

// A default view whose own name is the key of a named one gives way, as in the spec.
function freeKey(key: string, named: readonly (readonly [string, Body])[]): string {
  const taken = new Set(named.map(([other]) => other));
  let free = key;
  for (let number = 2; taken.has(free); number++) free = `${key}_${number}`;
  return free;
}

function objectOf(view: unknown): string | null {
  const body = asBody(view);
  return body ? text(asBody(body.data)?.object) : null;
}

/** The object that a view container is bound to, read where the runtime reads it. */
function objectOfView(body: unknown): string | null {
  const view = asBody(body);
  if (!view) return null;
  const direct = text(view.object) ?? objectOf(view.list) ?? objectOf(view.form);
  if (direct !== null) return direct;
  for (const [, named] of [...entriesOf(view.listViews), ...entriesOf(view.formViews)]) {
    const object = objectOf(named);
    if (object !== null) return object;
  }
  return null;
}

function viewName(view: Body): string {
  const own = text(view.name);
  if (own !== null) return own;
  const object = objectOfView(view) ?? 'view';
  const key = defaultListKey(view) ?? defaultFormKey(view);
  return key === null ? object : `${object}.${key}`;
}

function translationName(bundle: Body): string {
  const locales = Object.keys(bundle);
  return locales.length === 1 && locales[0] ? locales[0] : 'bundle';
}

// One email template exists per locale under one name; the runtime tells them apart by it, en-US being the plain one.
function authoredName(type: string, body: Body): string | null {
  const name = text(body.name);
  if (name === null || type !== 'email_template') return name;
  const locale = text(body.locale);
  return locale === null || locale === 'en-US' ? name : `${name}@${locale}`;
}

/** The name that the body alone gives, before numbering. Null when an authored name is missing. */
export function nameInBody(type: string, value: unknown): string | null {
  const body = asBody(value);
  if (!body) return null;
  switch (type) {
    case 'view':
      return viewName(body);
    case 'seed':
      return text(body.object) ?? 'seed';
    case 'object_extension':
      return text(body.extend) ?? 'extension';
    case 'translation':
      return translationName(body);
    case 'package':
      return text(asBody(body.manifest)?.id) ?? 'package';
    default:
      return authoredName(type, body);
  }
}

/** Names for the entries of one collection, in their order. Null where an authored name is missing. */
export function namesOf(entry: ItemType, bodies: readonly unknown[]): (string | null)[] {
  if (entry.naming === 'authored') return bodies.map((body) => nameInBody(entry.type, body));
  const used = new Set<string>();
  const highest = new Map<string, number>();
  return bodies.map((body) => {
    const wanted = nameInBody(entry.type, body);
    if (wanted === null) return null;
    let name = wanted;
    let number = highest.get(wanted) ?? 1;
    while (used.has(name)) {
      number += 1;
      name = `${wanted}.${number}`;
    }
    highest.set(wanted, number);
    used.add(name);
    return name;
  });
}
