/**
 * Owns following a rename through one body: every place that names the old name gets the new one. The places are the
 * positions that extraction lists, so that what validation sees and what a rename rewrites is the same set.
 */
import { nameInBody } from '../metadata/item-name.ts';
import type { ItemRef } from '../metadata/ref.ts';
import { fieldReference, type ItemFacts, type Relations, type Target } from '../validate/references/facts.ts';
import { isBody, type Position } from '../validate/references/position.ts';
import { defineItem, walkItem } from '../validate/references/walk-item.ts';

export type ItemRename = {
  readonly kind: 'item';
  readonly type: string;
  readonly from: string;
  readonly to: string;
};

export type FieldRename = {
  readonly kind: 'field';
  readonly object: string;
  readonly from: string;
  readonly to: string;
};

export type Rename = ItemRename | FieldRename;

/**
 * The body with the rename followed, the declaration of the name in it included; null when nothing in it names it.
 * Without `relations`, a path such as `account.name` is followed only through relationships that the body declares.
 */
export function rewriteReferrers(
  ref: ItemRef,
  body: unknown,
  rename: Rename,
  relations?: Relations,
): unknown | null {
  const known = relations ?? relationsOf(ref, body);
  let isReferrer = false;
  walkItem(ref, body, 'all', (position) => {
    isReferrer ||= replacement(position, rename, known) !== undefined;
  });
  if (!isReferrer) return null;
  const copy = structuredClone(body);
  const edits: Edit[] = [];
  walkItem(ref, copy, 'all', (position) => {
    const text = replacement(position, rename, known);
    if (text !== undefined) edits.push({ position, text });
  });
  apply(edits);
  return copy;
}

interface Edit {
  readonly position: Position;
  readonly text: string;
}

function replacement(position: Position, rename: Rename, relations: Relations): string | undefined {
  const { target, options } = position;
  if (rename.kind === 'item') return renamedItem(target, rename);
  const path = renamedField(target, rename, relations);
  if (path === undefined || !options.isTail) return path;
  // The text is the path's last name: a rename further up is written at the relationship's own place.
  const last = path.slice(path.lastIndexOf('.') + 1);
  return last === rename.to ? last : undefined;
}

function renamedItem(target: Target, { type, from, to }: ItemRename): string | undefined {
  if (target.kind === 'item') return target.type === type && target.name === from ? to : undefined;
  if (target.kind !== 'part') return undefined;
  const { group, name, part } = target;
  if (group === 'actions' && type === 'action') return part === from ? to : undefined;
  if (group !== 'views' || type !== 'view') return undefined;
  if (part === from) return to;
  // Inside its object a view goes by its key alone.
  const prefix = `${name}.`;
  return `${prefix}${part}` === from && to.startsWith(prefix) ? to.slice(prefix.length) : undefined;
}

function renamedField(target: Target, rename: FieldRename, relations: Relations): string | undefined {
  if (target.kind === 'field') return renamedPath(target.object, target.field, rename, relations);
  if (target.kind !== 'dataset_field') return undefined;
  return renamedPath(relations.datasetObject(target.dataset), target.field, rename, relations);
}

function renamedPath(
  object: string | undefined,
  path: string,
  rename: FieldRename,
  relations: Relations,
): string | undefined {
  let current = object;
  let isRenamed = false;
  const hops = path.split('.').map((hop) => {
    if (current === undefined) return hop;
    const matches = current === rename.object && hop === rename.from;
    isRenamed ||= matches;
    const next = relations.relatedObject(current, hop);
    current = next ?? (matches ? relations.relatedObject(current, rename.to) : undefined);
    return matches ? rename.to : hop;
  });
  return isRenamed ? hops.join('.') : undefined;
}

