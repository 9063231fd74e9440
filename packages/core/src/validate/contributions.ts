/** Owns a map from a name to all that several items contribute under it. */
export class Contributions<T> {
  readonly #lists = new Map<string, T[]>();

  get(name: string): readonly T[] {
    return this.#lists.get(name) ?? NONE;
  }

  add(name: string, value: T): void {
    const list = this.#lists.get(name);
    if (list === undefined) this.#lists.set(name, [value]);
    else list.push(value);
  }

  /** Takes out the first that matches. */
  remove(name: string, matches: (value: T) => boolean): void {
    const list = this.#lists.get(name);
    const at = list?.findIndex(matches) ?? -1;
    if (list === undefined || at < 0) return;
    if (list.length === 1) this.#lists.delete(name);
    else list.splice(at, 1);
  }

  names(): IterableIterator<string> {
    return this.#lists.keys();
  }
}

const NONE: readonly never[] = [];
