/** Owns the commands that are drawn, each with what the model says of it. */
import type { ErrorCode, MetadataAuthoringService } from '@objectstack/metadata-authoring';
import fc from 'fast-check';
import { expect } from 'vitest';
import { OBJECTS, PACKAGE } from './lifecycle-laws.ts';
import type { Content, Lifecycle, Place, Sealed, Stopped } from './lifecycle-model.ts';
import { type LifecycleWalk, PLACE_NAMES } from './lifecycle-walk.ts';
import { type Interruption, scope } from './lifecycle-world.ts';

const FIELDS = {
  name: { type: 'text', label: 'Name' },
  x: { type: 'text', label: 'X', maxLength: 40 },
  y: { type: 'number', label: 'Y' },
  z: { type: 'boolean', label: 'Z' },
} as const;
type Field = keyof typeof FIELDS;

type Command = fc.AsyncCommand<Lifecycle, LifecycleWalk>;

/** @param possible whether there is anything to do it to */
function command(
  name: string,
  run: (model: Lifecycle, walk: LifecycleWalk) => Promise<void>,
  possible: (model: Readonly<Lifecycle>) => boolean = () => true,
): Command {
  return {
    check: possible,
    run: (model, walk) => walk.step(model, name, () => run(model, walk)),
    toString: () => name,
  };
}

const objects = fc.constantFrom(...OBJECTS);
const fields = fc.subarray(['x', 'y', 'z'] satisfies Field[]).map((some): Field[] => ['name', ...some]);
const places = fc.constantFrom(...PLACE_NAMES);
const sometimes = fc.constantFrom(false, false, true);
const nth = fc.nat({ max: 20 });
const seldom = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one });

function versionOf({ versions }: Lifecycle, n: number): Sealed {
  return versions[n % versions.length] as Sealed;
}
const hasVersions = ({ versions }: Readonly<Lifecycle>) => versions.length > 0;

async function put(model: Lifecycle, walk: LifecycleWalk, object: string, names: readonly Field[]) {
  const { other } = walk.world;
  const item = {
    name: object,
    label: object,
    pluralLabel: object,
    sharingModel: 'public_read_write',
    fields: Object.fromEntries(names.map((name) => [name, FIELDS[name]])),
  };
  const draft = await other.openDraft(scope, PACKAGE);
  const { unchanged } = await other.stage(scope, { op: 'put', type: 'object', name: object, item, draft });
  model.draft = { ...model.draft, [object]: names };
  if (!unchanged) walk.accepted('item.staged');
}

const without = (content: Content, object: string): Content =>
  Object.fromEntries(Object.entries(content).filter(([name]) => name !== object));

function editing(): readonly fc.Arbitrary<Command>[] {
  const stage = fc
    .tuple(objects, fields)
    .map(([object, names]) =>
      command(`stage ${object}(${names})`, (model, walk) => put(model, walk, object, names)),
    );
  const remove = objects.map((object) => {
    const run = async (model: Lifecycle, walk: LifecycleWalk) => {
      const { other } = walk.world;
      const draft = await other.openDraft(scope, PACKAGE);
      await other.stage(scope, { op: 'delete', type: 'object', name: object, draft });
      model.draft = without(model.draft, object);
      walk.accepted('item.staged');
    };
    return command(`delete ${object}`, run, ({ draft }) => object in draft);
  });
  const discard = fc.option(objects).map((object) => {
    const run = async (model: Lifecycle, walk: LifecycleWalk) => {
      const base = model.base?.content ?? {};
      const changed = OBJECTS.filter((name) => String(base[name]) !== String(model.draft[name]));
      const gone = changed.filter((name) => object === null || name === object);
      const refusal = object !== null && gone.length === 0 ? 'ITEM_NOT_FOUND' : null;
      const done = await walk.expectEnd(
        () => [refusal],
        async (service) => {
          const draft = await service.openDraft(scope, PACKAGE);
          const ref = object === null ? undefined : { type: 'object', name: object };
          expect(await service.discard(scope, draft, ref)).toEqual({ discarded: gone.length });
        },
      );
      if (!done) return;
      if (gone.length > 0) walk.accepted('item.discarded');
      for (const name of gone) {
        const { [name]: was } = base;
        model.draft = was ? { ...model.draft, [name]: was } : without(model.draft, name);
      }
    };
    return command(`discard ${object ?? 'all'}`, run, ({ base }) => base !== null || object !== null);
  });
  return [fc.constant(command('open', async () => {})), stage, stage, stage, stage, stage, remove, discard];
}

