/** Port: package identity (`sys_package`). */
import type { Scope } from '../scope.ts';

export interface PackageRow {
  readonly id: string;
  /** Reverse domain, unique per organization: `com.acme.crm`. */
  readonly manifestId: string;
  readonly displayName: string;
  readonly createdAt: string;
}

export interface PackagePort {
  find(scope: Scope, manifestId: string): Promise<PackageRow | null>;
  get(scope: Scope, id: string): Promise<PackageRow | null>;
  /** Ordered by manifestId. */
  list(scope: Scope): Promise<readonly PackageRow[]>;
  /** Unique by manifestId. @throws NAME_TAKEN */
  insert(scope: Scope, row: PackageRow): Promise<void>;
}
