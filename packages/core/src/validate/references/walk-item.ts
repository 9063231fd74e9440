/** Owns the table of item types: how each body is walked and what it defines. Unknown types name nothing. */
import type { ItemRef } from '../../metadata/ref.ts';
import { actionDefinitions, actionPositions } from './action.ts';
import { appDefinitions, appPositions } from './app.ts';
import { bookPositions, boundItemPositions, toolPositions } from './bound-item.ts';
import { dashboardDefinitions, dashboardPositions } from './dashboard.ts';
import { datasetDefinitions, datasetPositions } from './dataset.ts';
import type { ItemDefinitions } from './facts.ts';
import { flowPositions } from './flow.ts';
import { hookPositions } from './hook.ts';
import { mappingPositions } from './mapping.ts';
import { objectDefinitions, objectPositions } from './object.ts';
import { objectExtensionDefinitions, objectExtensionPositions } from './object-extension.ts';
import { pageDefinitions, pagePositions } from './page.ts';
import { permissionPositions } from './permission.ts';
import { type Body, isBody, nameAt, type Position, Positions, place } from './position.ts';
import { reportPositions } from './report.ts';
import { seedPositions } from './seed.ts';
import { translationPositions } from './translation.ts';
import { viewDefinitions, viewPositions } from './view.ts';

interface ItemType {
  readonly positions: (body: Body, positions: Positions, ref: ItemRef) => void;
  readonly definitions?: (body: Body, ref: ItemRef) => ItemDefinitions;
}

const EXTENSION: ItemType = { positions: objectExtensionPositions, definitions: objectExtensionDefinitions };

const ITEM_TYPES: ReadonlyMap<string, ItemType> = new Map<string, ItemType>([
  ['object', { positions: objectPositions, definitions: objectDefinitions }],
  ['object_extension', EXTENSION],
  ['view', { positions: viewPositions, definitions: viewDefinitions }],
  ['page', { positions: pagePositions, definitions: pageDefinitions }],
  ['dashboard', { positions: dashboardPositions, definitions: dashboardDefinitions }],
  ['app', { positions: appPositions, definitions: appDefinitions }],
  ['action', { positions: actionPositions, definitions: actionDefinitions }],
  ['report', { positions: reportPositions }],
  ['dataset', { positions: datasetPositions, definitions: datasetDefinitions }],
  ['flow', { positions: flowPositions }],
  ['hook', { positions: hookPositions }],
  ['permission', { positions: permissionPositions }],
  ['seed', { positions: seedPositions }],
  ['mapping', { positions: mappingPositions }],
  ['translation', { positions: translationPositions }],
  ['sharing_rule', { positions: boundItemPositions }],
  ['webhook', { positions: boundItemPositions }],
  ['book', { positions: bookPositions }],
  ['tool', { positions: toolPositions }],
]);

/** Emits the positions of the body: all of them, the place of its own name included, or its references alone. */
export function walkItem(
  ref: ItemRef,
  body: unknown,
  which: 'all' | 'references',
  emit: (position: Position) => void,
): void {
  if (!isBody(body)) return;
  const positions = new Positions(which, emit);
  if (nameAt(body, 'name') === ref.name) positions.item(body, 'name', ref.type, 'name', place.declares);
  ITEM_TYPES.get(ref.type)?.positions(body, positions, ref);
}

export function defineItem(ref: ItemRef, body: unknown): ItemDefinitions {
  if (!isBody(body)) return {};
  return ITEM_TYPES.get(ref.type)?.definitions?.(body, ref) ?? {};
}
