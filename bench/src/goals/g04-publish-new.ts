/** G4: publishing a package of new objects ≤ 1.5 × its raw DDL on SQLite, ≤ 1.3 × on PostgreSQL. */
import { ContentCache } from '@objectstack/metadata-authoring';
import { interleave } from '../measure/interleave.ts';
import { type OpenService, openService, SCOPE } from '../open-service.ts';
import { runChunked } from '../raw/run-ddl-postgres.ts';
import { runAtOnce } from '../raw/run-ddl-sqlite.ts';
import type { Workbench } from '../workbench.ts';
import { atNamedSize, type Goal, rowOf } from './goal.ts';

const SQLITE_TARGET = 1.5;
const POSTGRES_TARGET = 1.3;

export const publishNewGoal: Goal = {
  id: 'G4',
  async measure(bench) {
    for (const objects of bench.sizes) {
      await onSqlite(bench, objects, 'staged by the same process');
      await onSqlite(bench, objects, 'caches empty');
      if (bench.postgres && objects <= 1_000) await onPostgres(bench, objects);
    }
  },
};

/** Every statement of the first publish, in order. */
export async function statementsOf(
  { service }: OpenService,
  packageId: string,
  environment: string,
): Promise<readonly string[]> {
  const draft = await service.openDraft(SCOPE, packageId);
  const { plan, sql } = await service.diff(SCOPE, draft, { targetEnv: environment });
  return plan.steps.flatMap(({ step }) => sql[step.id] ?? []);
}

async function onSqlite(
  bench: Workbench,
  objects: number,
  caches: 'staged by the same process' | 'caches empty',
): Promise<void> {
  const packageId = bench.stack(1).manifest.id;
  const template = await openService(`sqlite:${(await bench.workspace(objects, 'staged')).control}`);
  const statements = await statementsOf(template, packageId, 'dev');
  await template.close();
  const warm = caches === 'staged by the same process';
  let opened: OpenService | undefined;
  let rawDatabase: ReturnType<typeof runAtOnce> | undefined;
  let publish = async (): Promise<unknown> => undefined;
  const comparison = await interleave(
    {
      run() {
        rawDatabase = runAtOnce(`${bench.folder()}/raw.db`, statements);
      },
      after: () => void rawDatabase?.close(),
    },
    {
      async prepare() {
        if (warm) {
          const folder = bench.folder();
          opened = await openService(`sqlite:${folder}/control.db`);
          await opened.service.addEnvironment(SCOPE, {
            name: 'dev',
            type: 'development',
            databaseUrl: `sqlite:${folder}/dev.db`,
          });
          await opened.service.importStack(SCOPE, { stack: bench.stack(objects) });
        } else opened = await openService(`sqlite:${(await bench.workspace(objects, 'staged')).control}`);
        const service = warm ? opened.service : opened.withCache(new ContentCache());
        const draft = await service.openDraft(SCOPE, packageId);
        publish = () => service.publish(SCOPE, draft, { targetEnv: 'dev' });
      },
      run: () => publish(),
      after: () => opened?.close(),
    },
    { pairs: objects > 1_000 ? 3 : 5 },
  );
  bench.add(
    rowOf(
      {
        goal: 'G4',
        what: `publish new objects, SQLite, ${caches}`,
        objects,
        target: atNamedSize(objects, SQLITE_TARGET),
      },
      comparison,
    ),
  );
}

async function onPostgres(bench: Workbench, objects: number): Promise<void> {
  const server = bench.postgres!;
  const { manifest } = bench.stack(1);
  const disposals: (() => Promise<void>)[] = [];
  const database = async () => {
    const fresh = await server.database();
    disposals.push(fresh.dispose);
    return fresh.url;
  };
  const prepared = async () => {
    const opened = await openService(`sqlite:${bench.folder()}/control.db`);
    await opened.service.addEnvironment(SCOPE, {
      name: 'pg',
      type: 'development',
      databaseUrl: await database(),
    });
    await opened.service.importStack(SCOPE, { stack: bench.stack(objects) });
    return opened;
  };
  const template = await prepared();
  const statements = await statementsOf(template, manifest.id, 'pg');
  await template.close();
  let rawUrl = '';
  let opened = template;
  const comparison = await interleave(
    {
      prepare: async () => {
        rawUrl = await database();
      },
      run: () => runChunked(rawUrl, statements),
    },
    {
      prepare: async () => {
        opened = await prepared();
      },
      async run() {
        const draft = await opened.service.openDraft(SCOPE, manifest.id);
        return opened.service.publish(SCOPE, draft, { targetEnv: 'pg' });
      },
      after: () => opened.close(),
    },
    { pairs: 4 },
  );
  for (const dispose of disposals) await dispose();
  bench.add(
    rowOf(
      {
        goal: 'G4',
        what: `publish new objects, PostgreSQL ${server.version.split(' ')[0]}`,
        objects,
        target: atNamedSize(objects, POSTGRES_TARGET),
      },
      comparison,
    ),
  );
}
