/** Published versions of a real package, each publish judged by the real runtime of the newest. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fitsMysql } from '../replay/fits-mysql.ts';
import { Replay, type ReplayedVersion } from '../replay/replay.ts';
import { rowsFor } from '../replay/stored-rows.ts';
import { openWorkbench, type Workbench } from '../replay/workbench.ts';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { type InstalledStack, readInstalled } from './installed-version.ts';

const series = ['po-17-0', 'po-17-1', 'po-17-3', 'po-17-4'].map(readInstalled);
const older = readInstalled('po-16-1');

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

describe('platform-objects on sqlite', () => upgrades(null));
describeServers('platform-objects', upgrades);

function upgrades(server: DatabaseServer | null): void {
  const { replay } = benchFor(server);
  const held = server?.engine === 'mysql' ? series.filter(fitsMysql) : series;

  it.each(held.map((stack, at) => [stack.manifest.version, stack, at] as const))(
    'publishes %s and keeps every value',
    { timeout: 120_000 },
    async (_version, stack, at) => {
      await replay().advance(versionOf(stack, at));
    },
  );

  it('upgraded through every version', () => {
    const { tally } = replay();
    process.stdout.write(`platform-objects on ${server?.label ?? 'sqlite'}: ${JSON.stringify(tally)}\n`);
    const objects = held.reduce((sum, stack) => sum + stack.objects.length, 0);
    expect(tally).toMatchObject({ versions: held.length, objects, conversions: 0 });
    expect(held.length).toBeGreaterThan(1);
  });
}

describe('platform-objects 16.1.0, written for an older spec', () => {
  const { bench, replay } = benchFor(null);
  const invalid = older.objects.filter(askTwice);

  it('stages what converts, lists each conversion, and names what does not fit', {
    timeout: 120_000,
  }, async () => {
    const { service, scope } = bench();
    const imported = await service.importStack(scope, { stack: older });

    expect(imported.problems).toHaveLength(14);
    for (const { code, severity, ref, path, suggestion } of imported.problems) {
      expect({ code, severity }).toEqual({ code: 'ITEM_INVALID', severity: 'error' });
      expect(invalid.map(({ name }) => `object/${name}`)).toContain(ref);
      expect(path).toMatch(/^actions\.\d+\.confirmText$/);
      expect(suggestion).not.toBe('');
    }
    expect(imported.skipped).toEqual(
      expect.arrayContaining(
        invalid.map(({ name }) => ({ ref: `object/${name}`, reason: 'ITEM_INVALID: see problems' })),
      ),
    );
    expect(invalid).toHaveLength(7);
    // With the manifest.
    expect(imported.staged).toBe(older.objects.length - invalid.length + 1);

    const conversions = new Set(imported.converted.map(({ conversion }) => conversion));
    expect([...conversions].sort()).toMatchInlineSnapshot(`
      [
        "object-enable-trash-mru-removed",
        "object-index-type-partial-removed",
        "object-managed-by-system-to-system-data",
      ]
    `);
    expect(imported.converted).toContainEqual({
      ref: 'object/sys_user_preference',
      path: 'managedBy',
      from: 'system',
      to: 'system-data',
      conversion: 'object-managed-by-system-to-system-data',
    });
  });

  it('publishes once a maker did what the problems say', { timeout: 120_000 }, async () => {
    const repaired = { ...older, objects: older.objects.map(askOnce) };
    await replay().advance(versionOf(repaired, 0));
    expect(replay().tally.conversions).toBeGreaterThan(0);
  });

  it('upgrades to 17.0.0 and keeps every value', { timeout: 120_000 }, async () => {
    await replay().advance(versionOf(series[0] as InstalledStack, 1));
    process.stdout.write(`platform-objects from 16.1.0 on sqlite: ${JSON.stringify(replay().tally)}\n`);
  });
});

function benchFor(server: DatabaseServer | null) {
  let bench: Workbench;
  let replay: Replay;
  beforeAll(async () => {
    bench = await openWorkbench(server);
    replay = new Replay(bench);
  });
  afterAll(() => bench.dispose());
  return { bench: () => bench, replay: () => replay };
}

function versionOf(stack: InstalledStack, at: number): ReplayedVersion {
  return { label: stack.manifest.version, stack, renames: [], rows: (running) => rowsFor(running, at) };
}

interface Action {
  readonly confirmText?: string;
  readonly params?: readonly unknown[];
}

type Authored = InstalledStack['objects'][number] & { readonly actions?: readonly Action[] };

/** Since 17 an action that asks for parameters may not ask for a confirmation before that. */
function asksTwice({ confirmText, params = [] }: Action): boolean {
  return confirmText !== undefined && params.length > 0;
}

function askTwice({ actions = [] }: Authored): boolean {
  return actions.some(asksTwice);
}

function askOnce(object: Authored): Authored {
  if (!askTwice(object)) return object;
  const actions = object.actions?.map((action) => {
    const { confirmText: _question, ...rest } = action;
    return asksTwice(action) ? rest : action;
  });
  return { ...object, ...(actions ? { actions } : {}) };
}
