/**
 * Owns the least that accepting a body costs: the spec's parse, and the hash of its canonical text. hashSpec makes that
 * text and throws it away; it is made once here, because the row needs it too.
 */
import { createHash } from 'node:crypto';

export interface Accepted {
  readonly checksum: string;
  readonly canonical: string;
}

export async function loadParseAndHash(): Promise<(body: unknown) => Accepted> {
  const { ObjectSchema } = await import('@objectstack/spec/data');
  const { canonicalize } = await import('@objectstack/metadata-core');
  return (body) => {
    if (!ObjectSchema.safeParse(body).success) throw new Error('the raw side met a body that does not parse');
    const canonical = canonicalize(body);
    return { canonical, checksum: `sha256:${createHash('sha256').update(canonical, 'utf8').digest('hex')}` };
  };
}