/** What happens in the middle of a command. */
type Happening =
  | { readonly at: number; readonly what: 'lost' | 'gone' | 'cancel' }
  | { readonly at: number; readonly what: 'edit'; readonly object: string; readonly names: readonly Field[] };

const at = fc.integer({ min: 1, max: 24 });
const happening: fc.Arbitrary<Happening | null> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 6, arbitrary: fc.record({ at, what: fc.constantFrom('lost', 'gone', 'cancel') }) },
  { weight: 2, arbitrary: fc.record({ at, what: fc.constant('edit'), object: objects, names: fields }) },
);

function interruptionOf(
  happens: Happening | null,
  model: Lifecycle,
  walk: LifecycleWalk,
): Interruption | null {
  if (happens === null) return null;
  const { what, at } = happens;
  if (what === 'lost' || what === 'gone') return { at, how: what };
  if (what === 'edit') return { at, how: () => put(model, walk, happens.object, happens.names) };
  return { at, how: () => walk.cancel() };
}

interface Run {
  readonly place: Place;
  readonly happens: Happening | null;
  /** Why it is refused, as things stand. */
  readonly refusal: () => ErrorCode | null;
  /** What is live when it is done: a version, what the draft makes, or what was live before. */
  readonly brings: Sealed | 'draft' | 'nothing';
  /** And why it may be, besides. */
  readonly orElse?: readonly ErrorCode[];
  readonly work: (service: MetadataAuthoringService) => Promise<unknown>;
}

async function drive(model: Lifecycle, walk: LifecycleWalk, run: Run): Promise<boolean> {
  const { place, happens, brings } = run;
  const was = place.active;
  const draft = model.draft;
  const first = run.refusal();
  // An edit may come before the freeze or after it, and it may ask a question.
  const { orElse = [] } = run;
  const ends = () =>
    happens?.what === 'edit'
      ? [first, run.refusal(), 'RENAME_UNRESOLVED' as const, ...orElse]
      : [first, ...orElse];
  const done = await walk.expectEnd(ends, run.work, interruptionOf(happens, model, walk));
  await walk.settle(model, place, [draft, model.draft]);
  const wanted = brings === 'nothing' ? was : brings === 'draft' ? model.versions.at(-1) : brings;
  const mayBe = done ? [wanted] : happens === null ? [was] : [was, wanted];
  expect(
    mayBe.map((version) => version?.checksum),
    `what ${place.name} runs`,
  ).toContain(place.active?.checksum);
  return done;
}

const shown = (options: object) =>
  Object.entries(options)
    .filter(([, value]) => value !== null && value !== false)
    .map(([key, value]) => ` ${key}=${JSON.stringify(value)}`)
    .join('');

function running(): readonly fc.Arbitrary<Command>[] {
  const common = { name: places, force: sometimes, happens: happening };
  const publish = fc.record({ ...common, taken: seldom(nth) }).map(({ name, ...rest }) =>
    command(`publish to ${name}${shown(rest)}`, async (model, walk) => {
      const { force, happens, taken } = rest;
      const place = model.place(name);
      await walk.answerAll();
      const version =
        taken === null || !hasVersions(model) ? {} : { version: versionOf(model, taken).version };
      await drive(model, walk, {
        place,
        happens,
        brings: 'draft',
        refusal: () => model.publishRefusal(place, { force, ...version }),
        work: async (service) =>
          service.publish(scope, await service.openDraft(scope, PACKAGE), {
            targetEnv: name,
            force,
            ...version,
          }),
      });
    }),
  );
  const preview = fc.record({ name: places, happens: happening }).map(({ name, happens }) =>
    command(`preview in ${name}${shown({ happens })}`, async (model, walk) => {
      const place = model.place(name);
      await walk.answerAll();
      await drive(model, walk, {
        place,
        happens,
        brings: 'draft',
        refusal: () => model.previewRefusal(place),
        work: async (service) =>
          service.preview(scope, await service.openDraft(scope, PACKAGE), { targetEnv: name }),
      });
    }),
  );
  const promote = fc.record({ ...common, n: nth, allowDeprecated: sometimes }).map(({ name, ...rest }) => {
    const run = async (model: Lifecycle, walk: LifecycleWalk) => {
      const { n, force, happens, allowDeprecated } = rest;
      const place = model.place(name);
      const brings = versionOf(model, n);
      const options = { targetEnv: name, force, allowDeprecated };
      await drive(model, walk, {
        place,
        happens,
        brings,
        refusal: () => model.promoteRefusal(place, brings, options),
        work: (service) => service.promote(scope, brings.id, options),
      });
    };
    return command(`promote to ${name}${shown(rest)}`, run, hasVersions);
  });
  const rollback = fc.record({ ...common, n: fc.option(nth, { freq: 2 }) }).map(({ name, ...rest }) =>
    command(
      `roll back ${name}${shown(rest)}`,
      async (model, walk) => {
        const { n, force, happens } = rest;
        const place = model.place(name);
        const to = n === null || !hasVersions(model) ? null : versionOf(model, n);
        const options = { targetEnv: name, force, ...(to ? { toVersionId: to.id } : {}) };
        const { pendingContract: leftovers, held } = await walk.world.other.environment(scope, name);
        const done = await drive(model, walk, {
          place,
          happens,
          // A rollback does not finalize first, and what was added anew under a name that is held gives way to that.
          orElse: leftovers + held.length > 0 && !force ? ['DESTRUCTIVE_BLOCKED'] : [],
          brings: to ?? place.active?.base ?? 'nothing',
          refusal: () => model.rollbackRefusal(place, to, { force }),
          work: (service) => service.rollback(scope, options),
        });
        if (done) walk.rolledBack(place);
      },
      hasVersions,
    ),
  );
  return [
    publish,
    publish,
    publish,
    publish,
    publish,
    preview,
    promote,
    promote,
    promote,
    rollback,
    rollback,
  ];
}

