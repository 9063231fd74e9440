/** Owns the extraction of facts from one item body. */
import type { ItemRef } from '../../metadata/ref.ts';
import { findSecrets } from '../secrets/find-secrets.ts';
import type { ItemFacts, Reference } from './facts.ts';
import { defineItem, walkItem } from './walk-item.ts';

/**
 * What the body refers to, what it offers, and what it should not hold. Depends on `ref` and `body` alone: cache it by the body's checksum
 * (and `ref`, which views and flows need to resolve their own name).
 */
export function extractReferences(ref: ItemRef, body: unknown): ItemFacts {
  const references: Reference[] = [];
  walkItem(ref, body, 'references', ({ path, target, options }) => {
    if (options.maybe) references.push({ path, target, soft: true, maybe: true });
    else references.push(options.soft ? { path, target, soft: true } : { path, target });
  });
  const secrets = findSecrets(body);
  return { references, defines: defineItem(ref, body), ...(secrets.length > 0 ? { secrets } : {}) };
}
