/** Owns which properties of a page component name fields, objects, actions and datasets, by component type. */
import { filterFields, sortFields } from './filter.ts';
import { datasetParts, eachBody } from './list-view.ts';
import { type Body, isBody, nameAt, type Positions, place } from './position.ts';

/** Properties that list fields of the component's object. */
const FIELD_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'record:highlights': ['fields'],
  'record:details': ['fields', 'hideFields'],
  'record:path': ['statusField'],
  'element:number': ['field'],
  'element:form': ['fields'],
  'element:record_picker': ['labelField', 'valueField'],
  'object:grid': ['columns', 'fields', 'searchableFields'],
  'object:kanban': ['groupBy', 'cardTitle', 'titleField', 'columns'],
};

export function componentPositions(
  component: Body,
  properties: Body,
  object: string | undefined,
  path: string,
  positions: Positions,
): void {
  const type = typeof component.type === 'string' ? component.type : '';
  positions.item(properties, 'object', 'object', `${path}.object`);
  positions.item(properties, 'objectName', 'object', `${path}.objectName`);
  positions.items(properties, 'actionNames', 'action', `${path}.actionNames`);
  if (nameAt(properties, 'dataset') !== undefined) chartComponent(properties, path, positions);
  if (type === 'record:related_list') {
    relatedList(properties, object, path, positions);
    return;
  }
  const own = nameAt(properties, 'objectName') ?? object;
  for (const key of FIELD_PROPERTIES[type] ?? [])
    componentFields(properties, key, own, `${path}.${key}`, positions);
  if (type === 'record:details') {
    eachBody(properties.sections, (section, index) => {
      const at = `${path}.sections.${index}`;
      componentFields(section, 'fields', own, `${at}.fields`, positions);
      const groups = { type: 'object', name: own, group: 'groups' } as const;
      positions.part(section, 'group', groups, `${at}.group`, place.soft);
    });
  }
  if (type === 'record:reference_rail') {
    eachBody(properties.entries, (entry, index) => {
      const at = `${path}.entries.${index}`;
      const related = nameAt(entry, 'objectName');
      positions.item(entry, 'objectName', 'object', `${at}.objectName`);
      positions.field(entry, 'relationshipField', related, `${at}.relationshipField`);
      positions.field(entry, 'displayField', related, `${at}.displayField`);
    });
  }
}

/** Entries are field names, or records that carry the name as `field` or, without one, as `name`. */
function componentFields(
  holder: Body,
  key: string,
  object: string | undefined,
  path: string,
  positions: Positions,
): void {
  positions.fields(holder, key, object, path);
  eachBody(holder[key], (entry, index) => {
    if (nameAt(entry, 'field') === undefined) positions.field(entry, 'name', object, `${path}.${index}.name`);
  });
}

function relatedList(properties: Body, parent: string | undefined, path: string, positions: Positions): void {
  const related = nameAt(properties, 'objectName');
  componentFields(properties, 'columns', related, `${path}.columns`, positions);
  sortFields(positions, properties, 'sort', related, `${path}.sort`);
  filterFields(positions, properties, 'filter', related, `${path}.filter`);
  positions.field(properties, 'relationshipField', related, `${path}.relationshipField`);
  positions.field(properties, 'relationshipValueField', parent, `${path}.relationshipValueField`);
  positions.items(properties, 'actions', 'action', `${path}.actions`, place.soft);
  if (!isBody(properties.add)) return;
  positions.field(properties.add, 'linkField', related, `${path}.add.linkField`);
  const picker = properties.add.picker;
  if (!isBody(picker)) return;
  const picked = nameAt(picker, 'object');
  positions.item(picker, 'object', 'object', `${path}.add.picker.object`);
  positions.field(picker, 'valueField', picked, `${path}.add.picker.valueField`);
  positions.field(picker, 'labelField', picked, `${path}.add.picker.labelField`);
  filterFields(positions, picker, 'filter', picked, `${path}.add.picker.filter`);
}

function chartComponent(properties: Body, path: string, positions: Positions): void {
  const dataset = nameAt(properties, 'dataset');
  positions.item(properties, 'dataset', 'dataset', `${path}.dataset`);
  datasetParts(properties, dataset, path, positions);
  const measures = { type: 'dataset', name: dataset, group: 'measures' } as const;
  eachBody(properties.yAxis, (axis, n) =>
    positions.part(axis, 'field', measures, `${path}.yAxis.${n}.field`),
  );
  eachBody(properties.series, (series, n) =>
    positions.part(series, 'name', measures, `${path}.series.${n}.name`),
  );
}
