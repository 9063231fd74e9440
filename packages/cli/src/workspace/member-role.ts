/**
 * Owns who may do what in an embedded workspace: roles by name from `mda.json`, permissions per role as a table.
 * The operating-system user is owner; an actor that is not listed is reader.
 */
import { AuthoringError, type Authorize, type EnvironmentType } from '@objectstack/metadata-authoring';

export const MEMBER_ROLES = ['owner', 'admin', 'maker', 'reader', 'guest'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

export function isRole(value: unknown): value is MemberRole {
  return MEMBER_ROLES.some((role) => role === value);
}

type Operation = Parameters<Authorize>[1];

const EDITING: ReadonlySet<Operation> = new Set(['read', 'open_draft', 'stage', 'discard']);
/** What a maker does only where nobody depends on the app: not in staging, not in production. */
const RELEASING: ReadonlySet<Operation> = new Set([
  'preview',
  'publish',
  'promote',
  'finalize',
  'purge',
  'repair',
  'drive_run',
]);
const SAFE_TYPES: ReadonlySet<EnvironmentType> = new Set([
  'development',
  'sandbox',
  'test',
  'preview',
  'trial',
]);

export function mayDo(role: MemberRole, operation: Operation, type: EnvironmentType | null): boolean {
  switch (role) {
    case 'owner':
    case 'admin':
      return true;
    case 'maker':
      return EDITING.has(operation) || (RELEASING.has(operation) && type !== null && SAFE_TYPES.has(type));
    case 'reader':
    case 'guest':
      return operation === 'read';
  }
}

export function roleOf(
  actor: string,
  systemUser: string,
  members: Readonly<Record<string, MemberRole>> | undefined,
): MemberRole {
  if (members && Object.hasOwn(members, actor)) return members[actor] ?? 'reader';
  return actor === systemUser ? 'owner' : 'reader';
}

export function authorizeAs(role: MemberRole): Authorize {
  return (scope, operation, environment) => {
    if (mayDo(role, operation, environment?.type ?? null)) return;
    const where = environment === null ? '' : ` in '${environment.name}' (${environment.type})`;
    throw new AuthoringError(
      'ROLE_FORBIDDEN',
      `'${scope.principal.id}' is ${role} and may not ${operation.replaceAll('_', ' ')}${where}`,
      {
        details: { actor: scope.principal.id, role, operation },
        suggestion: 'ask an owner of the workspace to do it, or to give you another role in mda.json',
      },
    );
  };
}
