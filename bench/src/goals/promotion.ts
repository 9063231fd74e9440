/**
 * promotion: what a promotion of one new field takes beyond the same ALTER on the same schema, at 1,000 objects against
 * at 50: ≤ 1.5 ×. The two sizes take turns; each promotion is followed by its ALTER on a copy of the schema. Beside it
 * stands, without a target, what the next environment takes in a process that knows nothing of the version yet: it reads
 * and hashes all its bytes first (I-09), and everything else that is remembered.
 */
import { join } from 'node:path';
import { ContentCache } from '@objectstack/metadata-authoring';
import { collectGarbage } from '../measure/collect-garbage.ts';
import { median } from '../measure/median.ts';
import { openService, SCOPE } from '../open-service.ts';
import { openDurable } from '../raw/open-durable.ts';
import type { Workbench } from '../workbench.ts';
import { type Goal, milliseconds } from './goal.ts';

const TARGET = 1.5;
const FEW = 50;
const MANY = 1_000;
const ROUNDS = 15;
const WARM_UP = 2;
const ENVIRONMENTS = ['next', 'last'];
const WHO = ['', 'in a process that knows nothing of it, '];

export const promotionGoal: Goal = {
  id: 'promotion',
  async measure(bench) {
    const few = await promoter(bench, FEW);
    const many = await promoter(bench, MANY);
    const beyond: Pair[][] = ENVIRONMENTS.map(() => []);
    for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
      const [atFew, atMany] = [await few.beyondAlter(round), await many.beyondAlter(round)];
      if (round < WARM_UP) continue;
      for (const [at, pairs] of beyond.entries())
        pairs.push({ few: atFew[at] as number, many: atMany[at] as number });
    }
    await few.close();
    await many.close();
    for (const [at, pairs] of beyond.entries()) {
      const [atFew, atMany] = [median(pairs.map((one) => one.few)), median(pairs.map((one) => one.many))];
      bench.add({
        goal: 'promotion',
        what: `promote one new field, beyond its ALTER, ${WHO[at]}against itself at ${FEW}, SQLite`,
        objects: MANY,
        raw: milliseconds(atFew),
        ours: milliseconds(atMany),
        ratio: atMany / atFew,
        target: at === 0 ? TARGET : null,
        pairs: ROUNDS,
        dropped: 0,
      });
    }
  },
};

/** Milliseconds at either size. */
interface Pair {
  readonly few: number;
  readonly many: number;
}

/** A version with one more field is published where it is not timed, and promoted where it is. */
async function promoter(bench: Workbench, objects: number) {
  const ours = await bench.workspace(objects, 'published');
  const raw = await bench.workspace(objects, 'published');
  const { manifest, objects: bodies } = bench.stack(objects);
  const { service, withCache, close } = await openService(`sqlite:${ours.control}`);
  const newest = async () => (await service.versions(SCOPE, manifest.id))[0]!.id;
  for (const name of ENVIRONMENTS) {
    const databaseUrl = `sqlite:${join(ours.folder, `${name}.db`)}`;
    await service.addEnvironment(SCOPE, { name, type: 'staging', databaseUrl });
    await service.promote(SCOPE, await newest(), { targetEnv: name });
  }
  const tables = openDurable(raw.environment);
  return {
    /** Milliseconds of the promotion to each environment without those of the ALTER. */
    async beyondAlter(round: number): Promise<readonly number[]> {
      const draft = await service.openDraft(SCOPE, manifest.id);
      const before = bodies[round % bodies.length]!;
      const fields = { ...before.fields, [`added_${round}`]: { type: 'text', label: `Added ${round}` } };
      const item = { ...before, fields };
      await service.stage(SCOPE, { op: 'put', type: 'object', name: before.name, item, draft });
      await service.publish(SCOPE, draft, { targetEnv: 'dev' });
      const version = await newest();
      const beyond: number[] = [];
      for (const [at, name] of ENVIRONMENTS.entries()) {
        const process = at === 0 ? service : withCache(new ContentCache());
        const promotion = await timed(() => process.promote(SCOPE, version, { targetEnv: name }));
        const alter = `ALTER TABLE "${before.name}" ADD COLUMN "added_raw_${round}_${name}" text`;
        beyond.push(promotion - (await timed(async () => tables.exec(alter))));
      }
      return beyond;
    },
    async close(): Promise<void> {
      tables.close();
      await close();
    },
  };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  await collectGarbage();
  const from = performance.now();
  await run();
  return performance.now() - from;
}
