/**
 * Owns where JavaScript bodies of hooks and actions name objects. Code is never evaluated: only the literal
 * `….object('name')` is read, and a miss is a warning, since the text may stand in a comment or a dead branch.
 */
import { type Body, type Positions, place } from './position.ts';

const OBJECT_CALL = /\bapi\s*\.\s*object\(\s*(['"`])([a-z][a-z0-9_]*)\1\s*\)/g;

export function scriptPositions(script: Body, path: string, positions: Positions): void {
  const source = script.source;
  if (typeof source !== 'string') return;
  for (const match of source.matchAll(OBJECT_CALL)) {
    const name = match[2] as string;
    const start = match.index + match[0].lastIndexOf(name);
    const span = { start, end: start + name.length };
    const target = { kind: 'item', type: 'object', name } as const;
    positions.span(script, 'source', 'value', span, target, `${path}source`, place.soft);
  }
}
