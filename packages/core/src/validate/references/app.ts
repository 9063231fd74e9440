/** Owns where an app's navigation names objects, views, dashboards, pages, reports and actions. */
import type { ItemDefinitions } from './facts.ts';
import { eachBody } from './list-view.ts';
import { type Body, isBody, nameAt, type Positions, place } from './position.ts';

export function appPositions(body: Body, positions: Positions): void {
  eachNavigation(body, (nav, path) => navigationPositions(nav, path, positions));
}

function navigationPositions(nav: Body, path: string, positions: Positions): void {
  positions.item(nav, 'requiresObject', 'object', `${path}.requiresObject`, place.soft);
  // An entry that says what it requires is hidden when that is absent: its target may come from elsewhere.
  const soft = nameAt(nav, 'requiresObject') === undefined ? undefined : place.soft;
  if (nav.type === 'object') {
    const object = nameAt(nav, 'objectName');
    positions.item(nav, 'objectName', 'object', `${path}.objectName`, soft);
    const views = { type: 'object', name: object, group: 'views', viewKind: 'list' } as const;
    positions.part(nav, 'viewName', views, `${path}.viewName`, place.soft);
    positions.item(nav, 'runAction', 'action', `${path}.runAction`, soft);
    if (isBody(nav.filters)) {
      for (const key of Object.keys(nav.filters)) {
        positions.fieldKey(nav.filters, key, object, `${path}.filters.${key}`, place.soft);
      }
    }
  }
  if (nav.type === 'dashboard')
    positions.item(nav, 'dashboardName', 'dashboard', `${path}.dashboardName`, soft);
  if (nav.type === 'page') positions.item(nav, 'pageName', 'page', `${path}.pageName`, soft);
  if (nav.type === 'report') positions.item(nav, 'reportName', 'report', `${path}.reportName`, soft);
  if (nav.type === 'action' && isBody(nav.actionDef)) {
    positions.item(nav.actionDef, 'actionName', 'action', `${path}.actionDef.actionName`, soft);
  }
}

function eachNavigation(body: Body, visit: (nav: Body, path: string) => void): void {
  const walk = (list: unknown, path: string): void => {
    eachBody(list, (nav, index) => {
      visit(nav, `${path}.${index}`);
      walk(nav.children, `${path}.${index}.children`);
    });
  };
  walk(body.navigation, 'navigation');
  eachBody(body.areas, (area, index) => walk(area.navigation, `areas.${index}.navigation`));
}

export function appDefinitions(body: Body): ItemDefinitions {
  const navigation: string[] = [];
  eachNavigation(body, (nav) => {
    const id = nameAt(nav, 'id');
    if (id !== undefined) navigation.push(id);
  });
  eachBody(body.areas, (area) => {
    const id = nameAt(area, 'id');
    if (id !== undefined) navigation.push(id);
  });
  return navigation.length > 0 ? { parts: { navigation } } : {};
}
