/** Owns the laws of the lifecycle: what must hold after each command, whatever it was and however it ended. */
import { createHash } from 'node:crypto';
import type { RunRow, VersionRow } from '@objectstack/metadata-authoring';
import { expect } from 'vitest';
import { type Content, type Lifecycle, type Place, sameContent } from './lifecycle-model.ts';
import { type LifecycleWorld, scope } from './lifecycle-world.ts';

export const PACKAGE = 'com.example.laws';
export const OBJECTS = ['shop_a', 'shop_b', 'shop_c'] as const;

/** What can be seen from outside, at one moment. */
export interface Picture {
  /** Number of the last event. */
  readonly head: number;
  /** Sealed ones, previews too. */
  readonly versions: ReadonlyMap<string, VersionRow>;
  readonly runs: ReadonlyMap<string, RunRow>;
}

/** One command, from before it to after it. */
export interface Step {
  readonly world: LifecycleWorld;
  readonly packageId: string;
  readonly model: Lifecycle;
  readonly before: Picture;
  readonly after: Picture;
  /** What each accepted edit leaves in the log. */
  readonly edits: readonly string[];
  /** Of one environment: the version that its pointer named, at each crossing. */
  readonly pointers: ReadonlyMap<string, readonly (VersionRow | null)[]>;
  /** What the model says to be live there since a rollback; null: the command was another one, or refused. */
  readonly rolledBack: Place | null;
}

export async function pictureOf({ plane }: LifecycleWorld, packageId: string): Promise<Picture> {
  const versions = await plane.versions.listSealed(scope, packageId, { previews: true });
  const runs = await plane.runs.list(scope, { limit: 100_000 });
  return {
    head: await plane.log.head(scope),
    versions: new Map(versions.map((row) => [row.id, row])),
    runs: new Map(runs.map((row) => [row.id, row])),
  };
}

export const LAWS = {
  /** However often and by however many it is opened. */
  async 'I-06'({ world, model }: Step) {
    const opened = await Promise.all(
      [world.service, world.other, world.other].map((service) => service.openDraft(scope, PACKAGE)),
    );
    expect(opened.map(({ draftId }) => draftId)).toEqual(opened.map(() => model.draftId));
    const ops = (await world.plane.log.since(scope, 0, 100_000)).map(({ op }) => op);
    const count = (wanted: string) => ops.filter((op) => op === wanted).length;
    expect(count('draft.opened') - count('version.sealed'), 'drafts that are open').toBe(1);
  },

  /** What was staged is in the draft, or in the version that its draft became: not in both, not in neither. */
  async 'I-08'({ world, model, before, after }: Step) {
    const draft = await world.other.openDraft(scope, PACKAGE);
    const found: Record<string, readonly string[]> = {};
    for (const name of OBJECTS) {
      const item = await world.other
        .readItem(scope, { draft, ref: { type: 'object', name } })
        .catch(() => null);
      if (item) found[name] = Object.keys((item.body as { fields: object }).fields);
    }
    expectContent(found, model.draft, 'the draft');
    const { changes } = await world.other.status(scope, draft);
    expect(changes.length > 0, `the draft differs from its base: ${JSON.stringify(changes)}`).toBe(
      model.isDirty(),
    );
    for (const { id, content } of model.versions)
      if (after.versions.has(id) && !before.versions.has(id))
        expectContent(await sealedContent(world, id), content, 'what was sealed');
  },

  async 'I-11'({ before, after }: Step) {
    const numbers = [...after.versions.values()].map(({ version }) => version);
    expect(new Set(numbers).size, numbers.join()).toBe(numbers.length);
    for (const [id, { version, checksum }] of before.versions)
      expect(after.versions.get(id), `version ${version}`).toMatchObject({ version, checksum });
  },

  async 'I-12'({ model, before, after }: Step) {
    const allowed = { published: ['published', 'deprecated'], deprecated: ['deprecated'] };
    for (const [id, { status, version }] of after.versions) {
      expect(status, version).toBe(model.deprecated.has(id) ? 'deprecated' : 'published');
      const was = before.versions.get(id)?.status ?? 'published';
      expect(allowed[was as keyof typeof allowed], version).toContain(status);
    }
  },

  async 'I-14'({ world, packageId, model, pointers }: Step) {
    for (const place of model.places) {
      const seen = [...(pointers.get(place.name) ?? []), await pointerOf(world, packageId, place)];
      const turns = seen.filter((version, at) => at === 0 || version?.id !== seen[at - 1]?.id);
      expect(turns.length, `${place.name} ran ${turns.map((row) => row?.version)}`).toBeLessThanOrEqual(2);
      for (const version of turns) if (version) expect(version.status, version.version).not.toBe('draft');
      expect(seen.at(-1)?.id ?? null, `the version of ${place.name}`).toBe(place.active?.id ?? null);
      await expectTables(world, place);
    }
  },

  async 'I-36'({ world, packageId, rolledBack }: Step) {
    if (!rolledBack?.active) return;
    const version = await pointerOf(world, packageId, rolledBack);
    expect(version?.id).toBe(rolledBack.active.id);
    expect(['published', 'deprecated']).toContain(version?.status);
    expect(await checksumOf(world, rolledBack.active.id)).toBe(version?.checksum);
    await expectTables(world, rolledBack);
    const { metadata } = await world.other.artifact(scope, rolledBack.name);
    expectContent(contentOf(metadata as Stack), rolledBack.active.content, 'what is served');
  },

  async 'I-37'({ world, model, after }: Step) {
    const served = new Map<string, string>();
    for (const { name, active } of model.places) {
      if (!active) continue;
      expect(await checksumOf(world, active.id), `the bytes of ${active.version}`).toBe(active.checksum);
      expect(after.versions.get(active.id)?.checksum).toBe(active.checksum);
      const [installed] = (await world.other.environment(scope, name)).installations;
      expect(installed).toMatchObject({ versionId: active.id, checksum: active.checksum });
      const { checksum } = await world.other.artifact(scope, name);
      expect(checksum, `${active.version} in ${name}`).toBe(served.get(active.id) ?? checksum);
      served.set(active.id, checksum);
    }
  },

  async 'I-48'({ world, before, after, edits }: Step) {
    const events = await world.plane.log.since(scope, 0, 100_000);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    expect(events.length).toBe(after.head);
    const ops = events.slice(before.head).map(({ op }) => op);
    expect(ops.sort()).toEqual([...edits, ...changesBetween(before, after)].sort());
    expect(world.audited() ?? events.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq));
  },
} satisfies Readonly<Record<string, (step: Step) => Promise<void>>>;

