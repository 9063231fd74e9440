/** Owns where pages name other things: their component tree, inline actions and interface settings. */
import { targetPositions } from './action.ts';
import { expressionFields } from './expression.ts';
import type { ItemDefinitions } from './facts.ts';
import { filterFields, sortFields } from './filter.ts';
import { columnPositions, eachBody } from './list-view.ts';
import { componentPositions } from './page-component.ts';
import { type Body, isBody, nameAt, type Positions, place } from './position.ts';
import { markupPositions } from './script.ts';

export function pagePositions(body: Body, positions: Positions): void {
  const object = nameAt(body, 'object');
  positions.item(body, 'object', 'object', 'object');
  markupPositions(body, 'source', positions);
  if (isBody(body.interfaceConfig)) interfacePositions(body.interfaceConfig, object, positions);
  eachComponent(body, (component, owner, path) => {
    expressionFields(
      positions,
      component,
      'visibleWhen',
      { record: owner },
      `${path}.visibleWhen`,
      place.soft,
    );
    if (isBody(component.dataSource)) {
      const source = component.dataSource;
      const from = nameAt(source, 'object');
      positions.item(source, 'object', 'object', `${path}.dataSource.object`);
      filterFields(positions, source, 'filter', from, `${path}.dataSource.filter`);
      sortFields(positions, source, 'sort', from, `${path}.dataSource.sort`);
      const views = { type: 'object', name: from, group: 'views' } as const;
      positions.part(source, 'view', views, `${path}.dataSource.view`, place.soft);
    }
    const properties = component.properties;
    if (!isBody(properties)) return;
    if (isBody(properties.action)) {
      targetPositions(properties.action, `${path}.properties.action.target`, positions);
    }
    componentPositions(component, properties, owner, `${path}.properties`, positions);
  });
}

function interfacePositions(config: Body, pageObject: string | undefined, positions: Positions): void {
  const object = nameAt(config, 'source') ?? pageObject;
  const at = 'interfaceConfig';
  positions.item(config, 'source', 'object', `${at}.source`);
  columnPositions(config, object, `${at}.columns`, positions);
  sortFields(positions, config, 'sort', object, `${at}.sort`);
  filterFields(positions, config, 'filterBy', object, `${at}.filterBy`);
  if (isBody(config.userFilters)) {
    positions.fields(config.userFilters, 'fields', object, `${at}.userFilters.fields`);
  }
  const views = { type: 'object', name: object, group: 'views' } as const;
  positions.part(config, 'sourceView', views, `${at}.sourceView`, place.soft);
}

/** Visits components with the object each works on: its data source's, its own, or the one around it. */
function eachComponent(
  page: Body,
  visit: (component: Body, object: string | undefined, path: string) => void,
): void {
  const enter = (node: unknown, inherited: string | undefined, path: string): void => {
    if (!isBody(node)) return;
    const properties = isBody(node.properties) ? node.properties : undefined;
    const source = isBody(node.dataSource) ? nameAt(node.dataSource, 'object') : undefined;
    const object = source ?? (properties && nameAt(properties, 'object')) ?? inherited;
    visit(node, object, path);
    if (properties === undefined) return;
    for (const [key, value] of Object.entries(properties)) {
      if (!Array.isArray(value)) continue;
      for (let index = 0; index < value.length; index++) {
        const child: unknown = value[index];
        const at = `${path}.properties.${key}.${index}`;
        if (isBody(child) && key === 'items' && Array.isArray(child.children)) {
          const children = child.children as unknown[];
          for (let n = 0; n < children.length; n++) enter(children[n], object, `${at}.children.${n}`);
        } else if (isBody(child) && (isBody(child.properties) || CHILD_KEYS.has(key)))
          enter(child, object, at);
      }
    }
  };
  const pageObject = nameAt(page, 'object');
  eachBody(page.regions, (region, number) => {
    const components = Array.isArray(region.components) ? region.components : [];
    for (let index = 0; index < components.length; index++) {
      enter(components[index], pageObject, `regions.${number}.components.${index}`);
    }
  });
  if (!isBody(page.slots)) return;
  for (const [slot, value] of Object.entries(page.slots)) {
    if (!Array.isArray(value)) enter(value, pageObject, `slots.${slot}`);
    else for (let n = 0; n < value.length; n++) enter(value[n], pageObject, `slots.${slot}.${n}`);
  }
}

const CHILD_KEYS = new Set(['children', 'body', 'footer']);

export function pageDefinitions(body: Body): ItemDefinitions {
  const adds: { type: string; name: string; parts: { sections: string[] } }[] = [];
  eachComponent(body, (component, object) => {
    if (object === undefined || !isBody(component.properties)) return;
    const sections: string[] = [];
    eachBody(component.properties.sections, (section) => {
      const name = nameAt(section, 'name');
      if (name !== undefined) sections.push(name);
    });
    if (sections.length > 0) adds.push({ type: 'object', name: object, parts: { sections } });
  });
  return adds.length > 0 ? { adds } : {};
}
