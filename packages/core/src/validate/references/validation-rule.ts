/** Owns where validation rules name fields: of an object or of an extension to it. */
import { expressionFields } from './expression.ts';
import { eachBody } from './list-view.ts';
import { type Body, isBody, type Positions } from './position.ts';

export function validationPositions(body: Body, object: string, path: string, positions: Positions): void {
  eachBody(body.validations, (rule, index) => {
    rulePositions(rule, object, `${path}validations.${index}`, positions);
  });
}

function rulePositions(rule: Body, object: string, at: string, positions: Positions): void {
  positions.field(rule, 'field', object, `${at}.field`);
  positions.fields(rule, 'fields', object, `${at}.fields`);
  expressionFields(positions, rule, 'condition', { record: object }, `${at}.condition`);
  expressionFields(positions, rule, 'when', { record: object }, `${at}.when`);
  for (const branch of ['then', 'otherwise'] as const) {
    const nested = rule[branch];
    if (isBody(nested)) rulePositions(nested, object, `${at}.${branch}`, positions);
  }
}
