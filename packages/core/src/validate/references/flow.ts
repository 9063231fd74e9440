/** Owns where flows name objects, fields, sub-flows and the records that their variables hold. */
import { FLOW_REGION_SLOTS } from '@objectstack/spec/automation';
import { type ExpressionScope, expressionFields } from './expression.ts';
import { filterFields, sortFields, templateFields } from './filter.ts';
import { flowVariables } from './flow-variables.ts';
import { eachBody } from './list-view.ts';
import { type Body, type Holder, isBody, nameAt, type Positions, place } from './position.ts';

const REGION_KEYS = new Set(FLOW_REGION_SLOTS.map((slot) => slot.key));
/** Nodes whose filter decides which rows they touch: a field missing there widens the query. */
const FILTERING_NODES = new Set(['get_record', 'update_record', 'delete_record']);
/** Names the runtime binds beside the record's own fields. */
const IMPLICIT_FIELDS = new Set(['name', 'owner', 'record_type']);

export function flowPositions(body: Body, positions: Positions): void {
  const trigger = triggerObject(body);
  const variables = flowVariables(body);
  const scope: ExpressionScope = {
    record: trigger,
    variables: variables.records,
    bare: { owner: trigger, variables: variables.names },
  };
  graphPositions(body, scope, '', positions);
}

/** The object whose records start the flow. */
function triggerObject(flow: Body): string | undefined {
  let object: string | undefined;
  eachBody(flow.nodes, (node) => {
    if (node.type !== 'start') return;
    const config = isBody(node.config) ? node.config : undefined;
    const typed = isBody(node.start) ? node.start : undefined;
    object ??= (config && nameAt(config, 'objectName')) ?? (typed && nameAt(typed, 'objectName'));
    const relative = config?.timeRelative;
    if (isBody(relative)) object ??= nameAt(relative, 'object');
  });
  return object;
}

function graphPositions(graph: Body, scope: ExpressionScope, path: string, positions: Positions): void {
  eachBody(graph.nodes, (node, index) => {
    const at = `${path}nodes.${index}.config`;
    if (isBody(node.config)) {
      nodePositions(node, node.config, scope, at, positions);
      regionPositions(node.config, scope, at, positions);
    }
  });
  eachBody(graph.edges, (edge, index) => {
    expressionFields(positions, edge, 'condition', scope, `${path}edges.${index}.condition`, place.soft);
  });
}

function regionPositions(config: Body, scope: ExpressionScope, path: string, positions: Positions): void {
  for (const { key, arity } of REGION_SLOTS) {
    const region = config[key];
    if (arity === 'one' && isBody(region)) graphPositions(region, scope, `${path}.${key}.`, positions);
    if (arity === 'many') {
      eachBody(region, (branch, index) => {
        graphPositions(branch, scope, `${path}.${key}.${index}.`, positions);
      });
    }
  }
}

const REGION_SLOTS = FLOW_REGION_SLOTS.filter(
  (slot, index, all) => all.findIndex((other) => other.key === slot.key) === index,
);

function nodePositions(
  node: Body,
  config: Body,
  scope: ExpressionScope,
  at: string,
  positions: Positions,
): void {
  const object = nameAt(config, 'objectName');
  positions.item(config, 'objectName', 'object', `${at}.objectName`);
  positions.item(config, 'sourceObject', 'object', `${at}.sourceObject`);
  positions.item(config, 'itemObject', 'object', `${at}.itemObject`);
  positions.item(config, 'flowName', 'flow', `${at}.flowName`);
  expressionFields(positions, config, 'condition', scope, `${at}.condition`, place.soft);
  recordPositions(node, config, object, at, positions);
  eachBody(config.conditions, (condition, index) => {
    const where = `${at}.conditions.${index}.expression`;
    expressionFields(positions, condition, 'expression', scope, where, place.soft);
  });
  if (isBody(config.timeRelative)) timeRelative(config.timeRelative, `${at}.timeRelative`, positions);
  positions.field(config, 'approvalStatusField', scope.record, `${at}.approvalStatusField`);
  eachBody(config.approvers, (approver, index) => {
    if (approver.type === 'field') {
      positions.field(approver, 'value', scope.record, `${at}.approvers.${index}.value`, place.soft);
    }
  });
  const isFiltering = FILTERING_NODES.has(typeof node.type === 'string' ? node.type : '');
  for (const key of Object.keys(config)) {
    if (REGION_KEYS.has(key) && typeof config[key] === 'object') continue;
    const soft = !(isFiltering && key === 'filter');
    templateLeaves(config, key, { scope, soft }, `${at}.${key}`, positions);
  }
}

function recordPositions(
  node: Body,
  config: Body,
  object: string | undefined,
  at: string,
  positions: Positions,
): void {
  const { fields } = config;
  if (isBody(fields) && (node.type === 'create_record' || node.type === 'update_record')) {
    for (const key of Object.keys(fields)) positions.fieldKey(fields, key, object, `${at}.fields.${key}`);
  } else if (node.type === 'get_record') positions.fields(config, 'fields', object, `${at}.fields`);
  if (object === undefined) return;
  filterFields(positions, config, 'filter', object, `${at}.filter`);
  sortFields(positions, config, 'sort', object, `${at}.sort`);
  if (isBody(config.defaults)) {
    for (const key of Object.keys(config.defaults)) {
      positions.fieldKey(config.defaults, key, object, `${at}.defaults.${key}`);
    }
  }
}

function timeRelative(trigger: Body, at: string, positions: Positions): void {
  const object = nameAt(trigger, 'object');
  positions.item(trigger, 'object', 'object', `${at}.object`);
  positions.field(trigger, 'dateField', object, `${at}.dateField`);
  positions.field(trigger, 'field', object, `${at}.field`);
  filterFields(positions, trigger, 'filter', object, `${at}.filter`);
}

/** Every string below a config key may carry `{record.field}` and `{variable.field}` tokens. */
function templateLeaves(
  holder: Holder,
  key: string | number,
  tokens: { readonly scope: ExpressionScope; readonly soft: boolean },
  path: string,
  positions: Positions,
): void {
  const value = (holder as Record<string | number, unknown>)[key];
  if (typeof value === 'string') {
    const { scope, soft } = tokens;
    const bound = {
      record: scope.record,
      ...(scope.variables && { variables: scope.variables }),
      implicit: IMPLICIT_FIELDS,
    };
    templateFields(positions, holder, key, bound, path, soft ? place.soft : undefined);
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      templateLeaves(value, index, tokens, `${path}.${index}`, positions);
    }
  } else if (isBody(value)) {
    for (const inner of Object.keys(value))
      templateLeaves(value, inner, tokens, `${path}.${inner}`, positions);
  }
}
