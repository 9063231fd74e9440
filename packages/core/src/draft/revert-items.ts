/**
 * Owns going back with single items: their bodies of an earlier version are staged into the draft, names and values go the
 * way back that their facts tell, and what refers to them follows; what only has the name of something of then takes no part.
 * Nothing runs: the draft is published like any other, because what an environment runs is always one sealed set.
 */
import { bodiesOf, type DraftView, draftView, versionContent } from '../content.ts';
import type { VersionContent } from '../content-cache.ts';
import type { Context } from '../context.ts';
import { AuthoringError, isAuthoringError } from '../error.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import { type DirectedConversion, factsBetween, type StatedFact } from '../plan/jump-facts.ts';
import { rollbackItems } from '../release/rollback-items.ts';
import { type RollbackOptions, rollbackTarget } from '../release/rollback-target.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle, RevertedItem, RevertResult } from '../service-types.ts';
import { nearestName } from '../validate/near-name.ts';
import { answerQuestion } from './answer-question.ts';
import { draftQuestions } from './draft-questions.ts';
import { type EndedSince, endedSince } from './ended-since.ts';
import { openDraft } from './open-draft.ts';
import { renameField } from './rename-field.ts';
import { renameItem } from './rename-item.ts';
import { stage } from './stage.ts';
import { stageConversion } from './stage-conversion.ts';

export interface RevertOptions extends Omit<RollbackOptions, 'force' | 'renames' | 'expectPlanHash'> {
  /** `type/name`, as the draft or the earlier version calls it. */
  readonly items: readonly string[];
}

/** What lies between the draft and the earlier version. */
interface Way {
  readonly between: readonly StatedFact[];
  readonly ended: EndedSince;
}

/** One item on both sides; null: that side does not have it. */
interface Pair {
  readonly draft: ItemKey | null;
  readonly version: ItemKey | null;
}

/**
 * @throws ITEM_NOT_FOUND naming every item that neither side has, ITEM_CONFLICT those that the draft changes itself,
 * NAME_TAKEN, and what `rollback` throws about its version. All items or none.
 */
export async function revertItems(
  context: Context,
  scope: Scope,
  options: RevertOptions,
): Promise<RevertResult> {
  context.authorize(scope, 'stage', null);
  const target = await rollbackTarget(context, scope, options);
  const { environment, to } = target;
  const pkg = await context.plane.packages.get(scope, to.packageId);
  const draft = await openDraft(context, scope, pkg?.manifestId ?? '', {});
  return context.plane.transaction(async (tx) => {
    const within: Context = { ...context, plane: tx };
    const view = await draftView(within, tx, scope, draft.draftId);
    const version = await versionContent(within, tx, scope, to.id);
    const between = factsBetween(view.facts, version.facts);
    const ended = await endedSince(within, scope, environment.id, view, to);
    const pairs = pairsOf(options.items, { view, version, between, ended }, to.version);
    assertNotStaged(view, pairs);
    const touched = await touchedBy(within, scope, draft, to.id, pairs);
    const staged: RevertedItem[] = [];
    const unchanged: ItemKey[] = [];
    for (const pair of pairs) {
      const bodies = await bodiesOf(within, tx, scope, version.index, pair.version ? [pair.version] : []);
      const body = pair.version === null ? null : bodies.get(pair.version);
      const isSame =
        pair.draft === pair.version &&
        pair.draft !== null &&
        view.index.get(pair.draft) === version.index.get(pair.draft);
      const key = (pair.version ?? pair.draft) as ItemKey;
      if (isSame && !between.some((fact) => fact.ref === key)) {
        unchanged.push(key);
        continue;
      }
      const valuesOpen = await stageBack(within, scope, draft, pair, body, { between, ended });
      staged.push({
        ref: key,
        op: body === null ? 'delete' : pair.draft !== null && pair.draft !== pair.version ? 'rename' : 'put',
        ...(pair.draft !== null && pair.draft !== key ? { from: parseKey(pair.draft).name } : {}),
        touchedBy: touched.get(key) ?? [],
        valuesOpen,
      });
    }
    await answerKnown(within, scope, draft, new Set(staged.map(({ ref }) => ref)));
    return {
      environment: environment.name,
      package: draft.packageId,
      draft: draft.draftId,
      base: draft.base,
      to: to.version,
      toVersionId: to.id,
      staged,
      unchanged,
    };
  });
}

