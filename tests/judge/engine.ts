/**
 * The real runtime as a judge: ObjectQL and SqlDriver boot on a database as it is, without any DDL, and create, read,
 * find, update and delete a record of every object. Storage is on trial, so the objects' own validation rules are off.
 */
import { ObjectQL } from '@objectstack/objectql';
import { ObjectSchema } from '@objectstack/spec/data';
import { openJudged } from './database.ts';
import { exerciseRecord, type CrudFailure, type CrudStats, type Exercise, type ServedObject } from './exercise.ts';

export interface CrudVerdict {
  readonly stats: CrudStats;
  readonly failures: readonly CrudFailure[];
}

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** @param objects authored bodies; they must parse @param runKey tells the records of two judgements apart */
export async function judgeCrud(
  url: string,
  objects: readonly unknown[],
  runKey: string,
): Promise<CrudVerdict> {
  const judged = await openJudged(url);
  try {
    const engine = new ObjectQL({ logger: silent } as never);
    engine.registerDriver(judged.driver as never, true);
    await engine.init();
    const names: string[] = [];
    for (const authored of objects) {
      const { validations: _rules, ...object } = ObjectSchema.parse(authored);
      if (object.external != null) continue;
      engine.registry.registerObject(object as never, 'judge');
      names.push(object.name);
    }
    const served = names.map((name) => engine.registry.getObject(name) as unknown as ServedObject);
    judged.driver.registerObjectMetadata(served as never);
    const run: Exercise = {
      engine,
      dialect: judged.engine,
      runKey,
      multiTargets: multipleTargets(served),
      deletePlainly: async (object, id) => {
        await judged.driver.delete(object, id);
      },
      created: new Map(),
      stats: { objects: 0, create: 0, read: 0, find: 0, update: 0, delete: 0, values: 0, plainDeletes: 0 },
      failures: [],
    };
    const ordered = parentsFirst(served);
    for (const object of ordered) await exerciseRecord(run, object);
    for (const object of [...ordered].reverse()) await run.remove(object);
    return { stats: run.stats, failures: run.failures };
  } finally {
    await judged.close();
  }
}
