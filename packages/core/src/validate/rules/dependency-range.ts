/** Owns what is wrong with the dependencies that a manifest declares, whatever is installed. */
import semver from 'semver';
import { dependenciesOf } from '../../depend/package-needs.ts';
import { MANIFEST_REF } from '../../metadata/item-types.ts';
import { keyOf } from '../../metadata/ref.ts';
import type { Problem } from '../problem.ts';

export function dependencyProblems(manifest: unknown, packageId: string): Problem[] {
  return dependenciesOf(manifest).flatMap(({ packageId: needed, range }) => {
    const at = {
      code: 'VERSION_INVALID',
      severity: 'error',
      ref: keyOf(MANIFEST_REF),
      path: `dependencies.${needed}`,
    } as const;
    if (needed === packageId)
      return [{ ...at, message: 'the package depends on itself', suggestion: 'remove the dependency' }];
    if (semver.validRange(range) !== null) return [];
    return [
      {
        ...at,
        message: `'${range}' is no semver range`,
        suggestion: 'write one such as ^1.2.0, ~1.2.0, >=1.2.0 <3.0.0 or *',
      },
    ];
  });
}
