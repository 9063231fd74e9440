/** The example app through its three versions on every engine, judged by the real runtime after each publish. */
import { sampleRows, versions } from '@objectstack/metadata-authoring-example-crm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasOracle } from '../judge/oracle.ts';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { Replay, type ReplayedVersion } from './replay.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const replayed = versions.map(
  ({ version, stack, renames }): ReplayedVersion => ({
    label: version,
    stack: stack as ReplayedVersion['stack'],
    renames,
    rows: () => sampleRows(version),
  }),
);

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

describe('crm on sqlite', () => theThreeVersions(null));
describeServers('crm', theThreeVersions);

function theThreeVersions(server: DatabaseServer | null): void {
  let bench: Workbench;
  let replay: Replay;

  beforeAll(async () => {
    bench = await openWorkbench(server);
    replay = new Replay(bench);
  });
  afterAll(() => bench.dispose());

  it.each(replayed)('publishes $label and keeps every value', { timeout: 120_000 }, async (version) => {
    await replay.advance(version);
  });

  it.runIf(hasOracle && server?.engine !== 'mysql')('stands before the oracle', { timeout: 300_000 }, () =>
    replay.oracleAgrees(),
  );

  it('met what the versions are made to show', () => {
    const { tally } = replay;
    process.stdout.write(`crm on ${server?.label ?? 'sqlite'}: ${JSON.stringify(tally)}\n`);
    expect(tally).toMatchObject({ versions: 3, objects: 36, questions: 0 });
    expect(tally.converted).toBeGreaterThan(0);
    expect(tally.backfilled).toBeGreaterThan(0);
  });
}
