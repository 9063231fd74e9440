/**
 * Owns what rows of a runtime's own metadata become: items of a package. Whatever is not taken is named with its reason.
 * The runtime keeps each view by itself; a package holds views in containers, so each becomes one that expands to it.
 */
import { createHash } from 'node:crypto';
import { isAuthoringError } from '../error.ts';
import { type CanonicalBody, loadCanonicalize } from '../metadata/canonical-body.ts';
import { nameInBody } from '../metadata/item-name.ts';
import {
  collectionOfKey,
  collectionOfType,
  type ItemType,
  MANIFEST_REF,
  REFUSED_KEYS,
} from '../metadata/item-types.ts';
import { loadSpec, type Spec } from '../metadata/load-spec.ts';
import { parseJson } from '../metadata/parse-json.ts';
import { type ItemKey, keyOf } from '../metadata/ref.ts';
import { type ConvertedPart, itemsOfStack, type SkippedPart } from '../metadata/stack-items.ts';
import type { AdoptedItem } from '../ports/adoption.ts';
import type { FlatRow } from '../ports/target-database.ts';
import type { Problem } from '../validate/problem.ts';
import { loadItemValidator } from '../validate/validate-item.ts';

export interface FlatItem extends CanonicalBody {
  readonly body: unknown;
}

export interface FlatItems {
  readonly items: ReadonlyMap<ItemKey, FlatItem>;
  /** Rows, or parts of them, that are not among the items. */
  readonly left: readonly SkippedPart[];
  readonly converted: readonly ConvertedPart[];
  /** Of the rows that the spec refuses, and warnings of those that it takes. */
  readonly problems: readonly Problem[];
  /** Every active row that counts, by the item that it is. */
  readonly rows: ReadonlyMap<ItemKey, AdoptedItem>;
}

type Body = Record<string, unknown>;

interface Entry {
  readonly collection: ItemType;
  readonly name: string;
  readonly body: Body;
}

export async function flatItems(rows: readonly FlatRow[], manifestId: string): Promise<FlatItems> {
  const spec = await loadSpec();
  const left: SkippedPart[] = [];
  const rowOf = new Map<ItemKey, FlatRow>();
  const lists = new Map<string, { readonly name: string; readonly body: Body }[]>();
  for (const [rowKey, row] of countedRows(rows, left)) {
    const read = entryOf(spec, row);
    if (typeof read === 'string') {
      left.push({ ref: rowKey, reason: read });
      rowOf.set(rowKey, row);
      continue;
    }
    const { collection, name, body } = read;
    rowOf.set(keyOf({ type: collection.type, name }), row);
    const list = lists.get(collection.key);
    if (list) list.push({ name, body });
    else lists.set(collection.key, [{ name, body }]);
  }
  const of = <T>(part: (entry: { readonly name: string; readonly body: Body }) => T) =>
    Object.fromEntries([...lists].map(([key, list]) => [key, list.map(part)]));
  const found = await itemsOfStack(
    { ...of(({ body }) => body), [MANIFEST_REF.name]: { id: manifestId } },
    of(({ name }) => name),
  );
  const validate = await loadItemValidator();
  const canonical = await loadCanonicalize();
  const items = new Map<ItemKey, FlatItem>();
  const problems: Problem[] = [...found.problems];
  for (const { ref, body } of found.items) {
    const key = keyOf(ref);
    if (key === keyOf(MANIFEST_REF)) continue;
    const wrong = validate(ref, body);
    problems.push(...wrong);
    if (!isRefused(wrong)) items.set(key, { body, ...canonical(body) });
  }
  const refused = new Set(problems.flatMap((problem) => (isRefused([problem]) ? [problem.ref] : [])));
  return {
    items,
    left: [
      ...left,
      ...[...refused].map((ref) => ({ ref, reason: 'ITEM_INVALID: see problems' })),
      ...found.skipped,
    ],
    converted: found.converted,
    problems,
    rows: new Map(
      [...rowOf].map(([key, { body }]) => [
        key,
        { row: sha256(body ?? ''), body: items.get(key)?.checksum ?? null },
      ]),
    ),
  };
}

