/** Owns counting what a publish that changes no table sends to the environment's database: only reads, but for its mark. */
import { openService, SCOPE } from '../open-service.ts';
import type { Workbench } from '../workbench.ts';
import type { OnlineEngine } from './engines/online-engine.ts';
import type { GoalLine } from './goal-line.ts';

/** Small enough for the keys of every engine. */
const OBJECTS = Array.from({ length: 20 }, (_, at) => ({
  name: `thing_${at}`,
  label: `Thing ${at}`,
  fields: { title: { type: 'text', label: 'Title' } },
}));
const WRITE = /^\s*(insert|update|delete|replace|create|alter|drop|rename|truncate|lock)\b/i;

export async function measureNoOpPublish(engine: OnlineEngine, bench: Workbench): Promise<GoalLine> {
  const environment = await engine.empty();
  const sent: string[] = [];
  const observer = {
    before: () => undefined,
    after(database: 'control' | 'target', sql: string) {
      if (database === 'target') sent.push(sql);
    },
  };
  const { service, close } = await openService(`sqlite:${bench.folder()}/control.db`, observer);
  await service.addEnvironment(SCOPE, { name: 'dev', type: 'development', databaseUrl: environment.url });
  const stack = { manifest: bench.stack(1).manifest, objects: OBJECTS };
  await service.importStack(SCOPE, { stack });
  const publish = async () =>
    service.publish(SCOPE, await service.openDraft(SCOPE, stack.manifest.id), { targetEnv: 'dev' });
  await publish();
  const [body] = stack.objects;
  await service.stage(SCOPE, {
    op: 'put',
    type: 'object',
    name: body!.name,
    item: { ...body!, label: 'Another label' },
    draft: await service.openDraft(SCOPE, stack.manifest.id),
  });
  sent.length = 0;
  await publish();
  await close();
  await environment.dispose();
  const writes = sent.filter((sql) => WRITE.test(sql));
  return {
    goal: 'no-op',
    engine: engine.engine,
    what: `publish of another label: ${sent.length} statements to the target${writes.length > 0 ? `, writes: ${writes.map((sql) => sql.trim().slice(0, 40)).join('; ')}` : ''}`,
    measured: writes.length,
    target: 0,
    unit: 'writes',
  };
}
