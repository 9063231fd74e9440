/** Owns what a token may: a role, narrowed to environments and to operations. A scope only ever narrows. */
import type { PrincipalKind } from '../scope.ts';
import type { Place } from './authorize.ts';
import { type Operation, type Right, type Role, rightOf } from './rights.ts';

export interface TokenGrant {
  /** The public id of the token. */
  readonly id: string;
  readonly role: Role;
  /** Names; null: every environment. */
  readonly environments: readonly string[] | null;
  /** Null: all of the role. */
  readonly operations: readonly Operation[] | null;
  /** The member who made it, and who does not approve what it asks for. */
  readonly madeBy: string;
}

/** What is about no environment and changes none. Anything else that names no environment is about all of them. */
const CHANGES_NONE: ReadonlySet<Operation> = new Set(['read', 'open_draft', 'stage', 'discard']);

/** @param place null: the operation is about no environment */
export function rightOfToken(
  { role, environments, operations }: Pick<TokenGrant, 'role' | 'environments' | 'operations'>,
  kind: PrincipalKind,
  operation: Operation,
  place: Place | null,
): Right {
  if (operations !== null && !operations.includes(operation)) return 'deny';
  const reached = place === null ? CHANGES_NONE.has(operation) : environments?.includes(place.name);
  if (environments !== null && !reached) return 'deny';
  return rightOf({ role, kind }, operation, place?.type ?? null);
}
