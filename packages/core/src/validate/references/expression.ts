/**
 * Owns reading the field paths of a CEL expression: a tokenizer that skips strings, numbers and comments and yields
 * dotted names with their place in the source. It never evaluates, and an expression it cannot read yields nothing.
 */
import {
  type FieldOwner,
  type Holder,
  isBody,
  type PlaceOptions,
  type Positions,
  place,
  targetOfField,
} from './position.ts';

/** A dotted name of an expression; method names at its end (`record.name.size()`) are cut off. */
export interface ExpressionPath {
  readonly segments: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  /** The whole name is called: `daysAgo(2)`. */
  readonly call: boolean;
}

const NAME_START = /[A-Za-z_$]/;
const NAME_PART = /[\w$]/;
const KEYWORDS = new Set(['true', 'false', 'null', 'in', 'as', 'if', 'else']);

function skipString(source: string, at: number): number {
  const quote = source[at] as string;
  const fence = source.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  let index = at + fence.length;
  while (index < source.length && !source.startsWith(fence, index)) index += source[index] === '\\' ? 2 : 1;
  return index + fence.length;
}

function skipSpace(source: string, at: number): number {
  let index = at;
  while (index < source.length && (source.charCodeAt(index) <= 32 || source[index] === '?')) index++;
  return index;
}

function readPath(source: string, at: number): { path: ExpressionPath; next: number } {
  const segments: { name: string; start: number; end: number }[] = [];
  let index = at;
  for (;;) {
    const start = index;
    while (index < source.length && NAME_PART.test(source[index] as string)) index++;
    segments.push({ name: source.slice(start, index), start, end: index });
    if (source[index] !== '.') break;
    const after = source[index + 1] === '?' ? index + 2 : index + 1;
    if (after >= source.length || !NAME_START.test(source[after] as string)) break;
    index = after;
  }
  let called = index;
  while (called < source.length && source.charCodeAt(called) <= 32) called++;
  const isCall = source[called] === '(';
  if (isCall && segments.length > 1) segments.pop();
  return {
    path: { segments, call: isCall && segments.length === 1 && index === segments[0]?.end },
    next: index,
  };
}

/** Every dotted name of `source`, in order; names behind a call or an index (`f(x).y`, `a[0].b`) are left out. */
export function expressionPaths(source: string): ExpressionPath[] {
  const paths: ExpressionPath[] = [];
  let index = 0;
  let previous = '';
  while (index < source.length) {
    const char = source[index] as string;
    if (char === '"' || char === "'") {
      index = skipString(source, index);
      previous = char;
    } else if (char === '/' && source[index + 1] === '/') {
      const end = source.indexOf('\n', index);
      index = end === -1 ? source.length : end;
    } else if (NAME_START.test(char)) {
      const { path, next } = readPath(source, index);
      const isRawString = (source[next] === '"' || source[next] === "'") && next - index === 1;
      const first = path.segments[0]?.name ?? '';
      if (!isRawString && previous !== '.' && !path.call && !KEYWORDS.has(first)) paths.push(path);
      previous = 'a';
      index = next;
    } else if (char >= '0' && char <= '9') {
      index++;
      while (index < source.length && /[\w.]/.test(source[index] as string)) index++;
      previous = '0';
    } else {
      if (char.charCodeAt(0) > 32) previous = char;
      index = skipSpace(source, index + 1);
    }
  }
  return paths;
}

/** Which roots of an expression stand for a record, and whose fields its bare names may be. */
export interface ExpressionScope {
  readonly record: FieldOwner;
  /** The master of a detail object, bound as `parent`. */
  readonly parent?: FieldOwner;
  /** Flow conditions bind the trigger record's fields at top level; a bare name may also be a flow variable. */
  readonly bare?: { readonly owner: FieldOwner; readonly variables: ReadonlySet<string> };
  /** Other roots that hold a record: flow variables filled by a query. */
  readonly variables?: ReadonlyMap<string, string>;
}

const RUNTIME_ROOTS = new Set(
  'record previous parent input os user current_user ctx vars data page params output result env org now'.split(
    ' ',
  ),
);

function ownerOf(root: string, scope: ExpressionScope): FieldOwner {
  if (root === 'record' || root === 'previous') return scope.record;
  if (root === 'parent') return scope.parent;
  return scope.variables?.get(root);
}

/** Where an expression's source text is written: directly, or as `source` of `{dialect, source}`. */
function sourceAt(
  holder: Holder,
  key: string | number,
): { holder: Holder; key: string | number } | undefined {
  const value = (holder as Record<string | number, unknown>)[key];
  if (typeof value === 'string') return { holder, key };
  if (!isBody(value) || typeof value.source !== 'string') return undefined;
  return value.dialect === undefined || value.dialect === 'cel'
    ? { holder: value, key: 'source' }
    : undefined;
}

/** Adds the field references of the expression under `key`. */
export function expressionFields(
  positions: Positions,
  holder: Holder,
  key: string | number,
  scope: ExpressionScope,
  path: string,
  options?: PlaceOptions,
): void {
  const at = sourceAt(holder, key);
  if (at === undefined) return;
  const source = (at.holder as Record<string | number, unknown>)[at.key] as string;
  const where = at.holder === holder ? path : `${path}.source`;
  for (const { segments } of expressionPaths(source)) {
    const [root, head] = segments;
    const last = segments.at(-1);
    if (root === undefined || last === undefined) continue;
    const owner = head === undefined ? undefined : ownerOf(root.name, scope);
    if (head !== undefined && owner !== undefined) {
      const target = targetOfField(owner, source.slice(head.start, last.end).replaceAll('?', ''));
      if (target === undefined || source.slice(head.start, last.end).includes('?')) continue;
      positions.span(
        at.holder,
        at.key,
        'value',
        { start: head.start, end: last.end },
        target,
        where,
        options,
      );
    } else if (
      scope.bare !== undefined &&
      !RUNTIME_ROOTS.has(root.name) &&
      !scope.bare.variables.has(root.name)
    ) {
      const target = targetOfField(scope.bare.owner, root.name);
      if (target !== undefined) positions.span(at.holder, at.key, 'value', root, target, where, place.maybe);
    }
  }
}
