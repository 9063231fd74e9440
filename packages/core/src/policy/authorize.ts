/** Owns the one policy hook: every use case asks it first. Who may do what is data behind it, decided by the host. */
import type { EnvironmentType } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';

export type Operation =
  | 'read'
  | 'open_draft'
  | 'stage'
  | 'discard'
  | 'preview'
  | 'publish'
  | 'promote'
  | 'rollback'
  | 'finalize'
  | 'purge'
  | 'repair'
  | 'deprecate'
  | 'manage_environment'
  | 'drive_run';

/** @throws ROLE_FORBIDDEN */
export type Authorize = (
  scope: Scope,
  operation: Operation,
  environment: { readonly name: string; readonly type: EnvironmentType } | null,
) => void;

export const allowAll: Authorize = () => {};