export type Law = keyof typeof LAWS;

/** What differs between two pictures, in the words of the log. */
function changesBetween(before: Picture, after: Picture): readonly string[] {
  const ops: string[] = [];
  for (const [id, { status, isPreview }] of after.versions) {
    const was = before.versions.get(id);
    if (!was) ops.push(...(isPreview ? ['version.previewed'] : ['version.sealed', 'draft.opened']));
    if (status === 'deprecated' && was?.status !== 'deprecated') ops.push('version.deprecated');
  }
  const isLive = (run: RunRow | undefined) => run?.state === 'committed' || run?.state === 'finished';
  for (const [id, run] of after.runs) {
    const was = before.runs.get(id);
    if (run.state === 'abandoned' && was?.state !== 'abandoned') ops.push('run.abandoned');
    if (!isLive(run) || isLive(was)) continue;
    if (run.request.kind === 'finalize') ops.push('environment.finalized');
    else if (run.request.kind !== 'purge') ops.push('environment.activated');
    else if ((run.frozen?.steps ?? []).length > 0) ops.push('environment.purged');
  }
  return ops;
}

/** Nothing that the version needs is missing there, also while a run stands half way: it only adds, or takes leftovers. */
async function expectTables(world: LifecycleWorld, { name, active, stopped }: Place): Promise<void> {
  if (!active) return;
  const drift = await world.other.drift(scope, name);
  // Until its end is written down, what a finalize takes is gone or there.
  const isLeftover = (table: string, column: string) => !active.content[table]?.includes(column);
  const broken = drift.filter(
    ({ kind, table, column = '' }) =>
      kind !== 'extra' && !(stopped?.kind === 'finalize' && isLeftover(table, column)),
  );
  expect(broken, `the tables of ${name}`).toEqual([]);
}

export async function pointerOf(
  { plane }: LifecycleWorld,
  packageId: string,
  { name }: Pick<Place, 'name'>,
): Promise<VersionRow | null> {
  const environment = await plane.environments.find(scope, name);
  const row = environment && (await plane.installations.current(scope, environment.id, packageId));
  return row ? plane.versions.get(scope, row.versionId) : null;
}

async function checksumOf({ plane }: LifecycleWorld, versionId: string): Promise<string> {
  const bytes = (await plane.versions.sealedBytes(scope, versionId)) ?? '';
  return createHash('sha256').update(bytes).digest('hex');
}

interface Stack {
  readonly objects?: readonly { readonly name: string; readonly fields: object }[];
}

function contentOf({ objects = [] }: Stack): Content {
  return Object.fromEntries(objects.map(({ name, fields }) => [name, Object.keys(fields)]));
}

export async function sealedContent({ plane }: LifecycleWorld, versionId: string): Promise<Content> {
  const bytes = (await plane.versions.sealedBytes(scope, versionId)) ?? '';
  return contentOf((JSON.parse(Buffer.from(bytes).toString('utf8')) as { stack: Stack }).stack);
}

function expectContent(found: Content, wanted: Content, what: string): void {
  if (!sameContent(found, wanted)) expect(found, what).toEqual(wanted);
}