function contracting(): readonly fc.Arbitrary<Command>[] {
  const finalize = fc.record({ name: places, happens: happening }).map(({ name, happens }) =>
    command(`finalize ${name}${shown({ happens })}`, async (model, walk) => {
      const place = model.place(name);
      await drive(model, walk, {
        place,
        happens,
        brings: 'nothing',
        refusal: () => model.contractRefusal(place),
        work: (service) => service.finalize(scope, { targetEnv: name }),
      });
    }),
  );
  const purge = fc
    .record({ name: places, force: sometimes, happens: happening })
    .map(({ name, force, happens }) =>
      command(`purge ${name}${shown({ force, happens })}`, async (model, walk) => {
        const place = model.place(name);
        const { due, kept } = await walk.held(name, force);
        const done = await drive(model, walk, {
          place,
          happens,
          brings: 'nothing',
          refusal: () =>
            model.contractRefusal(place) ?? (due === 0 && kept.length > 0 ? 'HOLD_RETAINED' : null),
          work: (service) => service.purge(scope, { targetEnv: name, force }),
        });
        if (done) expect(await walk.held(name, force), 'what stays held').toEqual({ due: 0, kept });
      }),
    );
  const wait = fc.constant(command('wait', async (_, walk) => walk.world.clock.advance(26 * 3_600_000)));
  const deprecate = nth.map((n) => {
    const run = async (model: Lifecycle, walk: LifecycleWalk) => {
      const { id } = versionOf(model, n);
      await walk.world.service.deprecate(scope, id);
      model.deprecated.add(id);
    };
    return command(`deprecate ${n}`, run, hasVersions);
  });
  return [finalize, purge, wait, deprecate];
}

const hasStopped = ({ places }: Readonly<Lifecycle>) => places.some(({ stopped }) => stopped !== null);

/** What people do with a run that stopped half way. */
function goingOn(): readonly fc.Arbitrary<Command>[] {
  const happens = happening.filter((one) => one?.what !== 'edit' && one?.what !== 'cancel');
  return (['resume', 'resume', 'resume', 'abandon', 'cancel'] as const).map((way) =>
    happens.map((happens) => {
      const run = async (model: Lifecycle, walk: LifecycleWalk) => {
        const place = model.places.find(({ stopped }) => stopped !== null) as Place;
        const stopped = place.stopped as Stopped;
        const goesBack = way !== 'resume' || stopped.isGivenUp;
        await drive(model, walk, {
          place,
          happens,
          brings: goesBack ? 'nothing' : (stopped.brings ?? 'nothing'),
          refusal: () =>
            way !== 'resume'
              ? model.giveUpRefusal(stopped)
              : model.isOvertaken(stopped)
                ? 'DRAFT_SEALED'
                : null,
          work: (service) => {
            if (way === 'resume') return service.driveRun(scope, stopped.run);
            return way === 'cancel'
              ? service.cancelRun(scope, stopped.run)
              : service.abandonRun(scope, stopped.run);
          },
        });
      };
      return command(`${way}${shown({ happens })}`, run, hasStopped);
    }),
  );
}

/** @param most commands of a walk */
export function lifecycles(most: number): fc.Arbitrary<Iterable<Command>> {
  return fc.commands([...editing(), ...running(), ...contracting(), ...goingOn()], {
    maxCommands: most,
    size: 'max',
  });
}