function pairsOf(
  items: readonly string[],
  { view, version, between, ended }: { readonly view: DraftView; readonly version: VersionContent } & Way,
  label: string,
): readonly Pair[] {
  const pairs = new Map<string, Pair>();
  const unknown: string[] = [];
  for (const item of items) {
    const asked = item as ItemKey;
    const had = calledInDraft(asked, between);
    const draft = view.index.has(asked) || ended.isEnded(had) ? asked : had;
    const then = ended.isEnded(draft) ? asked : calledThen(draft, between);
    const pair: Pair = {
      draft: view.index.has(draft) ? draft : null,
      version: version.index.has(then) ? then : null,
    };
    if (pair.draft === null && pair.version === null) unknown.push(item);
    else pairs.set(`${pair.draft} ${pair.version}`, pair);
  }
  const [first] = unknown;
  if (first === undefined) return [...pairs.values()];
  const near = nearestName(first, new Set([...view.index.keys(), ...version.index.keys()]));
  throw new AuthoringError(
    'ITEM_NOT_FOUND',
    `neither version ${label} nor the draft has ${unknown.map((item) => `'${item}'`).join(', ')}`,
    {
      details: { items: unknown },
      suggestion: near
        ? `did you mean '${near}'?`
        : 'list the items that differ with: mda rollback --env NAME --to VERSION --preview --json',
    },
  );
}

/** Along the facts between draft and version. */
function calledThen(key: ItemKey, between: readonly StatedFact[]): ItemKey {
  return between.reduce<ItemKey>(
    (name, fact) => (fact.kind === 'item' && fact.ref === name ? renamed(fact) : name),
    key,
  );
}

/** Against them. */
function calledInDraft(key: ItemKey, between: readonly StatedFact[]): ItemKey {
  return between.reduceRight<ItemKey>(
    (name, fact) => (fact.kind === 'item' && renamed(fact) === name ? fact.ref : name),
    key,
  );
}

function renamed({ ref, to }: { readonly ref: ItemKey; readonly to: string }): ItemKey {
  return keyOf({ type: parseKey(ref).type, name: to });
}

/** What somebody is at work on is not written over. */
function assertNotStaged({ changes }: DraftView, pairs: readonly Pair[]): void {
  const asked = new Set(pairs.flatMap(({ draft, version }) => [draft, version]));
  const staged = changes.filter(({ ref }) => asked.has(ref));
  const [first] = staged;
  if (first === undefined) return;
  const { type, name } = parseKey(first.ref);
  throw new AuthoringError(
    'ITEM_CONFLICT',
    `the draft changes ${staged.map(({ ref, updatedBy }) => `'${ref}' (${updatedBy})`).join(', ')} itself`,
    {
      details: {
        items: staged.map(({ ref, op, updatedBy, updatedAt }) => ({ ref, op, updatedBy, updatedAt })),
      },
      suggestion: `publish the draft first, or drop its change with: mda discard ${type} ${name}`,
    },
  );
}

async function touchedBy(
  context: Context,
  scope: Scope,
  { draftId }: DraftHandle,
  toId: string,
  pairs: readonly Pair[],
): Promise<ReadonlyMap<ItemKey, RevertedItem['touchedBy']>> {
  const { versions } = context.plane;
  const draft = await versions.get(scope, draftId);
  const from = draft?.baseVersionId == null ? null : await versions.get(scope, draft.baseVersionId);
  const to = await versions.get(scope, toId);
  if (from === null || to === null) return new Map();
  const changes = pairs.map(({ draft: now, version }) => ({
    ref: (version ?? now) as ItemKey,
    op: version === null ? ('delete' as const) : ('put' as const),
  }));
  const items = await rollbackItems(context, scope, { from, to }, changes);
  return new Map(items.map((item) => [item.ref, item.touchedBy]));
}

/** @returns fields of which nobody said how their values come back, or not in terms that still hold */
async function stageBack(
  context: Context,
  scope: Scope,
  draft: DraftHandle,
  pair: Pair,
  body: unknown,
  way: Way,
): Promise<readonly string[]> {
  if (pair.version === null || body === null) {
    const { type, name } = parseKey(pair.draft as ItemKey);
    await stage(context, scope, { op: 'delete', type, name, draft });
    return [];
  }
  const { conversions, others } =
    pair.draft === null
      ? { conversions: [], others: [] }
      : await renameBack(context, scope, draft, pair.draft, way);
  const { type, name } = parseKey(pair.version);
  await stage(context, scope, { op: 'put', type, name, item: body, draft });
  const wanted = fieldsIn(body);
  const open = others.filter((field) => wanted.has(field));
  for (const { field, value, back } of conversions) {
    const stated = {
      ...(value === undefined ? {} : { up: value }),
      ...(back === undefined ? {} : { down: back }),
    };
    try {
      await stageConversion(context, scope, draft, { object: name, field, ...stated });
    } catch (error) {
      if (!isAuthoringError(error) || error.kind !== 'invalid') throw error;
      open.push(field);
    }
  }
  return open;
}

