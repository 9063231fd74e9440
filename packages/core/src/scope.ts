/** Owns who asks and for which tenant: the first argument of every service and port method. */
export type PrincipalKind = 'user' | 'service' | 'agent';

export interface Principal {
  readonly kind: PrincipalKind;
  /** Stable name of the caller, written into history, events and audit. */
  readonly id: string;
}

export interface Scope {
  readonly orgId: string;
  readonly principal: Principal;
}
