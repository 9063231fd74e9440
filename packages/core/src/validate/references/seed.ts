/** Owns where seeds name their object and its fields. */
import { eachBody } from './list-view.ts';
import { type Body, nameAt, type Positions, place } from './position.ts';

export function seedPositions(body: Body, positions: Positions): void {
  const object = nameAt(body, 'object');
  positions.item(body, 'object', 'object', 'object');
  positions.fields(body, 'externalId', object, 'externalId');
  const seen = new Set<string>();
  eachBody(body.records, (record, index) => {
    for (const key of Object.keys(record)) {
      positions.fieldKey(
        record,
        key,
        object,
        `records.${index}.${key}`,
        seen.has(key) ? place.repeats : undefined,
      );
      seen.add(key);
    }
  });
}