function isRefused(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/**
 * One active row for each item: the one for all organizations, as the runtime loads it; where there is none, the one of the
 * only organization that has it.
 */
function countedRows(rows: readonly FlatRow[], left: SkippedPart[]): ReadonlyMap<ItemKey, FlatRow> {
  const byKey = new Map<ItemKey, FlatRow[]>();
  for (const row of rows) {
    const key = keyOf({
      type: (collectionOfKey(row.type)?.type ?? row.type) || '?',
      name: row.name || row.id,
    });
    if (row.state === 'draft')
      left.push({ ref: key, reason: 'it is a draft in the runtime: publish it there, or stage it here' });
    else byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  const counted = new Map<ItemKey, FlatRow>();
  for (const [key, candidates] of byKey) {
    const shared = candidates.filter(({ organizationId }) => !organizationId);
    const [chosen, ...others] = shared.length > 0 ? shared : candidates;
    if (chosen && others.length === 0) {
      counted.set(key, chosen);
      if (candidates.length > 1)
        left.push({
          ref: key,
          reason: 'rows of single organizations are left: the one for all of them is taken',
        });
    } else
      left.push({
        ref: key,
        reason: `${candidates.length} active rows say what it is: keep one of them in the runtime, and adopt again`,
      });
  }
  return counted;
}

/** @returns why not */
function entryOf(spec: Spec, row: FlatRow): Entry | string {
  if (row.type === 'function' || row.type === 'functions') return `refused: ${REFUSED_KEYS.functions}`;
  const collection = collectionOfType(row.type) ?? collectionOfKey(row.type);
  if (!collection) return `a package has no items of type '${row.type}'`;
  if (row.name === '') return 'the row names no item';
  if (row.body === null) return 'its row holds no body, or one that is longer than an item may be';
  let parsed: unknown;
  try {
    parsed = parseJson(row.body);
  } catch (error) {
    if (isAuthoringError(error)) return `its body cannot be read: ${error.message}`;
    throw error;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return 'its body is no JSON object';
  const body = parsed as Body;
  if (collection.type === 'view' && 'viewKind' in body) return viewEntry(spec, collection, row.name, body);
  if (collection.naming === 'derived') return { collection, name: row.name, body };
  const named = body.name === undefined ? { name: row.name, ...body } : body;
  if (named.name !== row.name)
    return `its row calls it '${row.name}', its body '${String(named.name).slice(0, 60)}': make them one in the runtime`;
  const name = nameInBody(collection.type, named);
  return name === null ? 'its body has no name' : { collection, name, body: named };
}

/** A container is as good as the view when the runtime makes this very view of it again. */
function viewEntry(spec: Spec, collection: ItemType, name: string, view: Body): Entry | string {
  const { object, viewKind, config } = view;
  const word =
    typeof object === 'string' && name.startsWith(`${object}.`) ? name.slice(object.length + 1) : null;
  if (word === null || word.includes('.') || typeof config !== 'object' || config === null)
    return `a view of its own is called OBJECT.VIEW and has a config; '${name}' is not`;
  const family = viewKind === 'form' ? 'formViews' : 'listViews';
  const label = (config as Body).label ?? view.label;
  const body = { object, [family]: { [word]: label === undefined ? config : { ...config, label } } };
  const again = spec.expandViewContainer(object as string, body);
  const lost = Object.keys(view).filter(
    (part) => !KEPT_OF_VIEW.has(part) || (part === 'label' && view.label !== label),
  );
  if (again.length !== 1 || again[0]?.name !== name || again[0].viewKind !== viewKind || lost.length > 0)
    return `no container of views says this one${lost.length > 0 ? `: it has '${lost.join("', '")}'` : ''}`;
  return { collection, name, body };
}

/** The place in the switcher and the scope are what the runtime gives a view of a package anyway. */
const KEPT_OF_VIEW: ReadonlySet<string> = new Set([
  'name',
  'object',
  'viewKind',
  'label',
  'config',
  'order',
  'isDefault',
  'scope',
]);

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
