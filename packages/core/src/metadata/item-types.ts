/**
 * Owns the closed table between item types and the keys of a stack definition. A collection holds one item per entry;
 * every other key of a stack is one item of type `stack`, named by the key, so that nothing of a stack is lost.
 * A test holds the table against the spec's own key list.
 */
import type { ItemRef } from './ref.ts';

export interface ItemType {
  /** Singular type, as in `object/crm_account`. */
  readonly type: string;
  /** Key of the collection in a stack: `objects`. */
  readonly key: string;
  /** `authored`: the body carries its name. `derived`: item-name.ts makes one from the body. */
  readonly naming: 'authored' | 'derived';
}

const authored = (type: string, key: string): ItemType => ({ type, key, naming: 'authored' });
const derived = (type: string, key: string): ItemType => ({ type, key, naming: 'derived' });

export const COLLECTION_TYPES: readonly ItemType[] = [
  authored('object', 'objects'),
  derived('object_extension', 'objectExtensions'),
  authored('datasource', 'datasources'),
  derived('translation', 'translations'),
  authored('app', 'apps'),
  derived('view', 'views'),
  authored('page', 'pages'),
  authored('dashboard', 'dashboards'),
  authored('report', 'reports'),
  authored('dataset', 'datasets'),
  authored('action', 'actions'),
  authored('flow', 'flows'),
  authored('job', 'jobs'),
  authored('email_template', 'emailTemplates'),
  authored('doc', 'docs'),
  authored('book', 'books'),
  authored('position', 'positions'),
  authored('permission', 'permissions'),
  authored('capability', 'capabilities'),
  authored('sharing_rule', 'sharingRules'),
  authored('api', 'apis'),
  authored('webhook', 'webhooks'),
  authored('agent', 'agents'),
  authored('tool', 'tools'),
  authored('skill', 'skills'),
  authored('hook', 'hooks'),
  authored('mapping', 'mappings'),
  authored('analytics_cube', 'analyticsCubes'),
  authored('connector', 'connectors'),
  derived('seed', 'data'),
  derived('package', 'packages'),
];

/** The type of every item that is one whole key of the stack: `stack/manifest`, `stack/i18n`, … */
export const STACK_TYPE = 'stack';

export const SINGLETON_KEYS = [
  'manifest',
  'i18n',
  'requires',
  'tiers',
  'datasourceMapping',
  'api',
  'server',
] as const;

export const MANIFEST_REF: ItemRef = { type: STACK_TYPE, name: 'manifest' };

/**
 * What variables a package declares, as the spec's manifest of a version has it. The schema of a stack is closed and knows
 * no such key: it is sealed beside the stack.
 */
export const CONFIGURATION_REF: ItemRef = { type: STACK_TYPE, name: 'configurationSchema' };

export function isConfiguration(ref: ItemRef): boolean {
  return ref.type === STACK_TYPE && ref.name === CONFIGURATION_REF.name;
}

/** Keys of a stack that no sealed version can hold, with the reason people are told. */
export const REFUSED_KEYS: Readonly<Record<string, string>> = {
  functions: 'a sealed version holds data only: ship handlers in a plugin of the runtime',
  onEnable: 'a sealed version holds data only: run start-up code in a plugin of the runtime',
  plugins: 'plugins are code of the runtime, configured where the runtime is deployed',
  devPlugins: 'development plugins are code of the runtime, configured where the runtime is deployed',
  runtimeModule: 'it names a code file beside a built artifact, which a sealed version does not carry',
  viewItems: 'it is the machine-made form of views: import the views as containers under `views`',
};

const BY_TYPE: ReadonlyMap<string, ItemType> = new Map(COLLECTION_TYPES.map((entry) => [entry.type, entry]));
const BY_KEY: ReadonlyMap<string, ItemType> = new Map(COLLECTION_TYPES.map((entry) => [entry.key, entry]));
const SINGLETONS: ReadonlySet<string> = new Set(SINGLETON_KEYS);

export function collectionOfType(type: string): ItemType | undefined {
  return BY_TYPE.get(type);
}

export function collectionOfKey(key: string): ItemType | undefined {
  return BY_KEY.get(key);
}

export function isSingletonKey(key: string): boolean {
  return SINGLETONS.has(key);
}

/** Whether a version has a place for the item. */
export function isKnownItem(ref: ItemRef): boolean {
  if (ref.type !== STACK_TYPE) return BY_TYPE.has(ref.type);
  return SINGLETONS.has(ref.name) || isConfiguration(ref);
}

/** Every type name a caller may use, sorted: for messages and completions. */
export const ITEM_TYPE_NAMES: readonly string[] = [...BY_TYPE.keys(), STACK_TYPE].sort();
