/** Owns what the policy knows of the people: who belongs to an organization, and in which role. */
import type { Scope } from '../scope.ts';
import type { Place } from './authorize.ts';
import type { Role } from './rights.ts';

export interface Member {
  /** As a principal's id. */
  readonly id: string;
  readonly role: Role;
}

/** Everybody with a role in that environment; agents are no members. */
export type Members = (scope: Scope, environment: Place) => Promise<readonly Member[]>;
