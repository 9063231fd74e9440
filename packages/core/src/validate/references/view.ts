/**
 * Owns where views name other things. A view body is a container (`list`, `form`, `listViews`, `formViews`), one view
 * of it (`viewKind` with `config`), or that view written flat.
 */
import type { ItemDefinitions } from './facts.ts';
import { formViewPositions } from './form-view.ts';
import { dataObject, eachBody, listViewPositions } from './list-view.ts';
import { viewNames } from './object.ts';
import { type Body, isBody, nameAt, type Positions, place } from './position.ts';

/** The object a view is bound to, as the runtime finds it. */
function viewObject(body: Body): string | undefined {
  return (
    nameAt(body, 'objectName') ??
    nameAt(body, 'object') ??
    dataObject(body) ??
    firstDataObject([body.list, body.form]) ??
    firstDataObject(isBody(body.listViews) ? Object.values(body.listViews) : []) ??
    firstDataObject(isBody(body.formViews) ? Object.values(body.formViews) : [])
  );
}

function firstDataObject(views: readonly unknown[]): string | undefined {
  for (const view of views) {
    const object = isBody(view) ? dataObject(view) : undefined;
    if (object !== undefined) return object;
  }
  return undefined;
}

export function viewPositions(body: Body, positions: Positions): void {
  const object = viewObject(body);
  positions.item(body, 'object', 'object', 'object');
  positions.item(body, 'objectName', 'object', 'objectName');
  namePosition(body, object, positions);
  for (const { kind, view, path } of viewsOf(body)) {
    if (kind === 'form') formViewPositions(view, object, path, positions);
    else listViewPositions(view, object, path, positions);
  }
}

/** A view's own name carries its object's: `<object>.<key>`, or the object's name alone for a container. */
function namePosition(body: Body, object: string | undefined, positions: Positions): void {
  const name = nameAt(body, 'name');
  if (name === undefined) return;
  if (object === undefined || (name !== object && !name.startsWith(`${object}.`))) return;
  const target = { kind: 'item', type: 'object', name: object } as const;
  positions.span(body, 'name', 'value', { start: 0, end: object.length }, target, 'name', place.repeats);
}

interface PlacedView {
  readonly kind: 'list' | 'form';
  readonly view: Body;
  readonly path: string;
}

function viewsOf(body: Body): PlacedView[] {
  if (body.viewKind === 'list' || body.viewKind === 'form') {
    const config = body.config;
    return isBody(config)
      ? [{ kind: body.viewKind, view: config, path: 'config.' }]
      : [{ kind: body.viewKind, view: body, path: '' }];
  }
  const views: PlacedView[] = [];
  if (isBody(body.list)) views.push({ kind: 'list', view: body.list, path: 'list.' });
  if (isBody(body.form)) views.push({ kind: 'form', view: body.form, path: 'form.' });
  for (const [bucket, kind] of [
    ['listViews', 'list'],
    ['formViews', 'form'],
  ] as const) {
    const named = body[bucket];
    if (!isBody(named)) continue;
    for (const [key, view] of Object.entries(named)) {
      if (isBody(view)) views.push({ kind, view, path: `${bucket}.${key}.` });
    }
  }
  if (views.length === 0) views.push({ kind: 'sections' in body ? 'form' : 'list', view: body, path: '' });
  return views;
}

export function viewDefinitions(body: Body): ItemDefinitions {
  const object = viewObject(body);
  if (object === undefined) return {};
  const isContainer = body.viewKind === undefined;
  const views = isContainer ? viewNames(object, body) : undefined;
  const sections = viewsOf(body).flatMap(({ view }) => sectionNames(view));
  const single = nameAt(body, 'name');
  const kind = body.viewKind === 'form' ? ('form' as const) : ('list' as const);
  const own = !isContainer && single !== undefined ? { [single]: kind } : undefined;
  return {
    object,
    ...((views ?? own) && { views: { ...views, ...own } }),
    ...(sections.length > 0 && { adds: [{ type: 'object', name: object, parts: { sections } }] }),
  };
}

function sectionNames(view: Body): string[] {
  const names: string[] = [];
  eachBody(view.sections, (section) => {
    const name = nameAt(section, 'name');
    if (name !== undefined) names.push(name);
  });
  return names;
}
