/** Owns how an engine's mark around names is put: doubled where a name holds it, and never around a NUL. */
import { invariant } from '@objectstack/metadata-authoring';

/** Nearly every name: a publish quotes tens of thousands of them. */
const PLAIN = /^[a-z0-9_]+$/;

export function quotedBy(mark: '"' | '`'): (name: string) => string {
  return (name) => {
    if (PLAIN.test(name)) return `${mark}${name}${mark}`;
    invariant(!name.includes('\0'), 'a name holds a NUL character');
    return `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
  };
}
