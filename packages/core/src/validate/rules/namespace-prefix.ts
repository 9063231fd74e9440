/** Owns the rule that a package's objects carry its namespace: strict for what is new, lenient for what was there. */
import { validateObjectNamespacePrefix } from '@objectstack/spec/kernel';
import { type ItemKey, parseKey } from '../../metadata/ref.ts';
import type { Problem } from '../problem.ts';
import type { SetContext } from '../set-context.ts';

export function namespacePrefixProblem(key: ItemKey, context: SetContext): Problem | undefined {
  const { type, name } = parseKey(key);
  const { namespace } = context.manifest;
  if (type !== 'object' || namespace === undefined) return undefined;
  if (validateObjectNamespacePrefix(name, namespace) === null) return undefined;
  const isNew = context.origin === 'stage' && !context.inBase(key);
  const bare = name.includes('__') ? name.slice(name.indexOf('__') + 2) : name;
  return {
    code: 'NAMESPACE_PREFIX_MISSING',
    severity: isNew ? 'error' : 'warning',
    ref: key,
    path: 'name',
    message: `object '${name}' lacks the package's namespace prefix '${namespace}_'`,
    suggestion: `rename it to '${namespace}_${bare}'`,
  };
}
