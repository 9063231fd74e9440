/** Overlays on the command line. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mda, type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { shop } from './support/shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const dashboard = (label: string) => ({ name: 'shop_overview', label, widgets: [] });

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await temporaryWorkspace();
  await writeFile(
    workspace.path('stack.json'),
    JSON.stringify({ ...shop(), dashboards: [dashboard('Overview')] }),
  );
  await workspace.ok('import', 'stack.json');
  await workspace.ok('publish', '--version', '1.0.0');
  await writeFile(workspace.path('mine.json'), JSON.stringify(dashboard('Mine')));
});
afterAll(() => workspace.dispose());

describe('mda overlay', () => {
  it('puts, lists, shows, explains and resets what one environment says instead', async () => {
    const item = ['dashboard', 'shop_overview', '--env', 'dev'];
    const { checksum } = await workspace.ok('overlay', 'put', ...item, '--file', 'mine.json');
    expect(
      await workspace.fails(5, 'overlay', 'put', ...item, '--file', 'mine.json', '--if-match', 'sha256:0'),
    ).toMatchObject({ code: 'ITEM_CONFLICT', details: { actual: checksum } });
    expect((await workspace.ok('overlay', 'list', '--env', 'dev')).overlays).toMatchObject([
      { ref: 'dashboard/shop_overview', outcome: 'kept', checksum },
    ]);
    expect((await workspace.ok('overlay', 'report', '1.0.0', '--env', 'dev')).overlays).toHaveLength(1);
    const shown = await mda(['overlay', 'show', ...item], { cwd: workspace.cwd });
    expect(shown.stdout).toContain('- "Overview"');
    expect(shown.stdout).toContain('+ "Mine"');
    const why = await mda(['why', 'dashboard/shop_overview.label', '--env', 'dev'], { cwd: workspace.cwd });
    expect(why.stdout).toContain('by an overlay there');
    expect(why.stdout).toContain('the package ships "Overview"');
    await workspace.ok('overlay', 'reset', ...item);
    expect(await workspace.fails(4, 'overlay', 'show', ...item)).toMatchObject({ code: 'ITEM_NOT_FOUND' });
  });
});
