/** Owns the item types whose only references are the object they are bound to and a condition on its records. */
import { expressionFields } from './expression.ts';
import { type Body, isBody, nameAt, type Positions, place } from './position.ts';

/** Sharing rules and webhooks. */
export function boundItemPositions(body: Body, positions: Positions): void {
  const object = nameAt(body, 'object');
  if (body.object !== '*') positions.item(body, 'object', 'object', 'object');
  expressionFields(positions, body, 'condition', { record: object }, 'condition');
}

/** Books: who may read them. */
export function bookPositions(body: Body, positions: Positions): void {
  if (!isBody(body.audience)) return;
  positions.item(body.audience, 'permissionSet', 'permission', 'audience.permissionSet', place.soft);
}

/** AI tools: the object is a hint for the model, nothing breaks without it. */
export function toolPositions(body: Body, positions: Positions): void {
  positions.item(body, 'objectName', 'object', 'objectName', place.soft);
}
