/** Owns where an object definition names other things, and what it offers to others. */

import { expandViewContainer } from '@objectstack/spec';
import { resolveInjectedSystemColumns } from '@objectstack/spec/data';
import type { ItemRef } from '../../metadata/ref.ts';
import { embeddedActionPositions } from './action.ts';
import { expressionFields } from './expression.ts';
import type { FieldFacts, ItemDefinitions } from './facts.ts';
import { fieldDefinitionPositions } from './field.ts';
import { templateFields } from './filter.ts';
import { eachBody, listViewPositions } from './list-view.ts';
import { type Body, isBody, nameAt, type Positions, place } from './position.ts';
import { validationPositions } from './validation-rule.ts';

const ROLE_FIELDS = ['nameField', 'displayNameField'] as const;
/** Consumers skip a name they do not know here, or guess another. */
const HINT_FIELDS = ['highlightFields', 'compactLayout', 'stageField'] as const;

export function objectPositions(body: Body, positions: Positions, ref: ItemRef): void {
  const object = ref.name;
  fieldDefinitionPositions(body, object, positions);
  indexPositions(body, object, positions);
  for (const key of ROLE_FIELDS) positions.field(body, key, object, key);
  for (const key of HINT_FIELDS) positions.fields(body, key, object, key, place.soft);
  positions.fields(body, 'searchableFields', object, 'searchableFields');
  templateFields(positions, body, 'titleFormat', { record: object, bare: true }, 'titleFormat');
  if (isBody(body.titleFormat)) {
    const format = body.titleFormat;
    templateFields(positions, format, 'source', { record: object, bare: true }, 'titleFormat.source');
  }
  if (isBody(body.publicSharing)) {
    positions.fields(body.publicSharing, 'redactFields', object, 'publicSharing.redactFields');
  }
  if (isBody(body.tenancy))
    positions.field(body.tenancy, 'tenantField', object, 'tenancy.tenantField', place.soft);
  lifecyclePositions(body, object, positions);
  validationPositions(body, object, '', positions);
  eachBody(body.activityMilestones, (milestone, index) => {
    const at = `activityMilestones.${index}`;
    positions.field(milestone, 'field', object, `${at}.field`);
    templateFields(
      positions,
      milestone,
      'summary',
      { record: object, bare: true },
      `${at}.summary`,
      place.soft,
    );
  });
  eachBody(body.fieldGroups, (group, index) => {
    expressionFields(positions, group, 'visibleWhen', { record: object }, `fieldGroups.${index}.visibleWhen`);
  });
  userActionPositions(body, object, positions);
  if (isBody(body.listViews)) {
    for (const [key, view] of Object.entries(body.listViews)) {
      if (isBody(view)) listViewPositions(view, object, `listViews.${key}.`, positions);
    }
  }
  eachBody(body.actions, (action, index) => {
    embeddedActionPositions(action, object, `actions.${index}.`, positions);
  });
}

export function indexPositions(body: Body, object: string, positions: Positions): void {
  eachBody(body.indexes, (index, number) => {
    positions.fields(index, 'fields', object, `indexes.${number}.fields`);
  });
}

function lifecyclePositions(body: Body, object: string, positions: Positions): void {
  if (!isBody(body.lifecycle)) return;
  for (const policy of ['ttl', 'retention'] as const) {
    const rule = body.lifecycle[policy];
    if (!isBody(rule)) continue;
    positions.field(rule, 'field', object, `lifecycle.${policy}.field`);
    if (!isBody(rule.onlyWhen)) continue;
    for (const key of Object.keys(rule.onlyWhen)) {
      if (!key.startsWith('$')) {
        positions.fieldKey(rule.onlyWhen, key, object, `lifecycle.${policy}.onlyWhen.${key}`);
      }
    }
  }
}

function userActionPositions(body: Body, object: string, positions: Positions): void {
  if (!isBody(body.userActions)) return;
  for (const [name, action] of Object.entries(body.userActions)) {
    if (!isBody(action)) continue;
    for (const key of ['visibleWhen', 'disabledWhen']) {
      expressionFields(positions, action, key, { record: object }, `userActions.${name}.${key}`);
    }
  }
}

export function objectDefinitions(body: Body, ref: ItemRef): ItemDefinitions {
  const actions: string[] = [];
  eachBody(body.actions, (action) => {
    const name = nameAt(action, 'name');
    if (name !== undefined) actions.push(name);
  });
  const groups: string[] = [];
  eachBody(body.fieldGroups, (group) => {
    const key = nameAt(group, 'key') ?? nameAt(group, 'name');
    if (key !== undefined) groups.push(key);
  });
  const { fields, masters } = definedFields(body);
  const views = viewNames(ref.name, body);
  return {
    ...(fields && { fields }),
    ...(masters && { masters }),
    injected: [...resolveInjectedSystemColumns(body).names],
    ...(views && { views }),
    ...(actions.length > 0 && { actions }),
    ...(groups.length > 0 && { parts: { groups } }),
  };
}

/** The names that the runtime derives for the views of a container. */
export function viewNames(object: string, container: Body): Record<string, 'list' | 'form'> | undefined {
  const holds = container.list ?? container.form ?? container.listViews ?? container.formViews;
  if (holds === undefined) return undefined;
  const names: Record<string, 'list' | 'form'> = {};
  for (const view of expandViewContainer(object, namingSkeleton(container))) names[view.name] = view.viewKind;
  return names;
}

/** What decides the names, and no more: expanding copies every view that it is given. */
function namingSkeleton(container: Body): Body {
  const { list, form, listViews, formViews } = container;
  // Columns only tell whether a default view restates a named one.
  const isCompared = list !== undefined || form !== undefined;
  const skeleton = (view: unknown): unknown => {
    if (!isBody(view)) return view;
    const { name, type, label, columns } = view;
    return isCompared ? { name, type, label, columns } : { name };
  };
  const named = (views: unknown): unknown => {
    if (!isBody(views)) return views;
    const skeletons: Body = {};
    for (const key of Object.keys(views)) skeletons[key] = skeleton(views[key]);
    return skeletons;
  };
  return {
    list: skeleton(list),
    form: skeleton(form),
    listViews: named(listViews),
    formViews: named(formViews),
  };
}

/** Types of an object's or extension's fields, with the target of relationships. */
export function definedFields(body: Body): Pick<ItemDefinitions, 'fields' | 'masters'> {
  if (!isBody(body.fields)) return {};
  const fields: Record<string, FieldFacts> = {};
  const masters: { field: string; object: string }[] = [];
  const names = Object.keys(body.fields);
  for (const name of names) {
    const field = body.fields[name];
    if (!isBody(field)) continue;
    const type = typeof field.type === 'string' ? field.type : '';
    const reference = nameAt(field, 'reference');
    const multiple = field.multiple === true;
    if (reference === undefined && !multiple) fields[name] = type;
    else
      fields[name] = { type, ...(reference && { reference }), ...(multiple && { multiple: true as const }) };
    if (reference !== undefined && type === 'master_detail') masters.push({ field: name, object: reference });
  }
  return { ...(names.length > 0 && { fields }), ...(masters.length > 0 && { masters }) };
}
