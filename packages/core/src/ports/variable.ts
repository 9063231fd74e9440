/** Port: values of variables, per environment and package (`_authoring_variable`). A secret is there encrypted only. */
import type { Scope } from '../scope.ts';

export interface VariableRow {
  readonly environmentId: string;
  /** Row id of the package. */
  readonly packageId: string;
  readonly name: string;
  /** `plain`: the value as JSON; `secret`: as secret-box.ts writes it. */
  readonly kind: 'plain' | 'secret';
  readonly content: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export interface VariablePort {
  /** Ordered by package id and name. */
  list(scope: Scope, environmentId: string): Promise<readonly VariableRow[]>;
  /** Replaces the value that was there. */
  put(scope: Scope, row: VariableRow): Promise<void>;
  /** @returns whether there was one */
  remove(scope: Scope, environmentId: string, packageId: string, name: string): Promise<boolean>;
}