interface WayBack {
  /** What was said of values on the way. */
  readonly conversions: readonly DirectedConversion[];
  /** Fields of the draft that were none of the item then. */
  readonly others: readonly string[];
}

/** The item and its fields get their names of then, with everybody who refers to them. */
async function renameBack(
  context: Context,
  scope: Scope,
  draft: DraftHandle,
  from: ItemKey,
  { between, ended }: Way,
): Promise<WayBack> {
  const had = await fieldsOf(context, scope, draft, from);
  if (ended.isEnded(from)) return { conversions: [], others: [...had] };
  let key = from;
  let conversions: readonly DirectedConversion[] = [];
  /** What the facts call the fields that end on the way. */
  const ending = new Set(ended.fieldsOf(from));
  const others = new Set(ending);
  for (const fact of between) {
    if (fact.ref !== key) continue;
    if (fact.kind === 'field' && ending.delete(fact.from)) {
      ending.add(fact.to);
      continue;
    }
    if (fact.kind === 'conversion') {
      if (ending.has(fact.field)) continue;
      conversions = [...conversions.filter(({ field }) => field !== fact.field), fact];
      continue;
    }
    const { name } = parseKey(key);
    if (fact.kind === 'item') {
      await renameItem(context, scope, draft, parseKey(key), fact.to);
      key = renamed(fact);
      continue;
    }
    conversions = conversions.map((one) => (one.field === fact.from ? { ...one, field: fact.to } : one));
    if (others.delete(fact.to)) await stageWithout(context, scope, draft, key, fact.to);
    const fields = await fieldsOf(context, scope, draft, key);
    if (fields.has(fact.from) && !fields.has(fact.to))
      await renameField(context, scope, draft, name, fact.from, fact.to);
  }
  return { conversions, others: [...others] };
}

/** Its name is another one's again. */
async function stageWithout(
  context: Context,
  scope: Scope,
  draft: DraftHandle,
  key: ItemKey,
  field: string,
): Promise<void> {
  const body = await bodyOf(context, scope, draft, key);
  const fields = Object.entries(body?.fields ?? {}).filter(([name]) => name !== field);
  const item = { ...body, fields: Object.fromEntries(fields) };
  await stage(context, scope, { op: 'put', ...parseKey(key), item, draft });
}

/**
 * Between two versions every rename is a fact: what goes and what comes with an item that goes back is no rename, and
 * nobody has to be asked. What others staged may be one all the same.
 */
async function answerKnown(
  context: Context,
  scope: Scope,
  draft: DraftHandle,
  staged: ReadonlySet<ItemKey>,
): Promise<void> {
  const { plane } = context;
  const view = await draftView(context, plane, scope, draft.draftId);
  const open = await draftQuestions(context, plane, scope, view, draft.packageId);
  for (const { id, ref, path, candidates } of open) {
    const { type } = parseKey(ref);
    const isOurs = path === 'fields' || candidates.every((name) => staged.has(keyOf({ type, name })));
    if (staged.has(ref) && isOurs) await answerQuestion(context, scope, draft, id, { replace: true });
  }
}

async function fieldsOf(
  context: Context,
  scope: Scope,
  draft: DraftHandle,
  key: ItemKey,
): Promise<ReadonlySet<string>> {
  return fieldsIn(await bodyOf(context, scope, draft, key));
}

async function bodyOf(
  context: Context,
  scope: Scope,
  { draftId }: DraftHandle,
  key: ItemKey,
): Promise<{ readonly fields?: object } | undefined> {
  const view = await draftView(context, context.plane, scope, draftId);
  return (await bodiesOf(context, context.plane, scope, view.index, [key])).get(key) as
    | { readonly fields?: object }
    | undefined;
}

function fieldsIn(body: unknown): ReadonlySet<string> {
  return new Set(Object.keys((body as { readonly fields?: object } | undefined)?.fields ?? {}));
}
