/**
 * Owns adopting drift: what differs in the tables of one package becomes edits of its objects in the open draft. Nothing
 * runs; whoever publishes the draft decides, and the publish finds that the database already has it.
 */
import { bodiesOf, draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { adoptTable, type RefusedDrift } from '../draft/adopt-table.ts';
import { openDraft } from '../draft/open-draft.ts';
import { stageMany } from '../draft/stage.ts';
import { AuthoringError } from '../error.ts';
import { keysOfType } from '../metadata/item-index.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import { type Drift, driftBetween } from '../plan/physical-schema.ts';
import type { Scope } from '../scope.ts';
import type { AdoptResult, StageChange } from '../service-types.ts';
import { validateItem } from '../validate/validate-item.ts';
import { tablesOf } from './compare-contents.ts';
import { type InstalledPackage, installedPackages } from './environment-content.ts';
import { environmentByName } from './find-environment.ts';
import { lostTriggers } from './lost-triggers.ts';
import { oldNames } from './old-names.ts';
import { pendingContract, withLeftovers } from './pending-contract.ts';
import { renderAll } from './render-tables.ts';
import { withTarget } from './with-target.ts';

export interface AdoptOptions {
  readonly targetEnv: string;
  /** manifestId. Needed where the environment has more than one package. */
  readonly packageId?: string;
}

/** @throws USAGE_INVALID when the package is not clear, ITEM_CONFLICT when the draft was edited meanwhile, ITEM_PROTECTED */
export async function adopt(context: Context, scope: Scope, options: AdoptOptions): Promise<AdoptResult> {
  const { plane } = context;
  const environment = await environmentByName(plane, scope, options.targetEnv);
  context.authorize(scope, 'read', environment);
  context.authorize(scope, 'stage', null);
  const installed = await installedPackages(context, plane, scope, environment.id);
  const { manifestId } = packageOf(installed, environment.name, options.packageId);
  const pending = await pendingContract(plane, scope, environment.id);
  const needed = await tablesOf(context, plane, scope, installed, 'all');
  const required = withLeftovers(needed, pending.steps);
  const { tableNameOf } = await import('../plan/storage/table-name.ts');
  const { tableSpecOf } = await import('../plan/storage/table-spec-of.ts');
  const draft = await openDraft(context, scope, manifestId, {});
  const view = await draftView(context, plane, scope, draft.draftId);
  const objects = new Map(
    keysOfType(view.index, 'object').map((key) => [tableNameOf(parseKey(key).name), key] as const),
  );
  const adopted: AdoptResult['adopted'][number][] = [];
  const refused: RefusedDrift[] = [];
  const changes: Omit<StageChange, 'draft'>[] = [];
  await withTarget(context, environment, async (target) => {
    const actual = await target.introspect();
    const drift = driftBetween(renderAll(target, required), actual);
    const names = await oldNames(plane, scope, {
      environmentId: environment.id,
      pending: pending.steps,
      ours: required,
      target,
      tables: new Set(actual.keys()),
    });
    const triggers = await lostTriggers({ target, pending: pending.steps, required: needed, actual, names });
    refused.push(...names.drift.map((entry) => ({ ...entry, reason: NO_OLD_NAMES })));
    refused.push(...triggers.drift.map((entry) => ({ ...entry, reason: NO_TRIGGERS })));
    for (const [table, entries] of byTable(drift)) {
      const refuse = (reason: string) => refused.push(...entries.map((entry) => ({ ...entry, reason })));
      const [real, owner, key] = [actual.get(table), required.get(table)?.owner, objects.get(table)];
      if (owner !== manifestId) refuse(`the table belongs to package '${owner}': name it with --package`);
      else if (!real) refuse('a whole table is missing: repair makes it again, or delete its object');
      else if (!key) refuse('the draft has no object of this table any more');
      else {
        const before = (await bodiesOf(context, plane, scope, view.index, [key])).get(key);
        const result = adoptTable({
          body: before as Readonly<Record<string, unknown>>,
          drift: entries,
          actual: real,
          reading: target.specOf(table, real),
          tableOf: (body) => tableSpecOf(body, manifestId),
          render: (spec) => target.render(spec),
        });
        const ref = parseKey(key);
        const [invalid] = (await validateItem(ref, result.body)).filter(
          ({ severity }) => severity === 'error',
        );
        if (invalid) {
          refuse(`the object would not be valid any more: ${invalid.message}`);
          continue;
        }
        refused.push(...result.refused);
        adopted.push(...result.adopted.map((entry) => ({ ...entry, ref: key })));
        if (result.adopted.length > 0)
          changes.push({ op: 'put', ...ref, item: result.body, parentVersion: view.index.get(key) ?? null });
      }
    }
  });
  const staged = changes.length === 0 ? [] : await stageMany(context, scope, draft, changes);
  return {
    mode: 'adopt',
    environment: environment.name,
    package: manifestId,
    draft: draft.draftId,
    adopted,
    notAdopted: refused,
    staged: staged.flatMap(({ ref, unchanged }): readonly ItemKey[] => (unchanged ? [] : [ref])),
  };
}

/** No item of a draft asks for an old name: the run that renamed the table left it, and finalize takes it away. */
const NO_OLD_NAMES = 'an old name of a table is in no draft: repair brings it in order';
const NO_TRIGGERS = 'what writes values along is in no draft: repair makes it again';

function byTable(drift: readonly Drift[]): ReadonlyMap<string, readonly Drift[]> {
  const tables = new Map<string, Drift[]>();
  for (const entry of drift) tables.set(entry.table, [...(tables.get(entry.table) ?? []), entry]);
  return tables;
}

function packageOf(
  installed: readonly InstalledPackage[],
  environment: string,
  packageId: string | undefined,
): InstalledPackage {
  const found =
    packageId === undefined
      ? installed.length === 1
        ? installed[0]
        : undefined
      : installed.find(({ manifestId }) => manifestId === packageId);
  if (found) return found;
  throw new AuthoringError(
    'USAGE_INVALID',
    packageId === undefined
      ? `environment '${environment}' runs ${installed.length} packages: it is not clear which one takes the differences over`
      : `environment '${environment}' does not run package '${packageId}'`,
    { suggestion: 'name a package that it runs with --package ID; see them with: mda env show NAME' },
  );
}
