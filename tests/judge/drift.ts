/**
 * The real driver's view of a database, in three layers: what its own drift detector finds, what its additive sync
 * would still do, and every difference to the tables that it builds itself for the same objects. None of them writes.
 */
import { serve } from '../storage/real-driver.ts';
import { differencesOf } from './catalog-differences.ts';
import { type JudgedDatabase, openJudged } from './database.ts';
import { expectedCatalog } from './expected-catalog.ts';

export interface DriftVerdict {
  /** One line a finding; empty means CLEAN. */
  readonly findings: readonly string[];
  /** What the driver itself threw, by object. */
  readonly driverErrors: readonly { readonly object: string; readonly message: string }[];
}

type Served = ReturnType<typeof serve>;

/** @param objects authored bodies; they must parse */
export async function judgeDrift(url: string, objects: readonly unknown[]): Promise<DriftVerdict> {
  const served = serve([
    { packageId: 'com.objectstack.judge', objects: objects as Record<string, unknown>[] },
  ]);
  const judged = await openJudged(url);
  try {
    judged.driver.registerObjectMetadata(served as never);
    const { findings: detected, driverErrors } = await detect(judged, served);
    const broken = new Set(driverErrors.map(({ object }) => object));
    const pending = await pendingWork(
      judged,
      served.filter(({ name }) => !broken.has(name)),
    );
    const expected = await expectedCatalog(url, served);
    return {
      findings: [...detected, ...pending, ...differencesOf(expected, await judged.catalog())],
      driverErrors,
    };
  } finally {
    await judged.close();
  }
}

/** Object by object: one that the driver cannot read must not hide the others. */
async function detect({ driver, engine }: JudgedDatabase, served: Served) {
  const findings: string[] = [];
  const driverErrors: { object: string; message: string }[] = [];
  for (const object of served) {
    try {
      // MariaDB tells its JSON by a check on a text, which the detector does not read: also of its own tables.
      for (const found of await driver.detectManagedDrift([object] as never)) {
        const { table, kind, column, expected, actual } = found;
        if (engine === 'mysql' && saidOfItsOwn(String(expected), String(actual))) continue;
        findings.push(`detected: ${kind} ${table}.${column ?? ''}, expected ${expected}, actual ${actual}`);
      }
    } catch (error) {
      driverErrors.push({ object: object.name, message: String((error as Error).message) });
    }
  }
  return { findings, driverErrors };
}

/**
 * What the detector says on MariaDB also of tables that the driver itself built: JSON is a text with a check there, and
 * no key holds an expression. The catalogs, which are compared as well, show whether it is that.
 */
function saidOfItsOwn(expected: string, actual: string): boolean {
  if (expected === 'json') return actual === 'longtext';
  return expected.replaceAll(/COALESCE\((\w+), '__global__'\)/g, '$1') === actual;
}

async function pendingWork({ driver }: JudgedDatabase, served: Served): Promise<readonly string[]> {
  driver.setDeferredDdl(true);
  await driver.initObjects(served);
  const work = await driver.previewDeferredSchemaWork();
  return work.map(({ kind, table, columns }) => `pending: ${kind} ${table} (${columns.join(', ')})`);
}
