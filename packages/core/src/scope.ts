/** Owns who asks and for which tenant: the first argument of every service and port method. */
import type { TokenGrant } from './policy/token-grant.ts';

export type PrincipalKind = 'user' | 'service' | 'agent';

export interface Principal {
  readonly kind: PrincipalKind;
  /** Stable name of the caller, written into history, events and audit. */
  readonly id: string;
  /** What it acts by, where that is a token: its rights are these then, and no member's. */
  readonly token?: TokenGrant;
}

export interface Scope {
  readonly orgId: string;
  readonly principal: Principal;
}
