/** Owns where a list view names fields, actions, datasets and views: in objects, views and pages alike. */
import { expressionFields } from './expression.ts';
import { filterFields, sortFields } from './filter.ts';
import { type Body, isBody, nameAt, type PartOwner, type Positions, place } from './position.ts';

const FIELD_LISTS = ['searchableFields', 'filterableFields', 'hiddenFields', 'fieldOrder'] as const;

/** Keys of the presentation blocks that hold one field or a list of fields. */
const PRESENTATION_FIELDS: Readonly<Record<string, readonly string[]>> = {
  kanban: ['groupByField', 'summarizeField', 'columns'],
  calendar: ['startDateField', 'endDateField', 'titleField', 'colorField'],
  gantt: [
    'startDateField',
    'endDateField',
    'titleField',
    'progressField',
    'dependenciesField',
    'colorField',
    'parentField',
    'typeField',
    'baselineStartField',
    'baselineEndField',
    'groupByField',
    'assigneeField',
    'effortField',
    'tooltipFields',
    'quickFilters',
    'lockField',
    'objectField',
  ],
  gallery: ['coverField', 'titleField', 'visibleFields'],
  timeline: ['startDateField', 'endDateField', 'titleField', 'groupByField', 'colorField'],
  map: ['latitudeField', 'longitudeField', 'locationField', 'titleField', 'colorField'],
  tree: ['parentField', 'labelField', 'fields'],
  grouping: ['fields'],
  rowColor: ['field'],
  userFilters: ['fields'],
};

/** The object of a view: its own data source first, else the one it stands in. */
export function dataObject(view: Body): string | undefined {
  return isBody(view.data) && view.data.provider !== 'schema' ? nameAt(view.data, 'object') : undefined;
}

export function listViewPositions(
  view: Body,
  containerObject: string | undefined,
  path: string,
  positions: Positions,
): void {
  const object = dataObject(view) ?? containerObject;
  const at = (key: string) => `${path}${key}`;
  if (isBody(view.data)) positions.item(view.data, 'object', 'object', at('data.object'));
  columnPositions(view, object, at('columns'), positions);
  for (const key of FIELD_LISTS) positions.fields(view, key, object, at(key));
  filterFields(positions, view, 'filter', object, at('filter'));
  sortFields(positions, view, 'sort', object, at('sort'));
  for (const [block, keys] of Object.entries(PRESENTATION_FIELDS)) {
    const value = view[block];
    if (!isBody(value)) continue;
    for (const key of keys) positions.fields(value, key, object, at(`${block}.${key}`));
  }
  chartPositions(view, at('chart'), positions);
  positions.items(view, 'rowActions', 'action', at('rowActions'));
  positions.items(view, 'bulkActions', 'action', at('bulkActions'));
  bulkActionPositions(view, object, at('bulkActionDefs'), positions);
  positions.item(view, 'pageName', 'page', at('pageName'));
  tabPositions(view, object, at('tabs'), positions);
  if (isBody(view.userFilters)) tabPositions(view.userFilters, object, at('userFilters.tabs'), positions);
  eachBody(view.conditionalFormatting, (rule, index) => {
    const where = at(`conditionalFormatting.${index}.condition`);
    expressionFields(positions, rule, 'condition', { record: object }, where);
  });
}

/** Calls `visit` for every record of a list. */
export function eachBody(list: unknown, visit: (entry: Body, index: number) => void): void {
  if (!Array.isArray(list)) return;
  for (let index = 0; index < list.length; index++) {
    const entry: unknown = list[index];
    if (isBody(entry)) visit(entry, index);
  }
}

/** Columns are field names or records with `field`; a summary or prefix may name another field. */
export function columnPositions(
  view: Body,
  object: string | undefined,
  path: string,
  positions: Positions,
): void {
  positions.fields(view, 'columns', object, path);
  eachBody(view.columns, (column, index) => {
    if (isBody(column.summary))
      positions.field(column.summary, 'field', object, `${path}.${index}.summary.field`);
    if (isBody(column.prefix))
      positions.field(column.prefix, 'field', object, `${path}.${index}.prefix.field`);
  });
}

function chartPositions(view: Body, path: string, positions: Positions): void {
  const chart = view.chart;
  if (!isBody(chart)) return;
  positions.item(chart, 'dataset', 'dataset', `${path}.dataset`);
  datasetParts(chart, nameAt(chart, 'dataset'), path, positions);
}

/** `dimensions` and `values` of anything bound to a dataset. */
export function datasetParts(
  bound: Body,
  dataset: string | undefined,
  path: string,
  positions: Positions,
): void {
  const of = { type: 'dataset', name: dataset };
  partList(bound, 'dimensions', { ...of, group: 'dimensions' }, `${path}.dimensions`, positions);
  partList(bound, 'values', { ...of, group: 'measures' }, `${path}.values`, positions);
}

export function partList(holder: Body, key: string, of: PartOwner, path: string, positions: Positions): void {
  const list = holder[key];
  if (!Array.isArray(list)) return;
  for (let index = 0; index < list.length; index++) positions.part(list, index, of, `${path}.${index}`);
}

function bulkActionPositions(
  view: Body,
  object: string | undefined,
  path: string,
  positions: Positions,
): void {
  eachBody(view.bulkActionDefs, (def, index) => {
    const at = `${path}.${index}`;
    if (def.execution === 'aggregate' && def.actionDef === undefined) {
      positions.item(def, 'name', 'action', `${at}.name`);
    }
    if (isBody(def.patch)) {
      for (const key of Object.keys(def.patch))
        positions.fieldKey(def.patch, key, object, `${at}.patch.${key}`);
    }
    eachBody(def.params, (param, number) => {
      positions.item(param, 'object', 'object', `${at}.params.${number}.object`);
    });
    expressionFields(positions, def, 'visible', { record: object }, `${at}.visible`);
  });
}

function tabPositions(holder: Body, object: string | undefined, path: string, positions: Positions): void {
  eachBody(holder.tabs, (tab, index) => {
    filterFields(positions, tab, 'filter', object, `${path}.${index}.filter`);
    const views = { type: 'object', name: object, group: 'views' } as const;
    positions.part(tab, 'view', views, `${path}.${index}.view`, place.soft);
  });
}
