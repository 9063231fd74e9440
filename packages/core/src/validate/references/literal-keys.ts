/** Owns reading the keys of an object literal that is an argument of a call, in JavaScript that is never evaluated. */

export interface LiteralKey {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const OPENERS = '([{';
const CLOSERS = ')]}';
const KEY = /\s*(?:(['"])([A-Za-z_$][\w$]*)\1|([A-Za-z_$][\w$]*))\s*:/y;

/** Behind a string, template or comment that starts at `at`; `at` itself when none does. */
function skipLiteral(source: string, at: number): number {
  const char = source[at];
  if (char === '"' || char === "'" || char === '`') {
    let index = at + 1;
    while (index < source.length && source[index] !== char) index += source[index] === '\\' ? 2 : 1;
    return index + 1;
  }
  const close = source.startsWith('//', at) ? '\n' : source.startsWith('/*', at) ? '*/' : undefined;
  if (close === undefined) return at;
  const end = source.indexOf(close, at + 2);
  return end === -1 ? source.length : end + close.length;
}

/**
 * Keys written out in the literal that is argument `argument` of the call whose list starts at `at`; none when that
 * argument is anything else. Shorthand, computed and spread members are left out.
 */
export function literalKeys(source: string, at: number, argument: number): LiteralKey[] {
  const keys: LiteralKey[] = [];
  let depth = 0;
  let position = 0;
  let isLiteral = false;
  let isMember = false;
  for (let index = at; index < source.length; ) {
    const behind = skipLiteral(source, index);
    const char = source[index] as string;
    if (behind === index && depth === 0 && position === argument && char === '{') isLiteral = isMember = true;
    if (isLiteral && depth === 1 && isMember) {
      KEY.lastIndex = index;
      const match = KEY.exec(source);
      const name = match?.[2] ?? match?.[3];
      if (match && name !== undefined) {
        const start = index + match[0].indexOf(name);
        keys.push({ name, start, end: start + name.length });
        index += match[0].length;
        isMember = false;
        continue;
      }
      if (char.trim() !== '' && behind === index) isMember = char === ',';
    }
    if (behind > index) {
      index = behind;
      continue;
    }
    if (OPENERS.includes(char)) depth++;
    else if (CLOSERS.includes(char)) {
      depth--;
      if (depth < 0 || (isLiteral && depth === 0)) return keys;
    } else if (char === ',' && depth === 0) {
      position++;
      if (position > argument) return keys;
    } else if (char === ',' && depth === 1) isMember = isLiteral;
    index++;
  }
  return keys;
}
