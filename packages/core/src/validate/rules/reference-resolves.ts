/**
 * Owns the rule that every reference names something that exists. It decides what a miss is and how grave; the words
 * are written by `reference-problem.ts`.
 */
import { hasPlatformObjectPrefix, isPlatformProvidedObjectName } from '@objectstack/spec/system';
import { nearestName } from '../near-name.ts';
import { fieldReference, fieldType, type Reference, type Target } from '../references/facts.ts';
import type { SetContext } from '../set-context.ts';
import type { SetIndex } from '../set-index.ts';

export type Miss =
  | { readonly kind: 'item'; readonly type: string; readonly name: string; readonly external: boolean }
  | { readonly kind: 'field'; readonly object: string; readonly field: string; readonly external: boolean }
  /** A path goes on behind a field that leads nowhere. */
  | {
      readonly kind: 'relationship';
      readonly object: string;
      readonly field: string;
      readonly external: boolean;
    }
  | {
      readonly kind: 'part';
      readonly target: Target & { readonly kind: 'part' };
      readonly external: boolean;
    }
  | { readonly kind: 'view_kind'; readonly name: string; readonly external: false };

const RELATIONSHIPS = new Set(['lookup', 'master_detail', 'user', 'tree']);

/** Called with every name whose existence or shape the verdict rests on; absent where nobody keeps track. */
export type Consult = ((symbol: string) => void) | undefined;

export const symbol = {
  item: (type: string, name: string) => `${type}/${name}`,
  type: (type: string) => `${type}/*`,
  field: (object: string, field: string) => `object/${object}#${field}`,
  fields: (object: string) => `object/${object}#*`,
  parts: (type: string, name: string) => `${type}/${name}#parts`,
} as const;

/** Undefined when the reference resolves, or nobody can know (a field of an object that is not here). */
export function missOf(
  reference: Reference,
  index: SetIndex,
  context: SetContext,
  consult: Consult,
): Miss | undefined {
  const { target } = reference;
  switch (target.kind) {
    case 'item':
      return itemMiss(target, index, context, consult);
    case 'field':
      return reference.maybe === true ? nearMiss(target, index, consult) : fieldMiss(target, index, consult);
    case 'dataset_field': {
      consult?.(symbol.item('dataset', target.dataset));
      const object = index.datasetObject(target.dataset);
      if (object === undefined) return undefined;
      return fieldMiss({ kind: 'field', object, field: target.field, joins: 'inner' }, index, consult);
    }
    case 'part':
      return partMiss(target, index, consult);
  }
}

function itemMiss(
  { type, name, viewKind }: Target & { readonly kind: 'item' },
  index: SetIndex,
  context: SetContext,
  consult: Consult,
): Miss | undefined {
  consult?.(symbol.item(type, name));
  if (index.origin(type, name) !== undefined) {
    if (viewKind === undefined) return undefined;
    const kinds = index.viewKinds(name);
    return kinds.length === 0 || kinds.includes(viewKind)
      ? undefined
      : { kind: 'view_kind', name, external: false };
  }
  if (type === 'object') {
    if (isPlatformProvidedObjectName(name)) return undefined;
    return { kind: 'item', type, name, external: hasPlatformObjectPrefix(name) || !context.isInside(name) };
  }
  return { kind: 'item', type, name, external: !ownsBareName(type, name, index, context, consult) };
}

/**
 * Names without a namespace may come from a package that is not here. The miss is the package's own when its base had
 * the item, when the name hangs on one of its objects (`crm_lead.form`), or when it has items of that type and
 * everything it depends on is installed.
 */
function ownsBareName(
  type: string,
  name: string,
  index: SetIndex,
  context: SetContext,
  consult: Consult,
): boolean {
  if (context.inBase(symbol.item(type, name))) return true;
  const dot = name.indexOf('.');
  if (type === 'view' && dot > 0) return context.isInside(name.slice(0, dot));
  consult?.(symbol.type(type));
  return context.isClosed && index.ownsAny(type);
}

type FieldTarget = Target & { readonly kind: 'field' };

function fieldMiss(target: FieldTarget, index: SetIndex, consult: Consult): Miss | undefined {
  let current = target.object;
  let rest = target.field;
  for (;;) {
    consult?.(symbol.item('object', current));
    const origin = index.judgeable(current);
    if (origin === undefined) return undefined;
    const dot = rest.indexOf('.');
    const field = dot === -1 ? rest : rest.slice(0, dot);
    consult?.(symbol.field(current, field));
    const facts = index.field(current, field);
    if (facts === undefined) return { kind: 'field', object: current, field, external: !origin.own };
    const related = facts === true ? undefined : fieldReference(facts);
    const isJoin = target.joins === 'all' || (target.joins === 'inner' && dot !== -1);
    if (isJoin && related === undefined && facts !== true && !RELATIONSHIPS.has(fieldType(facts))) {
      return { kind: 'relationship', object: current, field, external: !origin.own };
    }
    // Below a field that is no relationship lies a JSON value: its keys are data.
    if (dot === -1 || related === undefined) return undefined;
    current = related;
    rest = rest.slice(dot + 1);
  }
}

function nearMiss(target: FieldTarget, index: SetIndex, consult: Consult): Miss | undefined {
  const { object, field } = target;
  const miss = fieldMiss(target, index, consult);
  if (miss === undefined) return undefined;
  consult?.(symbol.fields(object));
  return nearestName(field, index.fieldNames(object)) === undefined ? undefined : miss;
}

function partMiss(
  target: Target & { readonly kind: 'part' },
  index: SetIndex,
  consult: Consult,
): Miss | undefined {
  const { type, name, group, part, viewKind } = target;
  consult?.(symbol.item(type, name));
  const origin = index.origin(type, name);
  if (origin === undefined) return undefined;
  if (group === 'views') {
    for (const view of [`${name}.${part}`, part]) {
      consult?.(symbol.item('view', view));
      if (index.origin('view', view) === undefined) continue;
      const kinds = index.viewKinds(view);
      if (viewKind === undefined || kinds.length === 0 || kinds.includes(viewKind)) return undefined;
    }
  } else {
    consult?.(symbol.parts(type, name));
    if (index.parts(type, name, group).includes(part)) return undefined;
  }
  return { kind: 'part', target, external: !origin.own };
}
