/** Published versions of a real package, each publish judged by the real runtime of the newest. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Replay } from '../replay/replay.ts';
import { rowsFor } from '../replay/stored-rows.ts';
import { openWorkbench, type Workbench } from '../replay/workbench.ts';
import { describePostgres, type PostgresServer } from '../support/postgres.ts';
import { readInstalled } from './installed-version.ts';

const series = ['po-17-0', 'po-17-1', 'po-17-3', 'po-17-4'].map(readInstalled);

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

describe('platform-objects on sqlite', () => upgrades(null));
describePostgres('platform-objects', upgrades);

function upgrades(server: PostgresServer | null): void {
  let bench: Workbench;
  let replay: Replay;

  beforeAll(async () => {
    bench = await openWorkbench(server);
    replay = new Replay(bench);
  });
  afterAll(() => bench.dispose());

  it.each(series.map((stack, at) => [stack.manifest.version, stack, at] as const))(
    'publishes %s and keeps every value',
    { timeout: 120_000 },
    async (version, stack, at) => {
      await replay.advance({ label: version, stack, renames: [], rows: rowsFor(stack.objects, at) });
    },
  );

  it('upgraded through every version', () => {
    process.stdout.write(`platform-objects on ${server?.label ?? 'sqlite'}: ${JSON.stringify(replay.tally)}\n`);
    expect(replay.tally).toMatchObject({ versions: 4, objects: 192 });
  });
}
