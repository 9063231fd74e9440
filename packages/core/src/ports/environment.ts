/** Port: environments as the control plane knows them (`sys_environment`): name, type, where the database is. */
import type { Scope } from '../scope.ts';

/** `EnvironmentTypeSchema` of `@objectstack/spec/cloud`. */
export const ENVIRONMENT_TYPES = [
  'production',
  'staging',
  'test',
  'sandbox',
  'development',
  'preview',
  'trial',
] as const;
export type EnvironmentType = (typeof ENVIRONMENT_TYPES)[number];

export type Engine = 'sqlite' | 'postgres' | 'mysql';

/** managed: we run DDL. validate-only / external: never any DDL, mismatch is reported. */
export type SchemaMode = 'managed' | 'validate-only' | 'external';

export interface EnvironmentRow {
  readonly id: string;
  /** Unique per organization. */
  readonly name: string;
  readonly type: EnvironmentType;
  readonly engine: Engine;
  /** `sqlite:PATH`, `postgres://…`, `mysql://…`, `mariadb://…`. Never shown with its password. */
  readonly databaseUrl: string;
  readonly schemaMode: SchemaMode;
  /** Place in the pipeline, from 0. */
  readonly position: number;
  readonly createdAt: string;
}

export interface EnvironmentPort {
  find(scope: Scope, nameOrId: string): Promise<EnvironmentRow | null>;
  /** In pipeline order. */
  list(scope: Scope): Promise<readonly EnvironmentRow[]>;
  /** Inserts at `position`; later ones move back by one. @throws ENVIRONMENT_EXISTS */
  insert(scope: Scope, row: EnvironmentRow): Promise<void>;
}
