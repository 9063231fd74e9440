// A look at an environment that another run moves on meanwhile: it says so, and not that tables drifted.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookedTargets } from '../faults/support/hooked-targets.ts';
import { customerFields, type Office, openOffice } from '../govern/office.ts';
import { text } from './shop.ts';

let office: Office;
let meanwhile: (() => Promise<unknown>) | null = null;
let versions: string[];

const as = () => office.as('adam');
const targetEnv = 'staging';
const promote = (id: string) => office.service.promote(as(), id, { targetEnv });

beforeEach(async () => {
  office = await openOffice({
    wrapTargets: (targets) =>
      hookedTargets(targets, async (instant) => {
        const work = meanwhile;
        if (instant !== 'open' || !work) return;
        meanwhile = null;
        await work();
      }),
  });
  versions = [
    await office.publish(customerFields()),
    await office.publish({ ...customerFields(), fax: text('Fax') }),
    await office.publish({ ...customerFields(), fax: text('Fax'), site: text('Site') }),
  ];
  for (const id of versions) await promote(id);
});
afterEach(() => office.dispose());

describe.each(['the preview of a rollback', 'a rollback'])('%s', (what) => {
  const look = () => {
    const back = { targetEnv, toVersionId: versions[1] ?? '' };
    const count = what === 'a rollback' ? 'lost' : 'everything';
    return office.service.rollbackPreview(as(), { ...back, count });
  };

  it('is told when another run was quicker', async () => {
    meanwhile = async () => {
      await office.service.rollback(as(), { targetEnv, toVersionId: versions[0] ?? '' });
      await office.service.finalize(as(), { targetEnv });
    };
    expect(await office.refused(look())).toMatchObject({
      code: 'PLAN_STALE',
      message: "another run changed 'staging' while it was looked at",
      suggestion: expect.stringContaining('repeat the command'),
    });
  });
});

it('whoever finds an environment taken is told by its name, and by which run', async () => {
  let refused: Awaited<ReturnType<Office['refused']>> | undefined;
  meanwhile = async () => {
    refused = await office.refused(office.service.finalize(as(), { targetEnv }));
  };
  const back = await office.service.rollback(as(), { targetEnv, toVersionId: versions[0] ?? '' });
  if (!('run' in back)) throw new Error('it only looked');
  expect(refused).toMatchObject({
    code: 'ENVIRONMENT_LOCKED',
    message: `run '${back.run}' is at work in 'staging'`,
    details: { environment: 'staging', runId: back.run },
    suggestion: expect.stringContaining(`mda run show ${back.run}`),
  });
});
