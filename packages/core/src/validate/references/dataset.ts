/** Owns where datasets name objects and fields, and the dimensions and measures that they offer. */
import type { ItemRef } from '../../metadata/ref.ts';
import type { ItemDefinitions } from './facts.ts';
import { filterFields } from './filter.ts';
import { eachBody, partList } from './list-view.ts';
import { type Body, isBody, nameAt, type Positions } from './position.ts';

export function datasetPositions(body: Body, positions: Positions, ref: ItemRef): void {
  const object = nameAt(body, 'object');
  positions.item(body, 'object', 'object', 'object');
  const joined = object === undefined ? undefined : ({ object, joins: 'inner' } as const);
  const included = object === undefined ? undefined : ({ object, joins: 'all' } as const);
  positions.fields(body, 'include', included, 'include');
  filterFields(positions, body, 'filter', joined, 'filter');
  eachBody(body.dimensions, (dimension, index) => {
    positions.field(dimension, 'field', joined, `dimensions.${index}.field`);
  });
  const measures = { type: 'dataset', name: ref.name, group: 'measures' } as const;
  eachBody(body.measures, (measure, index) => {
    const at = `measures.${index}`;
    positions.field(measure, 'field', joined, `${at}.field`);
    filterFields(positions, measure, 'filter', joined, `${at}.filter`);
    if (isBody(measure.derived)) partList(measure.derived, 'of', measures, `${at}.derived.of`, positions);
  });
}

export function datasetDefinitions(body: Body): ItemDefinitions {
  const object = nameAt(body, 'object');
  return {
    ...(object !== undefined && { object }),
    parts: { dimensions: names(body.dimensions), measures: names(body.measures) },
  };
}

function names(list: unknown): string[] {
  const found: string[] = [];
  eachBody(list, (entry) => {
    const name = nameAt(entry, 'name');
    if (name !== undefined) found.push(name);
  });
  return found;
}
