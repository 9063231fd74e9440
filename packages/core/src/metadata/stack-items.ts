/**
 * Owns taking a stack definition apart into items. Nothing is dropped silently: what cannot be kept is in `skipped`
 * with its reason, what was rewritten is in `converted`, what is wrong is in `problems`.
 */
import { AuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { Problem } from '../validate/problem.ts';
import { cleanBody, STAMPED_KEYS } from './clean-body.ts';
import { convertStack, type Rewrite } from './convert-stack.ts';
import { namesOf } from './item-name.ts';
import {
  CONFIGURATION_REF,
  collectionOfKey,
  ITEM_TYPE_NAMES,
  type ItemType,
  isSingletonKey,
  REFUSED_KEYS,
  STACK_TYPE,
} from './item-types.ts';
import { loadSpec } from './load-spec.ts';
import { type ItemKey, type ItemRef, keyOf } from './ref.ts';

export interface StackItem {
  readonly ref: ItemRef;
  readonly body: unknown;
}

/** A part of the stack that did not become (part of) an item. */
export interface SkippedPart {
  readonly ref: ItemKey;
  readonly reason: string;
}

/** One rewrite from an older protocol. */
export interface ConvertedPart {
  readonly ref: ItemKey;
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly conversion: string;
}

export interface StackItems {
  /** `manifest.id`. */
  readonly packageId: string;
  /** `manifest.version`; null when it has none. */
  readonly version: string | null;
  /** `manifest.namespace`; null when it has none. */
  readonly namespace: string | null;
  /** In the order of the stack. */
  readonly items: readonly StackItem[];
  readonly skipped: readonly SkippedPart[];
  readonly converted: readonly ConvertedPart[];
  /** NAME_DUPLICATE, TYPE_UNKNOWN, ITEM_INVALID, DEPTH_EXCEEDED. With an error among them the items are not complete. */
  readonly problems: readonly Problem[];
}

type Stack = Readonly<Record<string, unknown>>;

/**
 * @param input the stack as parsed: JSON through parseJson, anything else through checkParsed. Never changed.
 * @param names of a sealed version: names by collection that its bodies do not carry
 * @throws USAGE_INVALID when it is no stack definition or names no package
 */
export async function itemsOfStack(
  input: unknown,
  names: Readonly<Record<string, readonly string[]>> = {},
): Promise<StackItems> {
  const given = asStack(input);
  const manifest = given.manifest as Stack | undefined;
  const packageId = textOf(manifest?.id);
  if (packageId === null)
    throw new AuthoringError('USAGE_INVALID', 'the stack definition names no package', {
      suggestion: 'give it a manifest with an id, for example {"manifest": {"id": "com.acme.crm"}}',
    });
  const { without, configuration } = withoutConfiguration(given);
  const { stack, rewrites } = convertStack(await loadSpec(), without);
  const found = new Decomposition(names);
  for (const key of Object.keys(stack)) found.addKey(key, stack[key]);
  if (configuration !== undefined) found.addItem(CONFIGURATION_REF, configuration);
  return {
    packageId,
    version: textOf(manifest?.version),
    namespace: textOf(manifest?.namespace),
    items: found.items,
    skipped: found.skipped,
    converted: rewrites.map((rewrite) => found.converted(rewrite)),
    problems: found.problems,
  };
}

/** Authors declare it in the manifest, as in that of a version; the file of a sealed version has it beside the stack. */
function withoutConfiguration(given: Stack): { readonly without: Stack; readonly configuration: unknown } {
  const { configurationSchema: beside, ...without } = given;
  const { configurationSchema, ...manifest } = given.manifest as Stack;
  return configurationSchema === undefined
    ? { without, configuration: beside }
    : { without: { ...without, manifest }, configuration: configurationSchema };
}

class Decomposition {
  readonly items: StackItem[] = [];
  readonly skipped: SkippedPart[] = [];
  readonly problems: Problem[] = [];
  readonly #keys = new Map<string, readonly (ItemKey | null)[]>();
  readonly #given: Readonly<Record<string, readonly string[]>>;

  constructor(given: Readonly<Record<string, readonly string[]>>) {
    this.#given = given;
  }

  addKey(key: string, value: unknown): void {
    if (value === undefined || value === null) return;
    const collection = collectionOfKey(key);
    if (collection) this.#addCollection(collection, value);
    else if (isSingletonKey(key)) this.addItem({ type: STACK_TYPE, name: key }, value);
    else if (Object.hasOwn(REFUSED_KEYS, key)) this.#refuse(key, value);
    else if (Object.hasOwn(STAMPED_KEYS, key))
      this.skipped.push({ ref: `${STACK_TYPE}/${key}`, reason: `left out: ${STAMPED_KEYS[key]}` });
    else
      this.#problem('TYPE_UNKNOWN', `${STACK_TYPE}/${key}`, '', `a stack has no key '${key}'`, {
        suggestion: `remove it, or move its content to a type that exists: ${ITEM_TYPE_NAMES.join(', ')}`,
      });
  }

  converted(rewrite: Rewrite): ConvertedPart {
    const { key, position, ...what } = rewrite;
    return { ref: this.#keys.get(key)?.[position] ?? `${STACK_TYPE}/${key}`, ...what };
  }

  #addCollection(collection: ItemType, value: unknown): void {
    const whole = `${STACK_TYPE}/${collection.key}`;
    if (!Array.isArray(value)) {
      this.#problem('ITEM_INVALID', whole, '', `'${collection.key}' is not a list`, {
        suggestion: `write '${collection.key}' as a list of ${collection.type} bodies`,
      });
      return;
    }
    const bodies: readonly unknown[] = value;
    const given = Object.hasOwn(this.#given, collection.key) ? this.#given[collection.key] : undefined;
    const fits = given?.length === bodies.length && given.every((name) => textOf(name) !== null);
    const names = fits ? given : namesOf(collection, bodies);
    const taken = new Set<string>();
    const keys = bodies.map((body, position): ItemKey | null => {
      const name = names[position] ?? null;
      const place = `[${position}]`;
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        this.#problem('ITEM_INVALID', whole, place, `entry ${position} of '${collection.key}' is no object`, {
          suggestion: `write each entry of '${collection.key}' as a JSON object`,
        });
        return null;
      }
      if (name === null) {
        this.#problem('ITEM_INVALID', whole, place, `entry ${position} of '${collection.key}' has no name`, {
          suggestion: `give it a 'name'`,
        });
        return null;
      }
      const ref = { type: collection.type, name };
      const key = keyOf(ref);
      if (taken.has(name))
        this.#problem('NAME_DUPLICATE', key, '', `'${collection.key}' holds '${name}' more than once`, {
          suggestion: 'rename one of them, or remove it',
        });
      else this.addItem(ref, body);
      taken.add(name);
      return key;
    });
    this.#keys.set(collection.key, keys);
  }

  addItem(ref: ItemRef, input: unknown): void {
    const key = keyOf(ref);
    const { body, left, tooDeep } = cleanBody(input);
    if (tooDeep) {
      this.#problem('DEPTH_EXCEEDED', key, '', `'${key}' nests deeper than ${LIMITS.depth_levels} levels`, {
        suggestion: 'flatten it',
      });
      return;
    }
    for (const { path, reason } of left)
      this.skipped.push({ ref: key, reason: `'${path}' left out: ${reason}` });
    this.items.push({ ref, body });
  }

  #refuse(key: string, value: unknown): void {
    const reason = REFUSED_KEYS[key];
    if (key === 'functions') {
      for (const name of functionNames(value))
        this.skipped.push({ ref: `function/${name}`, reason: `refused: ${reason}` });
      return;
    }
    if (Array.isArray(value) && value.length === 0) return;
    this.skipped.push({ ref: `${STACK_TYPE}/${key}`, reason: `refused: ${reason}` });
  }

  #problem(
    code: Problem['code'],
    ref: ItemKey,
    path: string,
    message: string,
    { suggestion }: { readonly suggestion: string },
  ): void {
    this.problems.push({ code, severity: 'error', ref, path, message, suggestion });
  }
}

function asStack(input: unknown): Stack {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Stack;
  throw new AuthoringError('USAGE_INVALID', 'a stack definition is a JSON object', {
    suggestion: 'give {"manifest": {…}, "objects": […], …}',
  });
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Both authored shapes: a map by name, or a list of entries with a name. */
function functionNames(value: unknown): readonly string[] {
  if (!Array.isArray(value))
    return typeof value === 'object' && value !== null ? Object.keys(value) : ['unnamed'];
  return value.map((entry: unknown, position) => {
    const name = textOf((entry as { name?: unknown } | null)?.name);
    return name ?? String(position);
  });
}
