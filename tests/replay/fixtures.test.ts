/**
 * Real apps through every version of their true history, judged by the real runtime after each publish. The everyday
 * run takes one engine; AUTHORING_FULL_REPLAY=1 takes every version on every PostgreSQL too.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describePostgres, type PostgresServer } from '../support/postgres.ts';
import { Replay, type ReplayedVersion } from './replay.ts';
import { hasFixtures, readSeries, type SeriesVersion } from './series.ts';
import { rowsFor } from './stored-rows.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const isFull = process.env.AUTHORING_FULL_REPLAY === '1';
const apps = ['app-crm', 'app-todo', 'platform-objects'];

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

if (hasFixtures) {
  describe.each(apps)('%s on sqlite', (app) => theSeries(app, null));
  describePostgres('the history of', (server) => {
    describe.each(apps)('%s', (app) => theSeries(app, server));
  });
} else {
  describe.skip('no ../shared/fixtures beside the repository: no real app is replayed', () => it('replays', () => {}));
}

function theSeries(app: string, server: PostgresServer | null): void {
  const all = readSeries(app);
  const series = server === null || isFull ? all : all.slice(-3);
  let bench: Workbench;
  let replay: Replay;

  beforeAll(async () => {
    bench = await openWorkbench(server);
    replay = new Replay(bench);
  });
  afterAll(() => bench.dispose());

  it.each(series.map((version, at) => [version.name, version, at] as const))(
    'publishes %s and keeps every value',
    { timeout: 60_000 },
    async (_name, version, at) => {
      await replay.advance(replayed(version, at, server === null));
    },
  );

  it('replayed every version', () => {
    process.stdout.write(`${app} on ${server?.label ?? 'sqlite'}: ${JSON.stringify(replay.tally)}\n`);
    expect(replay.tally.versions).toBe(series.length);
  });
}

function replayed(version: SeriesVersion, at: number, onSqlite: boolean): ReplayedVersion {
  const { name, manifest, objects, renames } = version;
  return {
    label: name,
    stack: { manifest, objects },
    renames: at === 0 ? [] : renames,
    rows: rowsFor(objects, at),
    // The spec takes no pre-release in a manifest: that one item stays as it was.
    invalid: /-/.test(String(manifest.version)) ? ['stack/manifest version'] : [],
    unreadable: onSqlite ? objects.map((object) => String(object.name)).filter((object) => object === 'case') : [],
  };
}
