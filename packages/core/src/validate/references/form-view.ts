/** Owns where a form view names fields and objects: sections, groups, subforms and defaults. */
import { expressionFields } from './expression.ts';
import { filterFields } from './filter.ts';
import { dataObject, eachBody } from './list-view.ts';
import { type Body, isBody, nameAt, type Positions, place } from './position.ts';

export function formViewPositions(
  form: Body,
  containerObject: string | undefined,
  path: string,
  positions: Positions,
): void {
  // A form over a schema edits metadata, not records: its fields are keys of that schema.
  if (isBody(form.data) && form.data.provider === 'schema') return;
  const object = dataObject(form) ?? containerObject;
  if (isBody(form.data)) positions.item(form.data, 'object', 'object', `${path}data.object`);
  for (const bucket of ['sections', 'groups'] as const) {
    eachBody(form[bucket], (section, index) => {
      const at = `${path}${bucket}.${index}`;
      expressionFields(positions, section, 'visibleWhen', { record: object }, `${at}.visibleWhen`);
      expressionFields(positions, section, 'visibleOn', { record: object }, `${at}.visibleOn`);
      const groups = { type: 'object', name: object, group: 'groups' } as const;
      positions.part(section, 'group', groups, `${at}.group`, place.soft);
      formFields(section, object, `${at}.fields`, positions);
    });
  }
  eachBody(form.subforms, (subform, index) => {
    const at = `${path}subforms.${index}`;
    const child = nameAt(subform, 'childObject');
    positions.item(subform, 'childObject', 'object', `${at}.childObject`);
    positions.field(subform, 'relationshipField', child, `${at}.relationshipField`);
    positions.field(subform, 'amountField', child, `${at}.amountField`);
    positions.field(subform, 'totalField', object, `${at}.totalField`);
    const columns = Array.isArray(subform.columns) ? subform.columns : [];
    for (let column = 0; column < columns.length; column++) {
      const entry: unknown = columns[column];
      const where = `${at}.columns.${column}`;
      if (typeof entry === 'string') positions.field(columns, column, child, where);
      else if (isBody(entry)) {
        positions.field(entry, 'name', child, `${where}.name`);
        positions.field(entry, 'field', child, `${where}.field`);
      }
    }
  });
  if (isBody(form.defaults)) {
    for (const key of Object.keys(form.defaults)) {
      positions.fieldKey(form.defaults, key, object, `${path}defaults.${key}`);
    }
  }
}

function formFields(section: Body, object: string | undefined, path: string, positions: Positions): void {
  positions.fields(section, 'fields', object, path);
  eachBody(section.fields, (field, index) => {
    const at = `${path}.${index}`;
    for (const key of ['visibleWhen', 'visibleOn', 'readonlyWhen', 'requiredWhen']) {
      expressionFields(positions, field, key, { record: object }, `${at}.${key}`);
    }
    positions.fields(field, 'dependsOn', object, `${at}.dependsOn`);
    positions.item(field, 'reference', 'object', `${at}.reference`);
    if (isBody(field.publicPicker)) {
      const picker = field.publicPicker;
      const picked = nameAt(picker, 'object');
      positions.item(picker, 'object', 'object', `${at}.publicPicker.object`);
      positions.fields(picker, 'displayFields', picked, `${at}.publicPicker.displayFields`);
      filterFields(positions, picker, 'filter', picked, `${at}.publicPicker.filter`);
    }
  });
}
