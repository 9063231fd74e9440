/** Owns how an event reads in the columns of `sys_metadata_audit` (ADR-0010, with the operations it lacks). */
import { parseKey } from '../metadata/ref.ts';
import type { AuthoringEvent } from '../ports/change-log.ts';

export interface AuditFacts {
  readonly type: string;
  readonly name: string;
  readonly operation: string;
  readonly outcome: 'allowed' | 'forced';
  readonly code: 'ok' | 'lock_override';
  readonly forced: boolean;
}

/** Events that ADR-0010 has a word for, or DESIGN adds one; any other is its own word. */
const operations: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'item.staged': 'stage',
    'item.renamed': 'stage',
    'field.renamed': 'stage',
    'item.discarded': 'reset',
    'rows.adopted': 'stage',
    'overlay.put': 'override',
    'overlay.merged': 'override',
    'overlay.reset': 'reset',
    'version.adopted': 'seal',
    'version.sealed': 'seal',
    'version.previewed': 'seal',
    'version.deprecated': 'deprecate',
    'environment.activated': 'publish',
  }),
);

export function auditFacts(event: AuthoringEvent): AuditFacts {
  const forced = event.data?.forced === true;
  // Field by field: a log is proven by making these of each of its rows, and a spread is what takes longest of it.
  const { type, name } = subject(event);
  return {
    type,
    name,
    operation: operations.get(event.op) ?? event.op,
    outcome: forced ? 'forced' : 'allowed',
    code: forced ? 'lock_override' : 'ok',
    forced,
  };
}

/** What the event is about: the item, else the most particular thing it names. */
function subject(event: AuthoringEvent): { readonly type: string; readonly name: string } {
  if (event.ref?.includes('/')) return parseKey(event.ref);
  if (event.versionId !== undefined) return { type: 'package_version', name: event.versionId };
  if (event.environmentId !== undefined) return { type: 'environment', name: event.environmentId };
  if (event.runId !== undefined) return { type: 'run', name: event.runId };
  if (event.packageId !== undefined) return { type: 'package', name: event.packageId };
  return { type: 'organization', name: '' };
}
