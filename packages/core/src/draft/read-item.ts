/** Owns reading one item: as the draft has it, or as an environment has it: its overlay, else its active version's. */
import { bodiesOf, draftView, versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { ItemIndex } from '../metadata/item-index.ts';
import { type ItemRef, keyOf } from '../metadata/ref.ts';
import { environmentByName } from '../release/find-environment.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle } from '../service-types.ts';

export type ReadItemInput =
  | { readonly ref: ItemRef; readonly draft: DraftHandle }
  /** Active metadata only: drafts are never visible here. */
  | { readonly ref: ItemRef; readonly environment: string };

export async function readItem(
  context: Context,
  scope: Scope,
  input: ReadItemInput,
): Promise<{ readonly checksum: string; readonly body: unknown }> {
  context.authorize(scope, 'read', null);
  const key = keyOf(input.ref);
  for (const index of await indexesOf(context, scope, input)) {
    const checksum = index.get(key);
    if (checksum === undefined) continue;
    const body = (await bodiesOf(context, context.plane, scope, index, [key])).get(key);
    return { checksum, body };
  }
  throw new AuthoringError('ITEM_NOT_FOUND', `there is no '${key}'`, {
    suggestion: 'list what there is with: mda status',
  });
}

async function indexesOf(
  context: Context,
  scope: Scope,
  input: ReadItemInput,
): Promise<readonly ItemIndex[]> {
  if ('draft' in input) return [(await draftView(context, context.plane, scope, input.draft.draftId)).index];
  const environment = await environmentByName(context.plane, scope, input.environment);
  const installed = await context.plane.installations.list(scope, environment.id);
  const contents = await Promise.all(
    installed
      .filter((row) => row.enabled)
      .map((row) => versionContent(context, context.plane, scope, row.versionId)),
  );
  const overlay = await context.plane.overlays.get(scope, environment.id, keyOf(input.ref));
  const overlaid: ItemIndex[] = overlay ? [new Map([[overlay.ref, overlay.bodyChecksum]])] : [];
  return [...overlaid, ...contents.map((content) => content.index)];
}
