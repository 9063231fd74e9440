/** Owns one walk through the lifecycle: the real thing beside its model, and what holds the two together at each command. */
import {
  type ErrorCode,
  isAuthoringError,
  type MetadataAuthoringService,
  type VersionRow,
} from '@objectstack/metadata-authoring';
import { expect } from 'vitest';
import {
  LAWS,
  type Law,
  PACKAGE,
  type Picture,
  pictureOf,
  pointerOf,
  sealedContent,
} from './lifecycle-laws.ts';
import {
  type Content,
  Lifecycle,
  type Place,
  type Sealed,
  type Stopped,
  sameContent,
} from './lifecycle-model.ts';
import { type Interruption, LifecycleWorld, type Store, scope } from './lifecycle-world.ts';

const PLACES = { dev: 'development', next: 'staging', prod: 'production' } as const;
export const PLACE_NAMES = ['dev', 'next', 'prod'] as const;
const KEPT_DAYS = { dev: 0, next: 1, prod: 7 };
const DAY_MS = 24 * 60 * 60 * 1_000;

/** A law that does not hold, or `model`: a command did not end as the model says. */
export class Broken extends Error {
  readonly law: Law | 'model';
  constructor(law: Law | 'model', cause: unknown) {
    super(`${law}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.law = law;
  }
}

const MANIFEST = { id: PACKAGE, namespace: 'shop', version: '0.1.0', type: 'app', name: 'Laws' };
const HALF_WAY: readonly string[] = ['applying', 'applied', 'contracting', 'schema_ahead'];

export class LifecycleWalk {
  readonly world: LifecycleWorld;
  readonly #laws: readonly Law[];
  readonly #packageId: string;
  readonly #places: ReadonlyMap<string, string>;
  /** How often commands ended how: by the command and its end. */
  readonly #ends: Map<string, number>;
  #before: Picture;
  #end = 'done';
  #edits: string[] = [];
  #rolledBack: Place | null = null;
  #pointers = new Map<string, (VersionRow | null)[]>();

  /** An empty app in the draft, three environments. */
  static async start(
    store: Store,
    laws: readonly Law[],
    ends: Map<string, number>,
  ): Promise<{ model: Lifecycle; real: LifecycleWalk }> {
    const world = await LifecycleWorld.open(store);
    const places = new Map<string, string>();
    for (const [name, type] of Object.entries(PLACES)) {
      const { id } = await world.other.addEnvironment(scope, {
        name,
        type,
        databaseUrl: `sqlite:${name}.db`,
      });
      places.set(name, id);
    }
    await world.other.importStack(scope, { stack: { manifest: MANIFEST, objects: [] } });
    const { draftId } = await world.other.openDraft(scope, PACKAGE);
    const { id } = (await world.plane.packages.find(scope, PACKAGE)) as { readonly id: string };
    const before = await pictureOf(world, id);
    return {
      model: new Lifecycle(draftId, PLACES),
      real: new LifecycleWalk(world, laws, ends, id, places, before),
    };
  }

  private constructor(
    world: LifecycleWorld,
    laws: readonly Law[],
    ends: Map<string, number>,
    packageId: string,
    places: ReadonlyMap<string, string>,
    before: Picture,
  ) {
    this.world = world;
    this.#laws = laws;
    this.#ends = ends;
    this.#packageId = packageId;
    this.#places = places;
    this.#before = before;
    world.watch = () => this.#look();
  }

  /** One command, and then every law. */
  async step(model: Lifecycle, name: string, command: () => Promise<void>): Promise<void> {
    this.#edits = [];
    this.#rolledBack = null;
    this.#pointers = new Map();
    this.#end = 'done';
    await this.#look();
    try {
      await command();
    } catch (error) {
      throw error instanceof Broken ? error : new Broken('model', error);
    }
    const { world } = this;
    const after = await pictureOf(world, this.#packageId);
    const step = {
      world,
      packageId: this.#packageId,
      model,
      before: this.#before,
      after,
      edits: this.#edits,
      pointers: this.#pointers,
      rolledBack: this.#rolledBack,
    };
    for (const law of this.#laws) {
      try {
        await LAWS[law](step);
      } catch (error) {
        throw new Broken(law, error);
      }
    }
    const [what] = name.split(/ (?!back)/);
    const key = `${what}: ${this.#end}`;
    this.#ends.set(key, (this.#ends.get(key) ?? 0) + 1);
    this.#before = await pictureOf(world, this.#packageId);
    world.clock.advance(1_000);
  }

  /** Something that leaves one line in the log. */
  accepted(op: string, times = 1): void {
    for (let n = 0; n < times; n += 1) this.#edits.push(op);
  }

  /** @throws when it ends otherwise than one of these says; null: it is done */
  async expectEnd(
    ends: () => readonly (ErrorCode | null)[],
    work: (service: MetadataAuthoringService) => Promise<unknown>,
    interruption: Interruption | null = null,
  ): Promise<boolean> {
    const end = await this.world.attempt(work, interruption);
    expect([...ends(), ...interruptedEnds(interruption)], 'how it ended').toContain(end);
    this.#end = end ?? 'done';
    return end === null;
  }

  /** Somebody cancels what the command of just now drives. */
  async cancel(): Promise<void> {
    const runs = await this.world.other.runs(scope, { limit: 10 });
    const run = runs.find(({ id }) => !this.#before.runs.has(id));
    if (!run) return;
    await this.world.other.cancelRun(scope, run.id).catch((error: unknown) => {
      if (!isAuthoringError(error)) throw error;
    });
  }

  /** How many things a purge there lets go, and the names of those that it keeps; a column goes with a table that is held. */
  async held(name: string, force: boolean) {
    const rows = await this.world.plane.holds.list(scope, this.#places.get(name) as string);
    const tables = new Set(rows.flatMap(({ held, heldName }) => (held.kind === 'table' ? [heldName] : [])));
    const own = rows.filter(({ table }) => !tables.has(table));
    const isKept = (heldAt: string) =>
      !force &&
      KEPT_DAYS[name as keyof typeof KEPT_DAYS] * DAY_MS + Date.parse(heldAt) >
        Date.parse(this.world.clock.now());
    const kept = own.filter(({ heldAt }) => isKept(heldAt)).map(({ heldName }) => heldName);
    return { due: own.length - kept.length, kept };
  }

  rolledBack(place: Place): void {
    this.#rolledBack = place;
  }

  /** Nobody is asked anything any more: whatever is new there, takes no other's place. */
  async answerAll(): Promise<void> {
    const { other } = this.world;
    const { draft, questions } = await other.status(scope, await other.openDraft(scope, PACKAGE));
    for (const { id } of questions) await other.answer(scope, draft, id, { replace: true });
    this.accepted('question.answered', questions.length);
  }

  /** The model learns what became of a run there. @param drafts what the draft held while it ran */
  async settle(model: Lifecycle, place: Place, drafts: readonly Content[]): Promise<void> {
    const live = await pointerOf(this.world, this.#packageId, place);
    if (live && live.id !== place.active?.id) {
      const known = model.versions.find(({ id }) => id === live.id);
      const sealed = known ?? (await this.#sealed(model, live, place, drafts));
      model.activated(place, sealed, (await this.world.other.openDraft(scope, PACKAGE)).draftId);
    }
    place.stopped = await this.#stopped(model, place);
  }

  async #sealed(
    model: Lifecycle,
    row: VersionRow,
    { stopped }: Place,
    drafts: readonly Content[],
  ): Promise<Sealed> {
    const brought = stopped?.brings ? [stopped.brings.content] : drafts;
    const found = await sealedContent(this.world, row.id);
    const content = brought.find((one) => sameContent(one, found));
    if (!content)
      throw new Broken('I-08', new Error(`sealed ${JSON.stringify(found)} of ${JSON.stringify(brought)}`));
    const { id, version, checksum, isPreview } = row;
    return model.sealing({ id, version, checksum: checksum ?? '', isPreview }, content);
  }

  async #stopped(model: Lifecycle, { name, stopped }: Place): Promise<Stopped | null> {
    const open = await this.world.plane.runs.open(scope, this.#places.get(name) as string);
    const halfWay = open.filter(({ state }) => HALF_WAY.includes(state));
    expect(halfWay.length, `runs that stand half way in ${name}`).toBeLessThanOrEqual(1);
    const [run] = halfWay;
    if (!run) return null;
    const isGivenUp = run.reversing;
    if (run.id === stopped?.run) return { ...stopped, isGivenUp };
    const { kind } = run.request;
    const content = run.frozen?.contents[0];
    if (!content) return { run: run.id, kind, brings: null, isGivenUp };
    const { versionId: id, version, checksum } = content;
    const known = model.versions.find((sealed) => sealed.id === id);
    const brings = known ?? model.sealing({ id, version, checksum, isPreview: kind === 'preview' });
    return { run: run.id, kind, brings, isGivenUp };
  }

  async #look(): Promise<void> {
    if (!this.#laws.includes('I-14')) return;
    for (const name of PLACE_NAMES) {
      const seen = this.#pointers.get(name) ?? [];
      seen.push(await pointerOf(this.world, this.#packageId, { name }));
      this.#pointers.set(name, seen);
    }
  }
}

/** What becomes of a command that something happened to, beside what would have become of it. */
function interruptedEnds(interruption: Interruption | null) {
  if (interruption === null) return [];
  if (interruption.how === 'lost') return ['DATABASE_UNAVAILABLE'];
  return interruption.how === 'gone' ? ['gone'] : ['RUN_CANCELLED'];
}
