/** Owns where permission sets name objects, fields and other permission sets. */
import { expressionFields } from './expression.ts';
import { eachBody } from './list-view.ts';
import { type Body, isBody, nameAt, type Positions, place, targetOfField } from './position.ts';

export function permissionPositions(body: Body, positions: Positions): void {
  if (isBody(body.objects)) {
    for (const object of Object.keys(body.objects)) {
      if (object !== '*') positions.itemKey(body.objects, object, 'object', `objects.${object}`);
    }
  }
  if (isBody(body.fields)) {
    for (const key of Object.keys(body.fields)) fieldGrant(body.fields, key, positions);
  }
  eachBody(body.rowLevelSecurity, (policy, index) => {
    const at = `rowLevelSecurity.${index}`;
    const object = nameAt(policy, 'object');
    if (policy.object !== '*') positions.item(policy, 'object', 'object', `${at}.object`);
    const scope = { record: object, bare: { owner: object, variables: NO_VARIABLES } };
    expressionFields(positions, policy, 'using', scope, `${at}.using`, place.soft);
    expressionFields(positions, policy, 'check', scope, `${at}.check`, place.soft);
  });
  if (isBody(body.adminScope)) {
    const at = 'adminScope.assignablePermissionSets';
    positions.items(body.adminScope, 'assignablePermissionSets', 'permission', at, place.soft);
  }
}

const NO_VARIABLES: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'is',
  'like',
  'AND',
  'OR',
  'NOT',
  'IN',
]);

/** A field grant is keyed `<object>.<field>`: two names in one key. */
function fieldGrant(grants: Body, key: string, positions: Positions): void {
  const dot = key.indexOf('.');
  if (dot <= 0) return;
  const object = key.slice(0, dot);
  const path = `fields.${key}`;
  const target = { kind: 'item', type: 'object', name: object } as const;
  positions.span(grants, key, 'key', { start: 0, end: dot }, target, path);
  const field = targetOfField(object, key.slice(dot + 1));
  if (field !== undefined)
    positions.span(grants, key, 'key', { start: dot + 1, end: key.length }, field, path);
}
