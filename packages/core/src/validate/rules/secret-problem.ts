/** Owns the words of a secret that stands in the metadata: a version is copied, exported and kept for ever. */
import type { ItemKey } from '../../metadata/ref.ts';
import type { Problem } from '../problem.ts';
import type { FoundSecret } from '../secrets/find-secrets.ts';

export function secretProblems(ref: ItemKey, secrets: readonly FoundSecret[] = []): Problem[] {
  return secrets.map(({ path, what, shown }) => ({
    code: 'SECRET_FOUND',
    severity: 'error',
    ref,
    path,
    message: `holds what looks like ${what}: ${shown}`,
    suggestion:
      'take it out, let the runtime read it (credentialRef, credentialsRef, a variable), and have it replaced where it was issued: whoever reads the draft has seen it',
  }));
}
