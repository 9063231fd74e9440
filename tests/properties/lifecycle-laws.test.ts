// The laws of the lifecycle, over random walks through it: the real service beside a model, interrupted wherever it may be.
import fc from 'fast-check';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { lifecycles } from './lifecycle-commands.ts';
import { LAWS, type Law } from './lifecycle-laws.ts';
import { Broken, LifecycleWalk } from './lifecycle-walk.ts';

const deep = inject('deep');
const share = Number(process.env.FAULT_SHARE ?? 1);
const WALKS = deep ? { memory: 1_000 * share, sqlite: 100 * share } : { memory: 100, sqlite: 4 };
const COMMANDS = deep ? 60 : 40;
const LONG = 3_600_000;

/** Ends that many walks meet, so that no refusal and no way on is left out in silence. */
const MET = [
  'publish: done',
  'publish: NOTHING_TO_PUBLISH',
  'publish: VERSION_EXISTS',
  'publish: VERSION_INVALID',
  'publish: DESTRUCTIVE_BLOCKED',
  'publish: SCHEMA_AHEAD',
  'publish: RUN_CANCELLED',
  'publish: gone',
  'preview: ENVIRONMENT_TYPE_FORBIDDEN',
  'promote: VERSION_DEPRECATED',
  'promote: NOTHING_TO_PROMOTE',
  'promote: done',
  'roll back: done',
  'roll back: DESTRUCTIVE_BLOCKED',
  'roll back: ENVIRONMENT_TYPE_FORBIDDEN',
  'roll back: NOTHING_TO_ROLL_BACK',
  'roll back: gone',
  'finalize: gone',
  'purge: HOLD_RETAINED',
  'resume: done',
  'resume: DRAFT_SEALED',
  'abandon: done',
  'cancel: done',
];

describe.each(['memory', 'sqlite'] as const)('a walk through the lifecycle in %s', (store) => {
  const broken = new Map<Law | 'model', Broken>();
  const ends = new Map<string, number>();

  /** @param tell is given the first thing that a walk breaks, with which it ends */
  const walks = (tell: (what: Broken) => void) =>
    fc.assert(
      fc.asyncProperty(lifecycles(COMMANDS), async (commands) => {
        const { model, real } = await LifecycleWalk.start(store, Object.keys(LAWS) as Law[], ends);
        try {
          await fc.asyncModelRun(() => ({ model, real }), commands);
        } catch (error) {
          if (!(error instanceof Broken)) throw error;
          tell(error);
        } finally {
          await real.world.close();
        }
      }),
      { numRuns: WALKS[store] },
    );

  beforeAll(() => walks((what) => broken.has(what.law) || broken.set(what.law, what)), LONG);

  /** What was broken is broken once more, by as few commands as it takes. */
  const holds = (law: Law | 'model') => async () => {
    if (!broken.has(law)) return;
    await walks((what) => {
      if (what.law === law) throw what;
    });
  };

  it('ends each command as the model says', holds('model'), LONG);
  it('I-06: a package has one draft, whoever opens it', holds('I-06'), LONG);
  it('I-08: an edit is in the draft, or in what was sealed of it', holds('I-08'), LONG);
  it('I-11: a version number stands for one content, for ever', holds('I-11'), LONG);
  it('I-12: a version is published, then deprecated, and never goes back', holds('I-12'), LONG);
  it(
    'I-14: an environment runs the version before or the one after, and has its tables',
    holds('I-14'),
    LONG,
  );
  it('I-36: a rollback ends at a sealed version, with its tables and its content', holds('I-36'), LONG);
  it('I-37: a version is the same bytes wherever it runs', holds('I-37'), LONG);
  it('I-48: each change has one line in the log, without a gap', holds('I-48'), LONG);

  it('meets what may become of a command', () => {
    const count = (matches: (end: string) => boolean) =>
      [...ends].reduce((sum, [end, times]) => sum + (matches(end) ? times : 0), 0);
    tally(`P lifecycle laws · ${store}`, {
      walks: WALKS[store],
      commands: count(() => true),
      live: count((end) => /^(publish|preview|promote|roll back): done/.test(end)),
      interrupted: count((end) => /: (gone|DATABASE_UNAVAILABLE|RUN_CANCELLED)$/.test(end)),
    });
    if (WALKS[store] >= 500) expect(MET.filter((end) => !ends.has(end))).toEqual([]);
  });
});
