/** Owns where an action names objects, fields, flows, pages and views: standalone or embedded in its object. */
import type { ItemRef } from '../../metadata/ref.ts';
import { expressionFields } from './expression.ts';
import type { ItemDefinitions } from './facts.ts';
import { eachBody } from './list-view.ts';
import { type Body, isBody, nameAt, type Positions } from './position.ts';
import { scriptPositions } from './script.ts';

/** What an action's `target` names, by its type; `url` and `api` targets name nothing of the set. */
const TARGET_TYPES: Readonly<Record<string, string>> = { flow: 'flow', modal: 'page', form: 'view' };

export function actionPositions(body: Body, positions: Positions): void {
  embeddedActionPositions(body, undefined, '', positions);
}

/** @param owner the object that the action is written on, undefined for a standalone one */
export function embeddedActionPositions(
  action: Body,
  owner: string | undefined,
  path: string,
  positions: Positions,
): void {
  const object = nameAt(action, 'objectName') ?? owner;
  positions.item(action, 'objectName', 'object', `${path}objectName`);
  targetPositions(action, `${path}target`, positions);
  eachBody(action.params, (param, index) => {
    const at = `${path}params.${index}`;
    positions.item(param, 'objectOverride', 'object', `${at}.objectOverride`);
    positions.item(param, 'reference', 'object', `${at}.reference`);
    positions.field(param, 'field', nameAt(param, 'objectOverride') ?? object, `${at}.field`);
  });
  positions.field(action, 'recordIdField', object, `${path}recordIdField`);
  if (isBody(action.patch)) {
    for (const key of Object.keys(action.patch)) {
      positions.fieldKey(action.patch, key, object, `${path}patch.${key}`);
    }
  }
  expressionFields(positions, action, 'visible', { record: object }, `${path}visible`);
  expressionFields(positions, action, 'disabled', { record: object }, `${path}disabled`);
  if (isBody(action.body))
    scriptPositions(action.body, { object, inputIsRecord: false }, `${path}body.`, positions);
}

/** Also the inline actions of pages, which carry `type` and `target` alone. */
export function targetPositions(action: Body, path: string, positions: Positions): void {
  const type = typeof action.type === 'string' ? TARGET_TYPES[action.type] : undefined;
  const target = nameAt(action, 'target');
  if (type === undefined || target === undefined) return;
  if (type !== 'view') positions.item(action, 'target', type, path);
  // A form target without a dot names no view of an object: the runtime takes it as an opaque key.
  else if (target.includes('.')) {
    const form = { kind: 'item', type, name: target, viewKind: 'form' } as const;
    positions.span(action, 'target', 'value', { start: 0, end: target.length }, form, path);
  }
}

/** A standalone action bound to an object is one of that object's actions. */
export function actionDefinitions(body: Body, ref: ItemRef): ItemDefinitions {
  const object = nameAt(body, 'objectName') ?? nameAt(body, 'object');
  if (object === undefined) return {};
  return { object, adds: [{ type: 'object', name: object, parts: { actions: [ref.name] } }] };
}
