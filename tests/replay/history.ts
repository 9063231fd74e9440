/** Owns the suite that takes one real app through its true history on one engine. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasOracle } from '../judge/oracle.ts';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { fitsMysql } from './fits-mysql.ts';
import { Replay, type ReplayedVersion } from './replay.ts';
import { hasFixtures, readSeries, type SeriesVersion } from './series.ts';
import { rowsFor } from './stored-rows.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

/** Every version on every engine; the everyday run takes the last of them on a server. */
const isFull = process.env.AUTHORING_FULL_REPLAY === '1';
const everydayVersions = 3;

/** @param app a folder of the fixtures */
export function describeHistory(app: string): void {
  if (!hasFixtures) {
    describe.skip(`${app} · no ../shared/fixtures beside the repository`, () => it('replays', () => {}));
    return;
  }
  beforeAll(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
  });
  const series = readSeries(app);
  describe(`${app} · sqlite`, () => history(app, series, null));
  describeServers(app, (server) => {
    const taken = isFull ? series : series.slice(-everydayVersions);
    const held = server.engine === 'mysql' ? taken.filter(fitsMysql) : taken;
    history(app, held, server);
  });
}

function history(app: string, series: readonly SeriesVersion[], server: DatabaseServer | null): void {
  let bench: Workbench;
  let replay: Replay;

  beforeAll(async () => {
    bench = await openWorkbench(server);
    replay = new Replay(bench);
  });
  afterAll(() => bench.dispose());

  it.each(series.map((version, at) => [version.name, version, at] as const))(
    'publishes %s and keeps every value',
    { timeout: 120_000 },
    async (_name, version, at) => {
      await replay.advance(replayed(version, at, server === null));
    },
  );

  // On MariaDB it calls the tables that the driver itself made drifted: JSON is a checked text there.
  it.runIf(hasOracle && server?.engine !== 'mysql')('stands before the oracle', { timeout: 300_000 }, () =>
    replay.oracleAgrees(),
  );

  it('took every version', () => {
    process.stdout.write(`${app} on ${server?.label ?? 'sqlite'}: ${JSON.stringify(replay.tally)}\n`);
    expect(replay.tally.versions).toBe(series.length);
    expect(series.length).toBeGreaterThan(1);
  });
}

function replayed(version: SeriesVersion, at: number, onSqlite: boolean): ReplayedVersion {
  const { name, manifest, objects, renames } = version;
  return {
    label: name,
    stack: { manifest, objects },
    renames: at === 0 ? [] : renames,
    rows: (running) => rowsFor(running, at),
    // The spec takes no pre-release in a manifest: that one item stays as it was.
    invalid: /-/.test(String(manifest.version)) ? ['stack/manifest version'] : [],
    unreadable: onSqlite ? objects.flatMap((object) => (object.name === 'case' ? ['case'] : [])) : [],
  };
}
