/** Owns a control plane of its own and one development environment on a given database: what a maker works with. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  allowAll,
  ContentCache,
  MetadataAuthoringService,
  type Scope,
} from '@objectstack/metadata-authoring';
import {
  openControlPlane,
  openTargetDatabases,
  systemClock,
  uuidv7Ids,
} from '@objectstack/metadata-authoring-sql';
import type { FreshDatabase } from '../support/postgres.ts';
import { type DatabaseServer, freshDatabase } from '../support/servers.ts';

export const environmentName = 'dev';

export interface Workbench {
  readonly service: MetadataAuthoringService;
  readonly scope: Scope;
  /** Of the environment's database. */
  readonly url: string;
  dispose(): Promise<void>;
}

/** @param server where the environment's database is made; null: a SQLite file */
export async function openWorkbench(server: DatabaseServer | null): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), 'mda-replay-'));
  const database: FreshDatabase | null = server && (await freshDatabase(server));
  const url = database?.url ?? `sqlite:${join(folder, 'environment.db')}`;
  const ports = { clock: systemClock, ids: uuidv7Ids };
  const plane = await openControlPlane(`sqlite:${join(folder, 'control.db')}`, ports);
  const service = new MetadataAuthoringService({
    plane,
    targets: openTargetDatabases(),
    ...ports,
    authorize: allowAll,
    members: null,
    cache: new ContentCache(),
    owner: 'replay',
  });
  const scope: Scope = { orgId: 'org_replay', principal: { kind: 'user', id: 'maker' } };
  await service.addEnvironment(scope, { name: environmentName, type: 'development', databaseUrl: url });
  return {
    service,
    scope,
    url,
    async dispose() {
      await plane.close();
      await database?.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
