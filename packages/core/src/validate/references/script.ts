/**
 * Owns where JavaScript bodies of hooks and actions, and the source of pages, name objects and fields. Code is never
 * evaluated: only literal forms are read, and a miss is a warning, since the text may stand in a comment.
 */
import { literalKeys } from './literal-keys.ts';
import { type Body, type Positions, place } from './position.ts';

const OBJECT_CALL = /\bapi\s*\.\s*object\(\s*(['"`])([a-z][a-z0-9_]*)\1\s*\)/g;
const WRITE_CALL = /^\s*\.\s*(insert|update|updateById)\s*\(/;
const CONTEXT_FIELD =
  /\bctx\s*\.\s*(input|record|previous)\s*\.\s*([A-Za-z_$][\w$]*)(\s*(?:[-+*/%&|?]{0,2}=)(?!=))?/g;
/** Keys of a hook's input that are not the record's. */
const ENVELOPE = new Set(['id', 'options', 'ast', 'data', 'previous']);
/** Which argument of a write carries the record. */
const PAYLOAD_INDEX: Readonly<Record<string, number>> = { insert: 0, update: 0, updateById: 1 };

/** @param bound the object of `ctx.record`, and whether `ctx.input` is its record too (a hook's, not an action's) */
export function scriptPositions(
  script: Body,
  bound: { readonly object: string | undefined; readonly inputIsRecord: boolean },
  path: string,
  positions: Positions,
): void {
  const source = script.source;
  if (typeof source !== 'string') return;
  const at = `${path}source`;
  for (const match of source.matchAll(OBJECT_CALL)) {
    const name = match[2] as string;
    const start = match.index + match[0].lastIndexOf(name);
    const target = { kind: 'item', type: 'object', name } as const;
    positions.span(script, 'source', 'value', { start, end: start + name.length }, target, at, place.soft);
    writtenFields(script, name, match.index + match[0].length, at, positions);
  }
  const { object, inputIsRecord } = bound;
  if (object === undefined) return;
  for (const match of source.matchAll(CONTEXT_FIELD)) {
    const [text, root, field, assignment] = match as unknown as [string, string, string, string | undefined];
    if (root === 'input' && (!inputIsRecord || ENVELOPE.has(field))) continue;
    const start = match.index + text.length - (assignment?.length ?? 0) - field.length;
    const target = { kind: 'field', object, field } as const;
    const isWrite = assignment !== undefined && root === 'input';
    const options = isWrite ? place.soft : place.maybe;
    positions.span(script, 'source', 'value', { start, end: start + field.length }, target, at, options);
  }
}

/** `….object('x').update({ status: … })`: the keys of a payload written out in place. */
function writtenFields(script: Body, object: string, from: number, at: string, positions: Positions): void {
  const source = script.source as string;
  const call = WRITE_CALL.exec(source.slice(from));
  if (call === null) return;
  const index = PAYLOAD_INDEX[call[1] as string] ?? 0;
  for (const { name, start, end } of literalKeys(source, from + call[0].length, index)) {
    if (ENVELOPE.has(name)) continue;
    const target = { kind: 'field', object, field: name } as const;
    positions.span(script, 'source', 'value', { start, end }, target, at, place.soft);
  }
}

const BOUND_ATTRIBUTE = /\b(objectName|object|dataset)\s*=\s*\{?\s*(['"])([a-z][a-z0-9_]*)\2/g;

/** Pages written as source bind components by attribute: `<ListView objectName="crm_account">`. */
export function markupPositions(page: Body, key: string, positions: Positions): void {
  const source = page[key];
  if (typeof source !== 'string') return;
  for (const match of source.matchAll(BOUND_ATTRIBUTE)) {
    const name = match[3] as string;
    const start = match.index + match[0].length - name.length - 1;
    const target = { kind: 'item', type: match[1] === 'dataset' ? 'dataset' : 'object', name } as const;
    positions.span(page, key, 'value', { start, end: start + name.length }, target, key, place.soft);
  }
}
