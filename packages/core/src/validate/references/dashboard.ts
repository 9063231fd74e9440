/** Owns where dashboards name datasets, their parts, filter fields, objects and the targets of header actions. */
import { chartPositions } from './chart.ts';
import type { ItemDefinitions } from './facts.ts';
import { filterFields } from './filter.ts';
import { datasetParts, eachBody } from './list-view.ts';
import { type Body, isBody, nameAt, type Positions, place } from './position.ts';

const HEADER_TARGETS: Readonly<Record<string, string>> = { script: 'action', modal: 'page', flow: 'flow' };
const ROUTE_TYPES: Readonly<Record<string, string>> = {
  object: 'object',
  objects: 'object',
  report: 'report',
  reports: 'report',
  dashboard: 'dashboard',
  dashboards: 'dashboard',
  page: 'page',
  pages: 'page',
};

export function dashboardPositions(body: Body, positions: Positions): void {
  eachBody(body.widgets, (widget, index) => widgetPositions(widget, `widgets.${index}`, positions));
  sharedFilterPositions(body, positions);
  const actions = isBody(body.header) ? body.header.actions : undefined;
  eachBody(actions, (action, index) => headerAction(action, `header.actions.${index}.actionUrl`, positions));
}

function widgetPositions(widget: Body, at: string, positions: Positions): void {
  positions.item(widget, 'requiresObject', 'object', `${at}.requiresObject`, place.soft);
  positions.item(widget, 'object', 'object', `${at}.object`);
  positions.item(widget, 'dataset', 'dataset', `${at}.dataset`);
  const dataset = nameAt(widget, 'dataset');
  if (dataset === undefined) return;
  datasetParts(widget, dataset, at, positions);
  chartPositions(widget.chartConfig, dataset, `${at}.chartConfig`, positions);
  filterFields(positions, widget, 'filter', { dataset }, `${at}.filter`);
  const { filterBindings, compareTo, options } = widget;
  if (isBody(filterBindings)) {
    for (const key of Object.keys(filterBindings)) {
      positions.field(filterBindings, key, { dataset }, `${at}.filterBindings.${key}`);
    }
  }
  const dimensions = { type: 'dataset', name: dataset, group: 'dimensions' } as const;
  if (isBody(compareTo)) positions.part(compareTo, 'dimension', dimensions, `${at}.compareTo.dimension`);
  if (isBody(options)) {
    const axes = { type: 'dataset', name: dataset, group: 'axes' } as const;
    positions.part(options, 'sortBy', axes, `${at}.options.sortBy`, place.soft);
  }
}

/** A shared filter's field is read on the dataset of every widget that it applies to. */
function sharedFilterPositions(body: Body, positions: Positions): void {
  if (isBody(body.dateRange)) appliedField(body, body.dateRange, 'dateRange', 'dateRange', positions);
  eachBody(body.globalFilters, (filter, index) => {
    const at = `globalFilters.${index}`;
    positions.item(filter, 'object', 'object', `${at}.object`, place.soft);
    appliedField(body, filter, nameAt(filter, 'name') ?? nameAt(filter, 'field') ?? '', at, positions);
    if (!isBody(filter.optionsFrom)) return;
    const source = filter.optionsFrom;
    const object = nameAt(source, 'object');
    positions.item(source, 'object', 'object', `${at}.optionsFrom.object`);
    positions.field(source, 'valueField', object, `${at}.optionsFrom.valueField`);
    positions.field(source, 'labelField', object, `${at}.optionsFrom.labelField`);
    filterFields(positions, source, 'filter', object, `${at}.optionsFrom.filter`);
  });
}

function appliedField(body: Body, filter: Body, name: string, at: string, positions: Positions): void {
  const targets = Array.isArray(filter.targetWidgets) ? filter.targetWidgets : [];
  const datasets = new Set<string>();
  eachBody(body.widgets, (widget) => {
    const binding = isBody(widget.filterBindings) ? widget.filterBindings[name] : undefined;
    const dataset = nameAt(widget, 'dataset');
    if (dataset === undefined || binding === false || typeof binding === 'string') return;
    if (targets.length > 0 && !targets.includes(widget.id)) return;
    datasets.add(dataset);
  });
  for (const dataset of datasets) positions.field(filter, 'field', { dataset }, `${at}.field`);
}

function headerAction(action: Body, path: string, positions: Positions): void {
  const kind = typeof action.actionType === 'string' ? action.actionType : 'url';
  const target = nameAt(action, 'actionUrl');
  if (target === undefined) return;
  const type = HEADER_TARGETS[kind];
  if (type !== undefined) positions.item(action, 'actionUrl', type, path);
  else if (kind === 'form' && target.includes('.')) positions.item(action, 'actionUrl', 'view', path);
  else if (kind === 'url' && target.startsWith('/') && !target.startsWith('//'))
    route(action, target, path, positions);
}

/** `/objects/crm_account` inside a route names an item; any other route is the console's own. */
function route(action: Body, target: string, path: string, positions: Positions): void {
  const end = target.search(/[?#]/);
  const segments = (end === -1 ? target : target.slice(0, end)).split('/');
  let start = 0;
  for (let index = 0; index < segments.length - 1; index++) {
    const type = ROUTE_TYPES[segments[index] as string];
    start += (segments[index] as string).length + 1;
    const name = segments[index + 1] as string;
    if (type === undefined || name === '') continue;
    const span = { start, end: start + name.length };
    positions.span(action, 'actionUrl', 'value', span, { kind: 'item', type, name }, path, place.soft);
    return;
  }
}

export function dashboardDefinitions(body: Body): ItemDefinitions {
  const widgets: string[] = [];
  eachBody(body.widgets, (widget) => {
    const id = nameAt(widget, 'id') ?? nameAt(widget, 'name');
    if (id !== undefined) widgets.push(id);
  });
  return widgets.length > 0 ? { parts: { widgets } } : {};
}
