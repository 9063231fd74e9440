/**
 * Owns what changed in a runtime's own metadata since it was taken over: it is told, and taken into the draft when asked
 * for. An item that changed on both sides is left to a person.
 */
import { draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { openDraft } from '../draft/open-draft.ts';
import { type PreparedChange, stagePrepared } from '../draft/stage.ts';
import { AuthoringError } from '../error.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import type { ConvertedPart, SkippedPart } from '../metadata/stack-items.ts';
import type { AdoptedItem, AdoptionRow } from '../ports/adoption.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { PackageRow } from '../ports/package.ts';
import { environmentByName } from '../release/find-environment.ts';
import { withTarget } from '../release/with-target.ts';
import type { Scope } from '../scope.ts';
import type { Problem } from '../validate/problem.ts';
import { type AdoptedPlace, adoptedEnvironment } from './adopted-environment.ts';
import { type FlatItems, flatItems } from './flat-items.ts';
import { readFlatRows } from './read-flat-rows.ts';

export interface FlatChange {
  readonly ref: ItemKey;
  readonly change: 'added' | 'changed' | 'removed';
}

export interface FlatChanges {
  readonly environment: string;
  /** manifestId. */
  readonly package: string;
  /** When the rows were taken the last time. */
  readonly since: string;
  readonly changes: readonly FlatChange[];
}

export interface AdoptedChanges extends FlatChanges {
  readonly mode: 'draft';
  readonly draft: string;
  readonly staged: readonly ItemKey[];
  /** Changed here as well: not taken, and told of again the next time. */
  readonly conflicts: readonly SkippedPart[];
  readonly left: readonly SkippedPart[];
  readonly converted: readonly ConvertedPart[];
  readonly problems: readonly Problem[];
}

export interface Adopted {
  readonly package: PackageRow;
  readonly adoption: AdoptionRow;
}

/** Reads only. @throws PACKAGE_NOT_FOUND when it was not adopted there */
export async function flatChanges(
  context: Context,
  scope: Scope,
  place: AdoptedPlace & { readonly packageId: string },
): Promise<FlatChanges> {
  context.authorize(scope, 'read', null);
  const { row, known } = await adoptedEnvironment(context, scope, place);
  const pkg = await context.plane.packages.find(scope, place.packageId);
  const adoption = known && pkg ? await context.plane.adoptions.get(scope, row.id, pkg.id) : null;
  if (!pkg || !adoption)
    throw new AuthoringError('PACKAGE_NOT_FOUND', `'${place.packageId}' was not adopted from this database`, {
      suggestion: `take it over with: mda adopt --from URL --package ${place.packageId}`,
    });
  return (await changedRows(context, row, { package: pkg, adoption })).changes;
}

/** Of every package that was adopted there, where its rows changed since. Reads only. @throws ENVIRONMENT_NOT_FOUND */
export async function flatDrift(
  context: Context,
  scope: Scope,
  name: string,
): Promise<readonly FlatChanges[]> {
  const { plane } = context;
  const environment = await environmentByName(plane, scope, name);
  context.authorize(scope, 'read', environment);
  const found: FlatChanges[] = [];
  for (const { packageId } of await plane.installations.list(scope, environment.id)) {
    const adoption = await plane.adoptions.get(scope, environment.id, packageId);
    const pkg = adoption && (await plane.packages.get(scope, packageId));
    if (!adoption || !pkg) continue;
    const { changes } = await changedRows(context, environment, { package: pkg, adoption });
    if (changes.changes.length > 0) found.push(changes);
  }
  return found;
}

/** @throws what reading its rows throws, ITEM_PROTECTED, ROLE_FORBIDDEN */
export async function takeChanges(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  adopted: Adopted,
): Promise<AdoptedChanges> {
  context.authorize(scope, 'stage', null);
  const { manifestId, id: packageId } = adopted.package;
  const { changes, found } = await changedRows(context, environment, adopted);
  const draft = await openDraft(context, scope, manifestId, {});
  return context.plane.transaction(async (tx) => {
    const { index } = await draftView(context, tx, scope, draft.draftId);
    const items = new Map(adopted.adoption.items);
    const prepared: PreparedChange[] = [];
    const conflicts: SkippedPart[] = [];
    for (const { ref, change } of changes.changes) {
      const item = found.items.get(ref);
      if (change !== 'removed' && !item) continue;
      const [was, now, wanted] = [
        items.get(ref)?.body ?? null,
        index.get(ref) ?? null,
        item?.checksum ?? null,
      ];
      if (now !== wanted && now !== was) {
        conflicts.push({
          ref,
          reason: `${change} in the runtime, and ${now === null ? 'gone' : 'edited'} here`,
        });
        continue;
      }
      remember(items, ref, found.rows.get(ref));
      if (now === wanted) continue;
      prepared.push(
        item
          ? { change: { op: 'put', ...parseKey(ref), item: item.body }, body: item, warnings: [] }
          : { change: { op: 'delete', ...parseKey(ref) }, body: null, warnings: [] },
      );
    }
    const staged = await stagePrepared(context, tx, scope, draft, prepared, 'rows.adopted');
    await tx.adoptions.put(scope, {
      environmentId: environment.id,
      packageId,
      items,
      at: context.clock.now(),
    });
    return {
      mode: 'draft',
      ...changes,
      draft: draft.draftId,
      staged: staged.map(({ ref }) => ref),
      conflicts,
      left: found.left,
      converted: found.converted,
      problems: found.problems,
    };
  });
}

function remember(items: Map<ItemKey, AdoptedItem>, ref: ItemKey, row: AdoptedItem | undefined): void {
  if (row) items.set(ref, row);
  else items.delete(ref);
}

async function changedRows(
  context: Context,
  environment: EnvironmentRow,
  { package: { manifestId }, adoption }: Adopted,
): Promise<{ readonly changes: FlatChanges; readonly found: FlatItems }> {
  const rows = await withTarget(context, environment, (target) => readFlatRows(target, manifestId));
  const found = await flatItems(rows, manifestId);
  const changes: FlatChange[] = [];
  for (const [ref, { row }] of found.rows) {
    const known = adoption.items.get(ref);
    if (!known) changes.push({ ref, change: 'added' });
    else if (known.row !== row) changes.push({ ref, change: 'changed' });
  }
  for (const ref of adoption.items.keys()) if (!found.rows.has(ref)) changes.push({ ref, change: 'removed' });
  changes.sort((a, b) => (a.ref < b.ref ? -1 : 1));
  return {
    changes: { environment: environment.name, package: manifestId, since: adoption.at, changes },
    found,
  };
}
