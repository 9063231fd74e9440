/**
 * Owns what a draft has of tables that an earlier version had none of: dropped and begun anew between, its things are not
 * those of then, though they may have their names.
 */
import type { DraftView } from '../content.ts';
import type { Context } from '../context.ts';
import { invariant } from '../error.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import type { VersionRow } from '../ports/package-version.ts';
import { lineageIn } from '../release/environment-lineage.ts';
import type { Scope } from '../scope.ts';

export interface EndedSince {
  /** Under its key in the draft. */
  isEnded(key: ItemKey): boolean;
  /** Of an object that is not itself, under their names in the draft. */
  fieldsOf(key: ItemKey): ReadonlySet<string>;
}

export async function endedSince(
  context: Context,
  scope: Scope,
  environmentId: string,
  view: DraftView,
  then: VersionRow,
): Promise<EndedSince> {
  const draft = await context.plane.versions.get(scope, view.draft.id);
  invariant(draft, `draft '${view.draft.id}' is no version`);
  const lineage = await lineageIn(context, context.plane, scope, environmentId, {
    unsealed: new Map([[draft.id, view]]),
  });
  const objects = new Set<string>();
  const fields = new Map<string, Set<string>>();
  for (const { thing } of await lineage.ends(draft, then))
    if (thing.column === null) objects.add(thing.table);
    else fields.set(thing.table, (fields.get(thing.table) ?? new Set()).add(thing.column));
  const tableOf = (key: ItemKey) => {
    const { type, name } = parseKey(key);
    return type === 'object' ? lineage.tableOf(name) : null;
  };
  return {
    isEnded: (key) => objects.has(tableOf(key) ?? ''),
    fieldsOf: (key) => fields.get(tableOf(key) ?? '') ?? new Set(),
  };
}
