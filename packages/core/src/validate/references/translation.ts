/**
 * Owns what translation bundles are keyed by: objects, fields, views, sections, actions, apps, dashboards. A key that
 * names nothing is dead text, so every reference here is soft. A body is one locale's data or a map of locales.
 */
import type { PartGroup } from './facts.ts';
import { type Body, isBody, type Positions, place } from './position.ts';

const DATA_KEYS = ['objects', 'apps', 'dashboards', 'globalActions', 'messages'] as const;
const OBJECT_PARTS: Readonly<Record<string, PartGroup>> = {
  _views: 'views',
  _sections: 'sections',
  _actions: 'actions',
};

export function translationPositions(body: Body, positions: Positions): void {
  if (DATA_KEYS.some((key) => isBody(body[key]))) localePositions(body, '', positions);
  else {
    for (const [locale, data] of Object.entries(body)) {
      if (isBody(data)) localePositions(data, `${locale}.`, positions);
    }
  }
}

function localePositions(data: Body, path: string, positions: Positions): void {
  eachKey(data.objects, (objects, object) => {
    const at = `${path}objects.${object}`;
    positions.itemKey(objects, object, 'object', at, place.soft);
    const node = objects[object];
    if (!isBody(node)) return;
    eachKey(node.fields, (fields, field) => {
      positions.fieldKey(fields, field, object, `${at}.fields.${field}`, place.soft);
    });
    for (const [bucket, group] of Object.entries(OBJECT_PARTS)) {
      eachKey(node[bucket], (parts, part) => {
        const of = { type: 'object', name: object, group };
        partKey(parts, part, of, `${at}.${bucket}.${part}`, positions);
      });
    }
  });
  eachKey(data.globalActions, (actions, action) => {
    positions.itemKey(actions, action, 'action', `${path}globalActions.${action}`, place.soft);
  });
  for (const [bucket, type, parts, group] of OWNED_BUNDLES) {
    eachKey(data[bucket], (items, name) => {
      const at = `${path}${bucket}.${name}`;
      positions.itemKey(items, name, type, at, place.soft);
      const node = items[name];
      if (!isBody(node)) return;
      eachKey(node[parts], (holder, part) => {
        partKey(holder, part, { type, name, group }, `${at}.${parts}.${part}`, positions);
      });
    });
  }
}

const OWNED_BUNDLES = [
  ['apps', 'app', 'navigation', 'navigation'],
  ['dashboards', 'dashboard', 'widgets', 'widgets'],
] as const;

function eachKey(value: unknown, visit: (holder: Body, key: string) => void): void {
  if (isBody(value)) for (const key of Object.keys(value)) visit(value, key);
}

function partKey(
  holder: Body,
  part: string,
  of: { readonly type: string; readonly name: string; readonly group: PartGroup },
  path: string,
  positions: Positions,
): void {
  const target = { kind: 'part', ...of, part } as const;
  positions.span(holder, part, 'key', { start: 0, end: part.length }, target, path, place.soft);
}
