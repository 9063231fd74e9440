/**
 * Owns one app's way through its versions in one environment: rows before each publish, and after it the verdict of the
 * real runtime, of our own drift report, of a second plan, and of every value that was there before.
 */
import { ObjectSchema } from '@objectstack/spec/data';
import { expect } from 'vitest';
import { judgeDrift } from '../judge/drift.ts';
import { judgeCrud } from '../judge/engine.ts';
import { askOracle, realFailures } from '../judge/oracle.ts';
import type { ServedObject } from '../judge/served-object.ts';
import { insertRows, type Rows } from './stored-rows.ts';
import { compareValues, type Renamed, readValues } from './table-values.ts';
import { environmentName, type Workbench } from './workbench.ts';

/** `field` absent: the item itself. */
export interface Rename {
  readonly ref: string;
  readonly field?: string;
  readonly to: string;
}

export interface ReplayedVersion {
  readonly label: string;
  readonly stack: {
    readonly manifest: { readonly id: string };
    readonly objects: readonly { readonly name?: unknown }[];
  };
  readonly renames: readonly Rename[];
  /** What its runtime writes before the next version comes, given the objects that it runs. */
  readonly rows: (objects: readonly unknown[]) => Rows;
  /** `ref path` of what its import reports as ITEM_INVALID and leaves out. */
  readonly invalid?: readonly string[];
  /** Tables that the real driver cannot read, whoever made them. */
  readonly unreadable?: readonly string[];
}

export class Replay {
  readonly tally = {
    versions: 0,
    objects: 0,
    rows: 0,
    values: 0,
    converted: 0,
    backfilled: 0,
    operations: 0,
    plainDeletes: 0,
    roundTrips: 0,
    questions: 0,
    conversions: 0,
  };
  readonly #bench: Workbench;
  #underway: string | null = null;
  #arrived: { readonly version: ReplayedVersion; readonly objects: readonly unknown[] } | null = null;
  /** Refs that the last import rewrote from an older protocol. */
  #converted: ReadonlySet<string> = new Set();

  constructor(bench: Workbench) {
    this.#bench = bench;
  }

  async advance(version: ReplayedVersion): Promise<void> {
    const { url } = this.#bench;
    const { label } = version;
    if (this.#underway !== null) throw new Error(`${this.#underway} did not arrive`);
    this.#underway = label;
    const before = await readValues(url);
    await this.#publish(version);
    const objects = await this.#running(version);
    const crud = await judgeCrud(url, objects, `j${this.tally.versions}x`);
    expect(crud.failures, `${label}: the real engine`).toEqual([]);
    const drift = await judgeDrift(url, objects);
    expect(drift.findings, `${label}: the real driver's drift`).toEqual([]);
    expect(
      drift.driverErrors.map(({ object }) => object),
      label,
    ).toEqual(version.unreadable ?? []);
    await this.#plansNothing(version);
    const compared = compareValues(before, await readValues(url), renamedBy(version.renames));
    expect(compared.lost, `${label}: values`).toEqual([]);

    const { stats } = crud;
    expect(stats.create, label).toBe(stats.objects);
    expect(stats.delete, label).toBe(stats.objects);
    this.tally.versions += 1;
    this.tally.objects += stats.objects;
    this.tally.operations += stats.create + stats.read + stats.find + stats.update + stats.delete;
    this.tally.plainDeletes += stats.plainDeletes;
    this.tally.roundTrips += stats.values;
    this.tally.values += compared.values + compared.converted;
    this.tally.converted += compared.converted;
    this.tally.backfilled += compared.backfilled;
    this.tally.rows += await insertRows(url, objects, version.rows(objects));
    this.#underway = null;
    this.#arrived = { version, objects };
  }

  /** The last version once more, before a judge that is somebody else's code. */
  async oracleAgrees(): Promise<void> {
    if (!this.#arrived) throw new Error('no version arrived');
    const { version, objects } = this.#arrived;
    const { url } = this.#bench;
    const verdict = await askOracle(url, objects);
    expect(verdict.isClean, JSON.stringify(verdict.drift)).toBe(true);
    expect(verdict.unreadable).toEqual(version.unreadable ?? []);
    expect(realFailures(verdict, objects as readonly ServedObject[], url)).toEqual([]);
  }

  async #publish({ label, stack, renames, invalid = [] }: ReplayedVersion): Promise<void> {
    const { service, scope } = this.#bench;
    const draft = await service.openDraft(scope, stack.manifest.id);
    for (const { ref, field, to } of renames) {
      const name = ref.slice(ref.indexOf('/') + 1);
      if (field !== undefined) await service.renameField(scope, draft, name, field, to);
      else await service.rename(scope, draft, { type: ref.slice(0, ref.indexOf('/')), name }, to);
    }
    const imported = await service.importStack(scope, { stack, prune: true });
    const errors = imported.problems.filter(({ severity }) => severity === 'error');
    expect(
      errors.map(({ code, ref, path }) => `${code} ${ref} ${path}`),
      label,
    ).toEqual(invalid.map((place) => `ITEM_INVALID ${place}`));
    this.#converted = new Set(imported.converted.map(({ ref }) => ref));
    this.tally.conversions += imported.converted.length;
    const { questions } = await service.status(scope, draft);
    for (const { id } of questions) await service.answer(scope, draft, id, { replace: true });
    this.tally.questions += questions.length;
    const report = await service.validateSet(scope, draft);
    expect(
      report.problems.filter(({ severity }) => severity === 'error'),
      label,
    ).toEqual([]);
    // Rows hold every value that their field ever offered, also one that the next version takes back.
    const published = await service.publish(scope, draft, { targetEnv: environmentName, force: true });
    expect(published.state, label).toBe('finished');
    const { held, pendingContract } = await service.environment(scope, environmentName);
    expect({ held, pendingContract }, label).toEqual({ held: [], pendingContract: 0 });
  }

  /** The objects that a runtime of the environment loads: what was imported, rewritten only where the import says so. */
  async #running({ label, stack }: ReplayedVersion): Promise<readonly unknown[]> {
    const { service, scope } = this.#bench;
    const { metadata } = (await service.artifact(scope, environmentName)) as {
      readonly metadata: { readonly objects: readonly { readonly name: string }[] };
    };
    const authored = new Map(stack.objects.map((object) => [object.name, object]));
    expect(metadata.objects.map(({ name }) => name).sort(), label).toEqual([...authored.keys()].sort());
    for (const object of metadata.objects)
      if (!this.#converted.has(`object/${object.name}`))
        expect(ObjectSchema.parse(object), label).toEqual(ObjectSchema.parse(authored.get(object.name)));
    return metadata.objects;
  }

  /** Our own view agrees: no drift, and nothing left to plan. */
  async #plansNothing({ label, stack }: ReplayedVersion): Promise<void> {
    const { service, scope } = this.#bench;
    expect(await service.drift(scope, environmentName), `${label}: our drift`).toEqual([]);
    const next = await service.openDraft(scope, stack.manifest.id);
    const { plan } = await service.diff(scope, next, { targetEnv: environmentName });
    expect(plan.steps, `${label}: a second plan`).toEqual([]);
  }
}

function renamedBy(renames: readonly Rename[]): Renamed {
  const objects = new Map<string, string>();
  const fields = new Map<string, Map<string, string>>();
  for (const { ref, field, to } of renames) {
    const name = ref.slice(ref.indexOf('/') + 1);
    if (field === undefined) objects.set(name, to);
    else fields.set(name, (fields.get(name) ?? new Map()).set(field, to));
  }
  return { objects, fields };
}
