/**
 * The real runtime as a judge: ObjectQL and SqlDriver boot on a database as it is, without any DDL, and create, read,
 * find, update and delete a record of every object. Storage is on trial, so the objects' own validation rules are off.
 */
import { ObjectQL } from '@objectstack/objectql';
import { ObjectSchema } from '@objectstack/spec/data';
import { CrudRound, type CrudVerdict } from './crud-round.ts';
import { openJudged } from './database.ts';
import { parentsFirst, type ServedObject } from './served-object.ts';

const ignore = () => {};
const silent = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
  child: () => silent,
};

/**
 * @param objects authored bodies; they must parse
 * @param runKey tells the records of two judgements of one database apart
 */
export async function judgeCrud(
  url: string,
  objects: readonly unknown[],
  runKey: string,
): Promise<CrudVerdict> {
  const judged = await openJudged(url);
  try {
    const engine = new ObjectQL({ logger: silent });
    engine.registerDriver(judged.driver, true);
    await engine.init();
    engine.registry.logLevel = 'error';
    const names: string[] = [];
    for (const authored of objects) {
      const { validations: _rules, ...object } = ObjectSchema.parse(authored);
      if (object.external != null) continue;
      engine.registry.registerObject(object, 'judge');
      names.push(object.name);
    }
    const served = names.map((name) => engine.registry.getObject(name) as unknown as ServedObject);
    judged.driver.registerObjectMetadata(
      served as Parameters<typeof judged.driver.registerObjectMetadata>[0],
    );
    const round = new CrudRound(engine, judged, served, runKey);
    const ordered = parentsFirst(served);
    for (const object of ordered) await round.write(object);
    for (const object of [...ordered].reverse()) await round.remove(object);
    return round.verdict();
  } finally {
    await judged.close();
  }
}
