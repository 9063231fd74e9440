/** Runs that go live at a time: by whoever looks then, once, and past the gate as it is then. */
import { fixedClock } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { app, stackOf } from '../faults/support/app.ts';
import { importApp } from '../faults/support/scenarios.ts';
import { environment, newWorld, PACKAGE, scope, startProcess } from '../faults/support/world.ts';
import { customerFields, type Office, openOffice } from './office.ts';

const HOUR_MS = 60 * 60 * 1_000;
/** The office opens at 10:00. */
const NOON = '2026-06-01T12:00:00.000Z';

describe('a time', () => {
  let office: Office;
  let version: string;
  beforeEach(async () => {
    office = await openOffice();
    version = await office.publish(customerFields());
  });
  afterEach(() => office.dispose());

  const promote = (activateAt: string, targetEnv = 'staging') =>
    office.service.promote(office.as('adam'), version, { targetEnv, activateAt });
  const due = (targetEnv?: string) =>
    office.service.activateDue(office.as('adam'), targetEnv === undefined ? {} : { targetEnv });

  it('is waited for, and then it is live with the first look', async () => {
    expect(await promote('2026-06-01T14:00+02:00')).toMatchObject({ state: 'applied' });
    office.clock.advance(2 * HOUR_MS - 1);
    expect(await due()).toMatchObject({
      activated: [],
      refused: [],
      waiting: [{ environment: 'staging', activateAt: NOON }],
    });
    expect(await office.runs('staging')).toBeNull();
    office.clock.advance(1);
    expect(await due('prod')).toEqual({ activated: [], refused: [], waiting: [] });
    expect(await due()).toMatchObject({
      activated: [{ semver: '1.0.0', activatedEnv: 'staging' }],
      waiting: [],
    });
    expect(await office.runs('staging')).toBe('1.0.0');
    expect(await due()).toEqual({ activated: [], refused: [], waiting: [] });
  });

  it('is set and moved for a run that waits already, in the log too', async () => {
    await office.service.promote(office.as('adam'), version, { targetEnv: 'staging', hold: true });
    const at = (time: string) =>
      office.service.schedule(office.as('adam'), { targetEnv: 'staging', at: time });
    await at('2026-06-01T11:00Z');
    await at('2026-06-01T12:00Z');
    office.clock.advance(HOUR_MS);
    expect((await due()).waiting).toMatchObject([{ activateAt: NOON }]);
    const log = (await office.service.log(office.as('rita'))).filter(({ op }) => op === 'run.scheduled');
    expect(log.map(({ data }) => data)).toEqual([
      { activateAt: '2026-06-01T11:00:00.000Z', before: null },
      { activateAt: NOON, before: '2026-06-01T11:00:00.000Z' },
    ]);
    expect(await office.service.halfDoneRuns(office.as('rita'))).toMatchObject([
      { stopped: 'before_swap', activateAt: NOON },
    ]);
  });

  it('is refused when it is none, is over, or nothing waits', async () => {
    for (const time of ['tomorrow', '2026-06-01T12:00', '2026-13-01T12:00Z', '2026-06-01T10:00Z', ''])
      expect((await office.refused(promote(time))).code, time).toBe('USAGE_INVALID');
    expect(await office.service.runs(office.as('rita'), { environment: 'staging' })).toEqual([]);
    const at = office.service.schedule(office.as('adam'), { targetEnv: 'staging', at: NOON });
    expect((await office.refused(at)).code).toBe('RUN_STATE');
    const asMaker = office.service.schedule(office.as('max'), { targetEnv: 'staging', at: NOON });
    expect((await office.refused(asMaker)).code).toBe('ROLE_FORBIDDEN');
  });

  it('meets the gate as it is then: what is refused waits on, and goes live when it may', async () => {
    await promote(NOON);
    await office.service.setPolicy(office.as('olga'), 'staging', {
      freeze: { reason: 'inventory', until: '2026-06-01T13:00:00Z' },
    });
    office.clock.advance(2 * HOUR_MS);
    expect(await due()).toMatchObject({
      activated: [],
      refused: [{ environment: 'staging', activateAt: NOON, code: 'CHANGE_FROZEN' }],
    });
    expect(await office.runs('staging')).toBeNull();
    office.clock.advance(HOUR_MS);
    expect((await due()).activated).toHaveLength(1);
  });

  it('does not outlive its approval', async () => {
    const later = '2026-06-05T12:00Z';
    const request = (await office.refused(promote(later, 'prod'))).details.request as string;
    await office.service.approve(office.as('anna'), request);
    await promote(later, 'prod');
    office.clock.advance(99 * HOUR_MS);
    expect((await due()).refused).toMatchObject([{ code: 'APPROVAL_STALE' }]);
    expect(await office.runs('prod')).toBeNull();
  });

  it('is given up with its run', async () => {
    const { run } = (await promote(NOON)) as { run: string };
    await office.service.cancelRun(office.as('adam'), run);
    office.clock.advance(3 * HOUR_MS);
    expect(await due()).toEqual({ activated: [], refused: [], waiting: [] });
    expect(await office.runs('staging')).toBeNull();
  });

  it('may be made shorter by hand', async () => {
    await promote(NOON);
    await office.service.activate(office.as('adam'), { targetEnv: 'staging' });
    expect(await office.runs('staging')).toBe('1.0.0');
  });
});

describe('several processes at that time', () => {
  it('swap once, and one whose clock is behind does not look ahead', async () => {
    const world = newWorld();
    const clock = fixedClock('2026-06-01T10:00:00.000Z');
    const behind = fixedClock('2026-06-01T09:00:00.000Z');
    const [first, second, late] = await Promise.all([
      startProcess(world, { owner: 'first', clock }),
      startProcess(world, { owner: 'second', clock }),
      startProcess(world, { owner: 'late', clock: behind }),
    ]);
    try {
      await first.service.addEnvironment(scope, {
        name: environment,
        type: 'staging',
        databaseUrl: 'sqlite:env.db',
      });
      await importApp(first, stackOf(app));
      await first.service.publish(scope, await first.service.openDraft(scope, PACKAGE), {
        targetEnv: environment,
        activateAt: '2026-06-01T11:00Z',
      });
      for (const one of [clock, behind]) one.advance(HOUR_MS);
      expect((await late.service.activateDue(scope)).waiting).toHaveLength(1);
      const outcomes = await Promise.all([first, second].map(({ service }) => service.activateDue(scope)));
      expect(outcomes.flatMap(({ activated }) => activated)).toHaveLength(1);
      expect(outcomes.flatMap(({ refused }) => refused)).toEqual([]);
      const events = (await first.service.log(scope)).filter(({ op }) => op === 'environment.activated');
      expect(events).toHaveLength(1);
      expect((await first.service.environment(scope, environment)).installations).toHaveLength(1);
    } finally {
      for (const process of [first, second, late]) await process.close();
      world.dispose();
    }
  });
});
