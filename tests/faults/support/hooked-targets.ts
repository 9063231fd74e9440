/** Owns meeting chosen instants of a run: a hook is called, and waited for, between two calls of the environment's database. */
import type { Chunk, ChunkWatch, TargetDatabase, TargetDatabases } from '@objectstack/metadata-authoring';

export type Instant =
  | 'open'
  | 'introspect'
  | 'enter'
  | 'before execute'
  | 'before batch'
  | 'interrupted'
  | 'after execute';

/** @param chunk the one that is executed */
export type Hook = (instant: Instant, chunk: Chunk | null) => Promise<void>;

export function hookedTargets(real: TargetDatabases, hook: Hook): TargetDatabases {
  return {
    async open(environment) {
      await hook('open', null);
      const target = await real.open(environment);
      return {
        engine: target.engine,
        limits: target.limits,
        render: (table) => target.render(table),
        specOf: (name, table) => target.specOf(name, table),
        describe: (steps, before) => target.describe(steps, before),
        chunks: (phase, steps, no) => target.chunks(phase, steps, no),
        preflight: (...asked) => target.preflight(...asked),
        views: (names) => target.views(names),
        triggers: () => target.triggers(),
        triggersUntil: (step, tables) => target.triggersUntil(step, tables),
        countRows: (things) => target.countRows(things),
        refusedOnline: (steps, before) => target.refusedOnline(steps, before),
        tableFacts: (tables) => target.tableFacts(tables),
        flatRows: (...asked) => target.flatRows(...asked),
        flatPackages: () => target.flatPackages(),
        mark: () => target.mark(),
        close: () => target.close(),
        async introspect(tables) {
          const found = await target.introspect(tables);
          await hook('introspect', null);
          return found;
        },
        async enter(...values) {
          await target.enter(...values);
          await hook('enter', null);
        },
        async execute(chunk, before, fence, watch) {
          await hook('before execute', chunk);
          const watched: ChunkWatch | undefined = watch && {
            onRows: (progress) => watch.onRows(progress),
            async goesOn() {
              await hook('before batch', chunk);
              await watch.goesOn();
            },
          };
          await target.execute(chunk, before, fence, watched);
          await hook('after execute', chunk);
        },
        settle: (...values) => target.settle(...values),
        async interrupt() {
          await target.interrupt();
          await hook('interrupted', null);
        },
        progress: () => target.progress(),
        leave: () => target.leave(),
      } satisfies TargetDatabase;
    },
  };
}

/** The hook, once: at the n-th time that the instant is met. */
export function onceAt(at: Instant, nth: number, meanwhile: (chunk: Chunk | null) => Promise<void>): Hook {
  let met = 0;
  return async (instant, chunk) => {
    if (instant !== at) return;
    met += 1;
    if (met === nth) await meanwhile(chunk);
  };
}
