/**
 * Owns a world: one folder with a control plane and the databases of its environments, and the processes that open
 * it one after the other. A world is copied from a template file by file, so that every fault starts from the same rows.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  allowAll,
  ContentCache,
  type ControlPlane,
  MetadataAuthoringService,
  type Scope,
} from '@objectstack/metadata-authoring';
import {
  openControlPlane,
  openTargetDatabases,
  systemClock,
  uuidv7Ids,
} from '@objectstack/metadata-authoring-sql';
import { FaultInjector } from '../../../packages/testkit/src/faults/fault-injector.ts';
import type { FaultPlan } from '../../../packages/testkit/src/faults/fault-plan.ts';

export const scope: Scope = { orgId: 'org_faults', principal: { kind: 'user', id: 'maker' } };
export const PACKAGE = 'com.acme.shop';

export interface World {
  readonly folder: string;
  control(): string;
  /** The file of an environment. */
  database(environment: string): string;
  /** Its environment's database on MySQL or MariaDB; null: the environments are files. */
  readonly mysqlUrl: string | null;
  dispose(): void;
}

export function worldAt(folder: string, mysqlUrl: string | null = null): World {
  return {
    folder,
    mysqlUrl,
    control: () => join(folder, 'control.db'),
    database: (environment) => join(folder, `${environment}.db`),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** In memory where the system has it: no fault here is a power loss, and thousands of worlds are made. */
const MEMORY = '/dev/shm';

export function newWorld(mysqlUrl: string | null = null): World {
  return worldAt(mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'mda-faults-')), mysqlUrl);
}

/** Every process of the template must have been closed: what is in its files is all there is. */
export function copyOf(template: World): World {
  const world = newWorld(template.mysqlUrl);
  mkdirSync(world.folder, { recursive: true });
  for (const file of readdirSync(template.folder))
    copyFileSync(join(template.folder, file), join(world.folder, file));
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
}

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
  const ports = { clock: systemClock, ids: uuidv7Ids };
  const plane = await openControlPlane(`sqlite:${world.control()}`, { ...ports, observer });
  const targets = openTargetDatabases({ observer, lockTimeoutMs: 50, lockRetryMs: 200 });
  const service = new MetadataAuthoringService({
    plane,
    targets: {
      open: (environment) =>
        targets.open(
          world.mysqlUrl === null
            ? { ...environment, databaseUrl: `sqlite:${world.database(environment.name)}` }
            : { ...environment, engine: 'mysql', databaseUrl: world.mysqlUrl },
        ),
    },
    ...ports,
    authorize: allowAll,
    cache: options.cache ?? new ContentCache(),
    owner: options.owner ?? 'first',
    ownerIsGone: options.ownerIsGone ?? ((owner) => options.gone?.includes(owner) ?? false),
  });
  armed = true;
  return { service, plane, statements, close: () => plane.close() };
}
