/**
 * G12: a publish of 5,000 objects, and four publishes of 1,000 at once, on a PostgreSQL with default settings: they
 * succeed, in ≤ 1.3 × the same DDL raw, cut into transactions of 250 tables, by as many connections. The control plane
 * is on the same server.
 */
import { interleave } from '../measure/interleave.ts';
import { type OpenService, openService, SCOPE } from '../open-service.ts';
import { runChunked } from '../raw/run-ddl-postgres.ts';
import type { Workbench } from '../workbench.ts';
import { statementsOf } from './g04-publish-new.ts';
import { type Goal, rowOf } from './goal.ts';

const TARGET = 1.3;

export const publishManyGoal: Goal = {
  id: 'G12',
  async measure(bench) {
    if (!bench.postgres) return;
    const largest = Math.max(...bench.sizes);
    await measure(bench, { publishes: 1, objects: largest, pairs: 2 });
    await measure(bench, { publishes: 4, objects: Math.min(1_000, largest), pairs: 3 });
  },
};

interface Load {
  readonly publishes: number;
  readonly objects: number;
  readonly pairs: number;
}

async function measure(bench: Workbench, { publishes, objects, pairs }: Load): Promise<void> {
  const server = bench.postgres!;
  const version = server.version.split(' ')[0];
  let disposals: (() => Promise<void>)[] = [];
  const database = async () => {
    const fresh = await server.database();
    disposals.push(fresh.dispose);
    return fresh.url;
  };
  const disposeAll = async () => {
    for (const dispose of disposals) await dispose();
    disposals = [];
  };
  const ids = Array.from({ length: publishes }, (_, at) => `com.example.bench${at + 1}`);
  const environment = (at: number) => `pg-${at + 1}`;
  const prepared = async (): Promise<OpenService> => {
    const opened = await openService(await database());
    for (const [at, id] of ids.entries()) {
      await opened.service.addEnvironment(SCOPE, {
        name: environment(at),
        type: 'development',
        databaseUrl: await database(),
      });
      await opened.service.importStack(SCOPE, { stack: bench.stack(objects, id) });
    }
    return opened;
  };
  const template = await prepared();
  const statements: (readonly string[])[] = [];
  for (const [at, id] of ids.entries()) statements.push(await statementsOf(template, id, environment(at)));
  await template.close();
  await disposeAll();

  let opened = template;
  let urls: string[] = [];
  const comparison = await interleave(
    {
      async prepare() {
        urls = [];
        for (const _ of ids) urls.push(await database());
      },
      run: () => Promise.all(urls.map((url, at) => runChunked(url, statements[at]!))),
      after: disposeAll,
    },
    {
      async prepare() {
        opened = await prepared();
      },
      run: () =>
        Promise.all(
          ids.map(async (id, at) => {
            const draft = await opened.service.openDraft(SCOPE, id);
            return opened.service.publish(SCOPE, draft, { targetEnv: environment(at) });
          }),
        ),
      async after() {
        await opened.close();
        await disposeAll();
      },
    },
    { pairs },
  );
  const what = publishes === 1 ? 'one publish' : `${publishes} publishes at once`;
  bench.add(
    rowOf({ goal: 'G12', what: `${what}, PostgreSQL ${version}`, objects, target: TARGET }, comparison),
  );
}
