/** Owns where import mappings name their object and its fields. */
import { eachBody } from './list-view.ts';
import { type Body, nameAt, type Positions } from './position.ts';

export function mappingPositions(body: Body, positions: Positions): void {
  const object = nameAt(body, 'targetObject');
  positions.item(body, 'targetObject', 'object', 'targetObject');
  eachBody(body.fieldMapping, (entry, index) => {
    positions.fields(entry, 'target', object, `fieldMapping.${index}.target`);
  });
  positions.fields(body, 'upsertKey', object, 'upsertKey');
}
