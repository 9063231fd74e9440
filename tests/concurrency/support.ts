/** Owns what concurrent tests share: a world with the sample app published, several processes on it, and its log. */
import { type AuthoringError, isAuthoringError } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { app, stackOf } from '../faults/support/app.ts';
import { importApp, publish } from '../faults/support/scenarios.ts';
import type { ServerDatabase } from '../faults/support/server-database.ts';
import {
  environment,
  newWorld,
  PACKAGE,
  type Process,
  scope,
  startProcess,
  type World,
} from '../faults/support/world.ts';

/** `environments` that all run the first version of the app. @param server where the one named `env` lives */
export async function publishedWorld(
  environments: readonly string[],
  server: ServerDatabase | null = null,
): Promise<World> {
  const world = newWorld(server);
  await server?.empty();
  const process = await startProcess(world, { owner: 'builder' });
  for (const name of environments) {
    const databaseUrl = server && name === environment ? server.url : `sqlite:${name}.db`;
    await process.service.addEnvironment(scope, { name, type: 'staging', databaseUrl });
  }
  await importApp(process, stackOf(app));
  await publish(process, PACKAGE, environments[0] as string);
  const [version] = await process.service.versions(scope, PACKAGE);
  for (const name of environments.slice(1))
    await process.service.promote(scope, version?.id as string, { targetEnv: name });
  await process.close();
  return world;
}

export async function processes(world: World, count: number): Promise<readonly Process[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => startProcess(world, { owner: `runner-${n}` })));
}

export const closeAll = (all: readonly Process[]) => Promise.all(all.map((process) => process.close()));

/** @returns the errors, which must all be refusals of the domain */
export function refusals(outcomes: readonly PromiseSettledResult<unknown>[]): readonly AuthoringError[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.status === 'fulfilled') return [];
    expect(isAuthoringError(outcome.reason), String(outcome.reason)).toBe(true);
    return [outcome.reason as AuthoringError];
  });
}

/** I-11, I-21, I-48: versions are unique, the log has no gap, the steps of one environment are whole runs. */
export function expectOrderly(world: World): void {
  const db = new Database(world.control(), { readonly: true });
  try {
    const versions = db
      .prepare("SELECT version FROM sys_package_version WHERE status <> 'draft'")
      .pluck()
      .all() as string[];
    expect(new Set(versions).size).toBe(versions.length);
    for (const table of ['_authoring_event', 'sys_metadata_audit']) {
      const seqs = db.prepare(`SELECT seq FROM ${table} ORDER BY seq`).pluck().all() as number[];
      expect(seqs).toEqual(seqs.map((_, at) => at + 1));
    }
    const chunks = db
      .prepare(
        `SELECT r.environment_id AS environment, c.run_id AS run, c.fence AS fence FROM _authoring_run_chunk c
         JOIN _authoring_run r ON r.id = c.run_id ORDER BY r.environment_id, c.fence, c.no`,
      )
      .all() as { environment: string; run: string; fence: number }[];
    const ended = new Set<string>();
    let last = '';
    for (const { run } of chunks) {
      if (run === last) continue;
      expect(ended.has(run), 'a run that another one interrupted').toBe(false);
      ended.add(last);
      last = run;
    }
  } finally {
    db.close();
  }
}
