/** Owns whose role is which in an embedded workspace: by name from `mda.json`; the operating-system user is owner. */
import type { Member, Role } from '@objectstack/metadata-authoring';

/** An actor that is not listed is reader. */
export function roleOf(
  actor: string,
  systemUser: string,
  members: Readonly<Record<string, Role>> | undefined,
): Role {
  if (members && Object.hasOwn(members, actor)) return members[actor] ?? 'reader';
  return actor === systemUser ? 'owner' : 'reader';
}

/** Everybody who has a role by name. */
export function membersOf(
  systemUser: string,
  members: Readonly<Record<string, Role>> | undefined,
): readonly Member[] {
  const roles = new Map([[systemUser, 'owner' as Role], ...Object.entries(members ?? {})]);
  return [...roles].map(([id, role]) => ({ id, role }));
}
