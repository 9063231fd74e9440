/**
 * Owns positions: the places of a body where a name of something else is written. Extraction lists them and rewriting
 * replaces them, both from the same walk, so that the two cannot disagree.
 */
import type { PartGroup, Target } from './facts.ts';

export type Body = Record<string, unknown>;
export type Holder = Record<string, unknown> | unknown[];

export interface Position {
  readonly path: string;
  readonly target: Target;
  readonly options: PlaceOptions;
  readonly holder: Holder;
  readonly key: string | number;
  /** Where the name is written: in the string value under `key`, or as the property name `key` itself. */
  readonly form: 'value' | 'key';
  /** The part of that string which is the name, `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Whose field: an object by name, the object that a dataset is based on, or one whose paths become joins. */
export type FieldOwner =
  | string
  | { readonly dataset: string }
  | { readonly object: string; readonly joins: 'inner' | 'all' }
  | undefined;

/** Whose part; nothing is listed while the owner has no name. */
export interface PartOwner {
  readonly type: string;
  readonly name: string | undefined;
  readonly group: PartGroup;
  readonly viewKind?: 'list';
}

/** What a position is beyond a name in its place. */
export interface PlaceOptions {
  /** The runtime tolerates a miss. */
  readonly soft?: true;
  /** The name may be a local variable as well: only a near miss of a known field is reported. */
  readonly maybe?: true;
  /** The place gives the target its name (`fields.<name>`): renamed with it, but no reference to it. */
  readonly declares?: true;
  /** Says once more what an earlier position of the body says: rewritten like it, listed once. */
  readonly repeats?: true;
  /** The text is the last name of the target's path alone: a condition nested below its relationship. */
  readonly isTail?: true;
}

const PLAIN: PlaceOptions = {};
export const place = {
  soft: { soft: true },
  maybe: { soft: true, maybe: true },
  declares: { declares: true },
  repeats: { repeats: true },
} as const satisfies Record<string, PlaceOptions>;

export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text at a place when it is a name: empty and interpolated strings (`{page.id}`) are resolved at run time. */
export function nameAt(holder: unknown, key: string | number): string | undefined {
  const value = (holder as Record<string | number, unknown>)[key];
  return typeof value === 'string' && value !== '' && !value.includes('{') ? value : undefined;
}

export function targetOfField(owner: FieldOwner, field: string): Target | undefined {
  if (owner === undefined || owner === '*' || field === '*') return undefined;
  if (typeof owner === 'string') return { kind: 'field', object: owner, field };
  return 'dataset' in owner
    ? { kind: 'dataset_field', dataset: owner.dataset, field }
    : { kind: 'field', ...owner, field };
}

/** Collects positions while a walker passes over a body. Every method ignores a place that holds no name. */
export class Positions {
  readonly #emit: (position: Position) => void;
  readonly #all: boolean;
  #lastPart: Extract<Target, { kind: 'part' }> | undefined;

  /** @param which `references` leaves out what declares or repeats: the most of an object's positions */
  constructor(which: 'all' | 'references', emit: (position: Position) => void) {
    this.#emit = emit;
    this.#all = which === 'all';
  }

  item(holder: Holder, key: string | number, type: string, path: string, options?: PlaceOptions): void {
    const name = nameAt(holder, key);
    if (name !== undefined) this.#whole(holder, key, { kind: 'item', type, name }, path, options);
  }

  /** A name or a list of names. */
  items(holder: Body, key: string, type: string, path: string, options?: PlaceOptions): void {
    const value = holder[key];
    if (!Array.isArray(value)) {
      this.item(holder, key, type, path, options);
      return;
    }
    for (let index = 0; index < value.length; index++) {
      this.item(value, index, type, `${path}.${index}`, options);
    }
  }

  itemKey(holder: Body, key: string, type: string, path: string, options?: PlaceOptions): void {
    this.#key(holder, key, { kind: 'item', type, name: key }, path, options);
  }

  field(holder: Holder, key: string | number, owner: FieldOwner, path: string, options?: PlaceOptions): void {
    const field = nameAt(holder, key);
    if (field === undefined) return;
    const target = targetOfField(owner, field);
    if (target !== undefined) this.#whole(holder, key, target, path, options);
  }

  /** A field or a list whose entries are field names or records that carry one under `member`. */
  fields(
    holder: Body,
    key: string,
    owner: FieldOwner,
    path: string,
    options?: PlaceOptions,
    member = 'field',
  ): void {
    const value = holder[key];
    if (typeof value === 'string') this.field(holder, key, owner, path, options);
    else if (isBody(value)) this.field(value, member, owner, `${path}.${member}`, options);
    else if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const entry: unknown = value[index];
        if (typeof entry === 'string') this.field(value, index, owner, `${path}.${index}`, options);
        else if (isBody(entry)) this.field(entry, member, owner, `${path}.${index}.${member}`, options);
      }
    }
  }

  fieldKey(holder: Body, key: string, owner: FieldOwner, path: string, options?: PlaceOptions): void {
    if (this.#leavesOut(options)) return;
    const target = targetOfField(owner, key);
    if (target !== undefined) this.#key(holder, key, target, path, options);
  }

  part(holder: Holder, key: string | number, of: PartOwner, path: string, options?: PlaceOptions): void {
    const part = nameAt(holder, key);
    const { name } = of;
    if (part !== undefined && name !== undefined) {
      this.#whole(holder, key, this.#partTarget(of, name, part), path, options);
    }
  }

  /** Fields of one group follow one another: they share what they name. */
  #partTarget({ type, group, viewKind }: PartOwner, name: string, part: string): Target {
    const last = this.#lastPart;
    const isSame =
      last?.type === type && last.group === group && last.viewKind === viewKind && last.name === name;
    if (last && isSame && last.part === part) return last;
    this.#lastPart = { kind: 'part', type, name, group, part, ...(viewKind && { viewKind }) };
    return this.#lastPart;
  }

  /** A name inside a longer string: an expression, a template, a composed key. */
  span(
    holder: Holder,
    key: string | number,
    form: 'value' | 'key',
    span: { readonly start: number; readonly end: number },
    target: Target,
    path: string,
    options: PlaceOptions = PLAIN,
  ): void {
    if (this.#leavesOut(options)) return;
    this.#emit({ path, target, options, holder, key, form, start: span.start, end: span.end });
  }

  #leavesOut(options: PlaceOptions = PLAIN): boolean {
    return !this.#all && (options.declares === true || options.repeats === true);
  }

  #whole(holder: Holder, key: string | number, target: Target, path: string, options?: PlaceOptions): void {
    const text = (holder as Record<string | number, unknown>)[key] as string;
    this.span(holder, key, 'value', { start: 0, end: text.length }, target, path, options);
  }

  #key(holder: Body, key: string, target: Target, path: string, options?: PlaceOptions): void {
    this.span(holder, key, 'key', { start: 0, end: key.length }, target, path, options);
  }
}
