/**
 * Owns stating how the values of a field come about when it changes: a fact of the draft, checked against the fields of
 * draft and base, with every problem at once. The newest word on a field is the only one.
 */
import { bodiesOf, type DraftView, draftView, tableOf } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { conversionFact, type Fact } from '../metadata/fact.ts';
import { keyOf } from '../metadata/ref.ts';
import type { AuthoredExpression } from '../plan/expression/authored-expression.ts';
import { parseExpression } from '../plan/expression/parse-expression.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { ConversionResult, DraftHandle, StageConversion } from '../service-types.ts';
import { activeDraft } from './active-draft.ts';
import { commitChanges } from './commit-changes.ts';
import { conversionProblems } from './conversion-problems.ts';
import { type FieldPlace, withConversion, withoutConversion } from './draft-facts.ts';

interface Sides {
  readonly up?: AuthoredExpression;
  readonly down?: AuthoredExpression;
}

/** @throws ITEM_NOT_FOUND, EXPRESSION_INVALID, USAGE_INVALID */
export async function stageConversion(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  stated: StageConversion,
): Promise<ConversionResult> {
  context.authorize(scope, 'stage', null);
  const { object, field } = stated;
  const place = { ref: keyOf({ type: 'object', name: object }), field };
  return context.plane.transaction(async (tx) => {
    const draft = await activeDraft(tx, scope, handle);
    const view = await draftView(context, tx, scope, draft.id);
    const checksum = view.index.get(place.ref);
    if (checksum === undefined)
      throw new AuthoringError('ITEM_NOT_FOUND', `the draft has no '${place.ref}'`, {
        suggestion: 'list what the draft holds with: mda status',
      });
    const sides = await sidesOf(stated, () => holdsList(context, tx, scope, view, place, handle.packageId));
    const change = view.changes.find((staged) => staged.ref === place.ref) ?? null;
    const baseChecksum = change?.baseChecksum ?? view.base.index.get(place.ref) ?? '';
    const facts = nextFacts(view.draftFacts, place, sides, baseChecksum);
    const result = { object, field, ...sides };
    if (facts === view.draftFacts) return { ...result, draftVersion: draft.revision, unchanged: true };
    const next = { ...view, draftFacts: facts, facts: [...view.base.facts, ...facts] };
    const problems = await conversionProblems(context, tx, scope, next, handle.packageId);
    const own = problems.filter(({ ref, path }) => ref === place.ref && path === `fields.${field}`);
    const [first] = own;
    if (first)
      throw new AuthoringError('EXPRESSION_INVALID', `'${object}.${field}': ${first.message}`, {
        details: { problems: own },
        suggestion: first.suggestion,
      });
    const draftVersion = await commitChanges(context, tx, scope, {
      draft,
      edits: [
        {
          ref: place.ref,
          before: change,
          after: change,
          op: 'convert',
          checksumBefore: checksum,
          checksumAfter: checksum,
        },
      ],
      bodies: [],
      facts: { before: view.draftFacts, after: facts },
      event: facts.length < view.draftFacts.length ? 'conversion.cleared' : 'conversion.staged',
      data: { field },
      undoable: true,
    });
    return { ...result, draftVersion, unchanged: false };
  });
}

/** @param isList asked only where it matters */
async function sidesOf(stated: StageConversion, isList: () => Promise<boolean>): Promise<Sides> {
  const { field, up, fill, map, down } = stated;
  const given = [up, fill, map].filter((side) => side !== undefined);
  if (given.length > 1)
    throw new AuthoringError('USAGE_INVALID', `the values of '${field}' are stated in ${given.length} ways`, {
      suggestion: 'give one of up, fill and map',
    });
  const own = { op: 'column', name: field };
  const there =
    map !== undefined
      ? { op: (await isList()) ? 'map_items' : 'map', value: own, cases: map }
      : fill !== undefined
        ? { op: 'coalesce', values: [own, fill] }
        : up;
  return {
    ...(there === undefined ? {} : { up: await parseExpression(there) }),
    ...(down === undefined ? {} : { down: await parseExpression(down) }),
  };
}

async function holdsList(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  view: DraftView,
  { ref, field }: FieldPlace,
  owner: string,
): Promise<boolean> {
  const body = (await bodiesOf(context, tx, scope, view.index, [ref])).get(ref);
  const table = await tableOf(context, owner, view.index.get(ref) ?? '', body);
  return table?.columns.find(({ name }) => name === field)?.type.kind === 'json';
}

/** The same list where nothing new is said: what was said after it reads what it left. */
function nextFacts(
  facts: readonly Fact[],
  place: FieldPlace,
  sides: Sides,
  baseChecksum: string,
): readonly Fact[] {
  if (sides.up === undefined && sides.down === undefined) return withoutConversion(facts, place);
  const fact = conversionFact({ ...place, ...sides }, baseChecksum);
  return facts.some(({ id }) => id === fact.id) ? facts : withConversion(facts, fact);
}
