/** Owns where an object extension names the object it extends, and the fields that it adds to it. */
import type { ItemDefinitions } from './facts.ts';
import { fieldDefinitionPositions } from './field.ts';
import { definedFields, indexPositions } from './object.ts';
import { type Body, nameAt, type Positions } from './position.ts';
import { validationPositions } from './validation-rule.ts';

export function objectExtensionPositions(body: Body, positions: Positions): void {
  positions.item(body, 'extend', 'object', 'extend');
  const object = nameAt(body, 'extend');
  if (object === undefined) return;
  fieldDefinitionPositions(body, object, positions);
  indexPositions(body, object, positions);
  validationPositions(body, object, '', positions);
}

export function objectExtensionDefinitions(body: Body): ItemDefinitions {
  const object = nameAt(body, 'extend');
  return object === undefined ? {} : { extends: object, ...definedFields(body) };
}
