/** Owns where hooks name objects and fields. */
import { expressionFields } from './expression.ts';
import { type Body, isBody, nameAt, type Positions } from './position.ts';
import { scriptPositions } from './script.ts';

export function hookPositions(body: Body, positions: Positions): void {
  if (body.object !== '*') positions.items(body, 'object', 'object', 'object');
  const objects = Array.isArray(body.object) ? body.object : [nameAt(body, 'object')];
  for (const object of objects) {
    if (typeof object === 'string')
      expressionFields(positions, body, 'condition', { record: object }, 'condition');
  }
  const object = nameAt(body, 'object');
  if (isBody(body.body)) scriptPositions(body.body, { object, inputIsRecord: true }, 'body.', positions);
}
