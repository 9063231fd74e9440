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

/** Of an environment that was made for a while, with a database of our own making. */
export interface Ephemeral {
  /** making: its database may be half there. ending: it may be half gone. Both are left to `collect` after a crash. */
  readonly state: 'making' | 'ready' | 'ending';
  /** ISO-8601 UTC, judged by the clock port alone. */
  readonly expiresAt: string;
  /** Id of the environment that it was copied from. */
  readonly sourceId: string;
  /** Who made it: they may end it, too. */
  readonly createdBy: string;
}

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
  /** Absent: it stays until somebody removes it, and its database is not ours to drop. */
  readonly ephemeral?: Ephemeral;
}

export interface EnvironmentPort {
  find(scope: Scope, nameOrId: string): Promise<EnvironmentRow | null>;
  /** In pipeline order. */
  list(scope: Scope): Promise<readonly EnvironmentRow[]>;
  /** Inserts at `position`; later ones move back by one. @throws ENVIRONMENT_EXISTS */
  insert(scope: Scope, row: EnvironmentRow): Promise<void>;
  /** Of an ephemeral one. @returns whether it was there */
  setState(scope: Scope, id: string, state: Ephemeral['state']): Promise<boolean>;
  /** The row alone; later ones keep their positions. @returns whether it was there */
  remove(scope: Scope, id: string): Promise<boolean>;
}