/** Values first, then property names: renaming a property moves the values beneath it. */
function apply(edits: readonly Edit[]): void {
  const values = new Map<object, Map<string | number, Edit[]>>();
  const keys = new Map<object, Map<string | number, Edit[]>>();
  for (const edit of edits) {
    const { holder, key, form } = edit.position;
    const byHolder = form === 'value' ? values : keys;
    const byKey = byHolder.get(holder) ?? new Map<string | number, Edit[]>();
    byHolder.set(holder, byKey);
    byKey.set(key, [...(byKey.get(key) ?? []), edit]);
  }
  for (const [holder, byKey] of values) {
    const record = holder as Record<string | number, unknown>;
    for (const [key, spans] of byKey) record[key] = spliced(record[key] as string, spans);
  }
  for (const [holder, byKey] of keys) renameKeys(holder as Record<string, unknown>, byKey);
}

/** The text with every span replaced; spans that name the same place twice count once. */
function spliced(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => b.position.start - a.position.start);
  let result = text;
  let before = Number.POSITIVE_INFINITY;
  for (const { position, text: name } of ordered) {
    if (position.end > before || position.start === before) continue;
    result = result.slice(0, position.start) + name + result.slice(position.end);
    before = position.start;
  }
  return result;
}

/** Keeps the order of properties. A stale property under the new name gives way to the renamed one. */
function renameKeys(record: Record<string, unknown>, byKey: ReadonlyMap<string | number, Edit[]>): void {
  const renamed = new Map<string, string>();
  for (const [key, spans] of byKey) renamed.set(String(key), spliced(String(key), spans));
  const taken = new Set(renamed.values());
  const entries = Object.entries(record).filter(([key]) => renamed.has(key) || !taken.has(key));
  for (const key of Object.keys(record)) delete record[key];
  for (const [key, value] of entries) record[renamed.get(key) ?? key] = value;
}

/** What a single body knows: its own relationships, if it is an object. */
function relationsOf(ref: ItemRef, body: unknown): Relations {
  const fields = ref.type === 'object' ? (defineItem(ref, body).fields ?? {}) : {};
  return {
    relatedObject: (object, field) => {
      const facts = object === ref.name && Object.hasOwn(fields, field) ? fields[field] : undefined;
      return facts === undefined ? undefined : fieldReference(facts);
    },
    datasetObject: () => undefined,
  };
}

/**
 * Whether an item with these facts may hold a place that the rename touches. Cheap, and never wrong when it says no;
 * whether a path really leads to the field only `rewriteReferrers` knows.
 */
export function mayReferTo(facts: ItemFacts, rename: Rename): boolean {
  const { defines } = facts;
  if (rename.kind === 'field' && defines.extends === rename.object) return true;
  return facts.references.some(({ target }) => {
    if (rename.kind === 'field') {
      return (
        'field' in target && (target.field === rename.from || target.field.split('.').includes(rename.from))
      );
    }
    if (target.kind === 'item') return target.type === rename.type && target.name === rename.from;
    return target.kind === 'part' && (target.group === 'views' || target.group === 'actions')
      ? rename.type === 'view' || rename.type === 'action'
      : false;
  });
}

/**
 * Renames that follow from a rewritten body whose names are derived: the item's own key (a seed is named by its
 * object) and the views that an object or container offers (`<object>.<key>`). The caller follows each of them too.
 */
export function derivedRenames(
  before: { readonly ref: ItemRef; readonly body: unknown },
  after: { readonly ref: ItemRef; readonly body: unknown },
): ItemRename[] {
  const { type, name } = before.ref;
  const renames: ItemRename[] = [];
  const add = (kind: string, from: string, to: string): void => {
    if (from !== to) renames.push({ kind: 'item', type: kind, from, to });
  };
  const oldName = nameInBody(type, before.body);
  const newName = nameInBody(type, after.body);
  const isAuthored = isBody(before.body) && before.body.name === name;
  if (!isAuthored && oldName !== null && newName !== null && name.startsWith(oldName)) {
    add(type, name, `${newName}${name.slice(oldName.length)}`);
  }
  const oldViews = Object.keys(defineItem(before.ref, before.body).views ?? {});
  const newViews = Object.keys(defineItem(after.ref, after.body).views ?? {});
  for (const [index, from] of oldViews.entries()) {
    const to = newViews[index];
    if (to !== undefined && !renames.some((known) => known.from === from)) add('view', from, to);
  }
  return renames;
}
