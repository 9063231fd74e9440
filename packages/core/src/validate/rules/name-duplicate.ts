/**
 * Owns the rule that a name has one owner: within the set for every item, across installed packages for objects (an
 * object's name is its table's) and namespaces. Other items may share a bare name with another package's: the runtime
 * resolves them within their package.
 */
import { type ItemKey, parseKey } from '../../metadata/ref.ts';
import type { Problem } from '../problem.ts';
import type { ManifestFacts } from '../set-context.ts';
import type { SetIndex } from '../set-index.ts';

/** Types whose names are global in an environment. */
const GLOBAL_TYPES = new Set(['object']);

export function duplicateProblem(key: ItemKey, index: SetIndex): Problem | undefined {
  const { type, name } = parseKey(key);
  const other = GLOBAL_TYPES.has(type) ? index.installedBy(type, name) : undefined;
  if (other === undefined) return undefined;
  return {
    code: 'NAME_DUPLICATE',
    severity: 'error',
    ref: key,
    path: 'name',
    message: `${type} '${name}' is already defined by the installed package '${other}'`,
    suggestion: `rename it, or extend the object of '${other}' with objectExtensions`,
  };
}

/** One problem for every key that the set holds more than once. */
export function repeatedProblem(key: ItemKey, times: number): Problem {
  const { type, name } = parseKey(key);
  return {
    code: 'NAME_DUPLICATE',
    severity: 'error',
    ref: key,
    path: 'name',
    message: `${type} '${name}' is defined ${times} times in this package`,
    suggestion: 'keep one definition, or rename the others',
  };
}

/** Two packages cannot prefix their objects alike. */
export function namespaceProblem(
  manifest: ManifestFacts,
  installed: readonly { readonly packageId: string; readonly namespace?: string }[],
): Problem | undefined {
  const { namespace, packageId } = manifest;
  if (namespace === undefined) return undefined;
  const other = installed.find((known) => known.namespace === namespace && known.packageId !== packageId);
  if (other === undefined) return undefined;
  return {
    code: 'NAME_DUPLICATE',
    severity: 'error',
    ref: `package/${packageId}`,
    path: 'manifest.namespace',
    message: `namespace '${namespace}' already belongs to the installed package '${other.packageId}'`,
    suggestion: 'choose another namespace for this package',
  };
}
