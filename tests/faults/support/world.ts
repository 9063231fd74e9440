/**
 * Owns a world: one folder with a control plane and the databases of its environments, and the processes that open
 * it one after the other. A world is copied from a template file by file, so that every fault starts from the same rows.
 */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  allowAll,
  type Clock,
  ContentCache,
  type ControlPlane,
  type Engine,
  MetadataAuthoringService,
  type Scope,
  type TargetDatabases,
} from '@objectstack/metadata-authoring';
import {
  openControlPlane,
  openTargetDatabases,
  systemClock,
  uuidv7Ids,
} from '@objectstack/metadata-authoring-sql';
import { FaultInjector } from '../../../packages/testkit/src/faults/fault-injector.ts';
import type { FaultPlan } from '../../../packages/testkit/src/faults/fault-plan.ts';
import type { ServerAt } from './server-database.ts';
import { withoutSessionLocks } from './without-session-locks.ts';

export const scope: Scope = { orgId: 'org_faults', principal: { kind: 'user', id: 'maker' } };
export const PACKAGE = 'com.acme.shop';

export interface World {
  readonly folder: string;
  /** Where the environment named `env` lives; null: it is a file, as every other one is. */
  readonly server: ServerAt | null;
  control(): string;
  /** The file of an environment that is one. */
  database(environment: string): string;
  urlOf(environment: string): string;
  engineOf(environment: string): Engine;
  dispose(): void;
}

/** The environment that may live on a server. */
export const environment = 'env';

export function worldAt(folder: string, server: ServerAt | null = null): World {
  const database = (name: string) => join(folder, `${name}.db`);
  return {
    folder,
    server,
    control: () => join(folder, 'control.db'),
    database,
    urlOf: (name) => (server && name === environment ? server.url : `sqlite:${database(name)}`),
    engineOf: (name) => (server && name === environment ? server.engine : 'sqlite'),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** In memory where the system has it: no fault here is a power loss, and thousands of worlds are made. */
const MEMORY = '/dev/shm';

export function newWorld(server: ServerAt | null = null): World {
  return worldAt(mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'mda-faults-')), server);
}

/** Every process of the template must have been closed: what is in its files is all there is. One copy at a time on a server. */
export async function copyOf(template: World): Promise<World> {
  const world = newWorld(template.server);
  for (const file of readdirSync(template.folder))
    copyFileSync(join(template.folder, file), join(world.folder, file));
  await template.server?.restore?.();
  return world;
}

export interface Process {
  readonly service: MetadataAuthoringService;
  readonly plane: ControlPlane;
  readonly statements: FaultInjector;
  close(): Promise<void>;
}

export interface ProcessOptions {
  readonly plan?: FaultPlan;
  readonly owner?: string;
  /** Owners of leases that are known to be gone. */
  readonly gone?: readonly string[];
  readonly cache?: ContentCache;
  /** How the process ends at the planned statement; by default it is only cut off. */
  readonly end?: () => void;
  readonly ownerIsGone?: (owner: string) => boolean;
  /** Stands between the service and the databases of environments. */
  readonly wrap?: (targets: TargetDatabases) => TargetDatabases;
  /** Leads to the environment's database by another way, for example through a proxy. */
  readonly url?: string;
  readonly clock?: Clock;
  /** false: as behind a pooler that gives every transaction another session. */
  readonly sessionLocks?: false;
  readonly lockTimeoutMs?: number;
  readonly lockRetryMs?: number;
  /** How long an index that is built beside writers waits for transactions older than itself. */
  readonly buildWaitMs?: number;
  /** How long a server may say nothing where it should answer. */
  readonly silenceMs?: number;
}

/** Short, so that thousands of faults are affordable; what measures locks sets its own. */
const LOCK_TIMEOUT_MS = 50;
const LOCK_RETRY_MS = 200;

/** What one process holds open: its own connections, its own memory. The plan counts from the first call on. */
export async function startProcess(world: World, options: ProcessOptions = {}): Promise<Process> {
  const statements = new FaultInjector({
    plan: options.plan ?? null,
    ...(options.end && { end: options.end }),
  });
  let armed = false;
  const observer = {
    before: (database: 'control' | 'target', sql: string) => armed && statements.before(database, sql),
    after: (database: 'control' | 'target', sql: string) => armed && statements.after(database, sql),
  };
  const ports = { clock: options.clock ?? systemClock, ids: uuidv7Ids };
  const plane = await openControlPlane(`sqlite:${world.control()}`, { ...ports, observer });
  const opened = openTargetDatabases({
    observer,
    lockTimeoutMs: options.lockTimeoutMs ?? LOCK_TIMEOUT_MS,
    lockRetryMs: options.lockRetryMs ?? LOCK_RETRY_MS,
    ...(options.buildWaitMs === undefined ? {} : { buildWaitMs: options.buildWaitMs }),
    ...(options.silenceMs === undefined ? {} : { silenceMs: options.silenceMs }),
  });
  const plain = options.sessionLocks === false ? withoutSessionLocks(observer) : opened;
  const targets: TargetDatabases = {
    open: (row) =>
      plain.open({
        ...row,
        engine: world.engineOf(row.name),
        databaseUrl: (row.name === environment && options.url) || world.urlOf(row.name),
      }),
  };
  const service = new MetadataAuthoringService({
    plane,
    targets: options.wrap?.(targets) ?? targets,
    ...ports,
    authorize: allowAll,
    members: null,
    cache: options.cache ?? new ContentCache(),
    owner: options.owner ?? 'first',
    ownerIsGone: options.ownerIsGone ?? ((owner) => options.gone?.includes(owner) ?? false),
  });
  armed = true;
  return { service, plane, statements, close: () => plane.close() };
}
