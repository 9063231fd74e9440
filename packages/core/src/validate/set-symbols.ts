/**
 * Owns the reverse index of set validation: a symbol is the smallest thing whose change can change a verdict (an
 * item's existence, one field, an item's parts), and its readers are the items whose verdicts rest on it.
 */
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import { fieldReference, fieldType, type ItemFacts } from './references/facts.ts';
import { symbol } from './rules/reference-resolves.ts';

export class SymbolReaders {
  readonly #readers = new Map<string, Set<ItemKey>>();
  readonly #symbols = new Map<ItemKey, Set<string>>();

  of(name: string): Iterable<ItemKey> {
    return this.#readers.get(name) ?? [];
  }

  /** Starts a fresh reading of the item and returns where to report what it consults. */
  reading(key: ItemKey): (name: string) => void {
    this.forget(key);
    const symbols = new Set<string>();
    this.#symbols.set(key, symbols);
    return (name) => {
      if (symbols.has(name)) return;
      symbols.add(name);
      const readers = this.#readers.get(name);
      if (readers === undefined) this.#readers.set(name, new Set([key]));
      else readers.add(key);
    };
  }

  forget(key: ItemKey): void {
    for (const name of this.#symbols.get(key) ?? []) {
      const readers = this.#readers.get(name);
      readers?.delete(key);
      if (readers?.size === 0) this.#readers.delete(name);
    }
    this.#symbols.delete(key);
  }
}

/** What an item provides to others, each with a value that differs when a verdict could. */
function providedSymbols(key: ItemKey, facts: ItemFacts): Map<string, string> {
  const { type, name } = parseKey(key);
  const { defines } = facts;
  const provided = new Map<string, string>();
  const object = defines.extends ?? (type === 'object' ? name : undefined);
  const fields = Object.entries(defines.fields ?? {});
  // An object without any declared field is not judged: gaining the first one changes every verdict on it.
  provided.set(symbol.item(type, name), `${defines.object ?? ''}|${fields.length > 0}`);
  provided.set(symbol.type(type), '');
  if (object !== undefined) {
    for (const [field, value] of fields)
      provided.set(symbol.field(object, field), `${fieldType(value)}|${fieldReference(value) ?? ''}`);
    for (const column of defines.injected ?? []) {
      if (!provided.has(symbol.field(object, column))) provided.set(symbol.field(object, column), '');
    }
    provided.set(symbol.fields(object), fields.map(([field]) => field).join(' '));
  }
  for (const action of defines.actions ?? []) {
    provided.set(symbol.item('action', action), '');
    provided.set(symbol.type('action'), '');
  }
  for (const [view, kind] of Object.entries(defines.views ?? {})) {
    provided.set(symbol.item('view', view), kind);
    provided.set(symbol.type('view'), '');
  }
  provided.set(symbol.parts(type, name), JSON.stringify([defines.parts, defines.actions]));
  for (const added of defines.adds ?? []) {
    provided.set(symbol.parts(added.type, added.name), JSON.stringify(added.parts));
  }
  return provided;
}

/** Reports every symbol whose value differs between two states of an item; undefined means that it is absent. */
export function changedSymbols(
  key: ItemKey,
  before: ItemFacts | undefined,
  after: ItemFacts | undefined,
  report: (name: string) => void,
): void {
  const old = before === undefined ? NONE : providedSymbols(key, before);
  const now = after === undefined ? NONE : providedSymbols(key, after);
  for (const [name, value] of old) if (now.get(name) !== value) report(name);
  for (const name of now.keys()) if (!old.has(name)) report(name);
}

/** Whether something that others may refer to is gone, or is no longer what it was. What was only added takes nothing away. */
export function losesSymbols(
  key: ItemKey,
  before: ItemFacts | undefined,
  after: ItemFacts | undefined,
): boolean {
  if (before === undefined) return false;
  const now = after === undefined ? NONE : providedSymbols(key, after);
  return [...providedSymbols(key, before)].some(
    ([name, value]) => !name.endsWith('#*') && now.get(name) !== value,
  );
}

const NONE: ReadonlyMap<string, string> = new Map();
