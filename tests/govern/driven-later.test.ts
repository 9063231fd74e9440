/** The gate, asked again when a run is driven, resumed or activated later than it was asked for. Taking back is always possible. */
import type { Role } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookedTargets, onceAt } from '../faults/support/hooked-targets.ts';
import { text } from '../lifecycle/shop.ts';
import { customerFields, type Office, openOffice } from './office.ts';

const HOUR_MS = 60 * 60 * 1_000;

let people: Record<string, Role>;
let office: Office;
let version: string;
/** Once, after the first chunk of a run. */
let meanwhile: () => Promise<void>;

beforeEach(async () => {
  people = { olga: 'owner', adam: 'admin', anna: 'admin', max: 'maker', rita: 'reader' };
  meanwhile = async () => {};
  office = await openOffice({ members: people });
  version = await office.publish(customerFields());
});

afterEach(() => office.dispose());

const promote = (targetEnv: string, options: { hold?: boolean; emergency?: string; force?: boolean } = {}) =>
  office.service.promote(office.as('adam'), version, { targetEnv, ...options });
const activate = (targetEnv: string) => office.service.activate(office.as('adam'), { targetEnv });
const set = (environment: string, changes: unknown) =>
  office.service.setPolicy(office.as('olga'), environment, changes);
const freeze = (environment: string) => set(environment, { freeze: { reason: 'inventory' } });
const approve = async (work: Promise<unknown>, who = 'anna') => {
  const request = (await office.refused(work)).details.request as string;
  await office.service.approve(office.as(who), request);
  return request;
};
const newestRun = async (environment: string) =>
  (await office.service.runs(office.as('rita'), { environment }))[0] as { id: string; state: string };
const tables = (environment: string) => {
  const db = new Database(office.databaseOf(environment));
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'shop_%' AND type = 'table'")
    .pluck()
    .all();
  db.close();
  return names;
};

describe('a freeze that came since', () => {
  it('holds up the swap of a run that waits: it waits on as it is, and swaps afterwards', async () => {
    await promote('staging', { hold: true });
    await freeze('staging');
    const { id } = await newestRun('staging');
    const { code, suggestion } = await office.refused(activate('staging'));
    expect(code).toBe('CHANGE_FROZEN');
    expect(suggestion).toContain('go on then with: mda activate --env staging');
    expect(suggestion).toContain(`mda run abandon ${id}`);
    expect(await newestRun('staging')).toMatchObject({ id, state: 'applied' });
    await set('staging', { freeze: null });
    await activate('staging');
    expect(await office.runs('staging')).toBe('1.0.0');
  });

  it('does not hold up who takes the steps back', async () => {
    await promote('staging', { hold: true });
    await freeze('staging');
    const { id } = await newestRun('staging');
    expect((await office.service.cancelRun(office.as('adam'), id)).state).toBe('abandoned');
    expect(tables('staging')).toEqual([]);
    expect(await office.runs('staging')).toBeNull();
  });

  it('refuses a run that was only asked for, before its first statement', async () => {
    const { id: packageId } = (await office.service.packages(office.as('rita')))[0] as { id: string };
    const environmentId = (await office.service.environment(office.as('rita'), 'staging')).id;
    const run = await office.service.requestRun(office.as('adam'), {
      kind: 'promote',
      environmentId,
      targets: [{ packageId, from: null, to: version }],
      force: false,
    });
    await freeze('staging');
    expect((await office.refused(office.service.driveRun(office.as('adam'), run.id))).code).toBe(
      'CHANGE_FROZEN',
    );
    expect(await newestRun('staging')).toMatchObject({ state: 'refused' });
    expect(tables('staging')).toEqual([]);
  });

  it('in the middle of a run: the version before goes on serving, forward is refused, back is not', async () => {
    await office.dispose();
    office = await openOffice({
      members: people,
      wrapTargets: (targets) =>
        hookedTargets(
          targets,
          onceAt('after execute', 2, () => meanwhile()),
        ),
    });
    version = await office.publish(customerFields());
    meanwhile = async () => void (await freeze('staging'));
    const { code, details, suggestion } = await office.refused(promote('staging'));
    const { id, state } = await newestRun('staging');
    expect({ code, state, run: details.run }).toEqual({
      code: 'CHANGE_FROZEN',
      state: 'schema_ahead',
      run: id,
    });
    expect(suggestion).toContain(`mda run abandon ${id}`);
    expect(await office.runs('staging')).toBeNull();
    expect((await office.refused(office.service.driveRun(office.as('adam'), id))).code).toBe('CHANGE_FROZEN');
    expect(await newestRun('staging')).toMatchObject({ state: 'schema_ahead' });
    expect((await office.service.abandonRun(office.as('adam'), id)).state).toBe('abandoned');
    expect(tables('staging')).toEqual([]);
    await set('staging', { freeze: null });
    await promote('staging');
    expect(await office.runs('staging')).toBe('1.0.0');
  });
});

describe('an emergency of a run that waits', () => {
  const swap = (who = 'adam') =>
    office.service.activate(office.as(who), { targetEnv: 'staging', emergency: 'orders are lost' });

  it('swaps it in a freeze with a second person, for an hour, and loudly', async () => {
    await promote('staging', { hold: true });
    await freeze('staging');
    const request = (await office.refused(swap())).details.request as string;
    expect((await office.refused(office.service.approve(office.as('adam'), request))).code).toBe(
      'ROLE_FORBIDDEN',
    );
    expect((await office.refused(activate('staging'))).code, 'without its reason').toBe('CHANGE_FROZEN');
    await office.service.approve(office.as('anna'), request);
    office.clock.advance(HOUR_MS);
    const late = await office.refused(swap());
    expect(late.code).toBe('APPROVAL_REQUIRED');
    await office.service.approve(office.as('anna'), late.details.request as string);
    await swap();
    expect(await office.runs('staging')).toBe('1.0.0');
    const log = await office.service.log(office.as('rita'));
    expect(log.filter(({ op }) => op === 'run.emergency')).toMatchObject([
      { actor: 'adam', data: { emergency: 'orders are lost', forced: true } },
    ]);
  });

  it('takes the place of an approval that ran out, and is void once the run is given up', async () => {
    await set('staging', { approvals: { needed: 1, selfApproval: false } });
    await approve(promote('staging'));
    await promote('staging', { hold: true });
    office.clock.advance(72 * HOUR_MS);
    expect((await office.refused(activate('staging'))).code).toBe('APPROVAL_STALE');
    const request = (await office.refused(swap())).details.request as string;
    const { id } = await newestRun('staging');
    await office.service.abandonRun(office.as('adam'), id);
    expect((await office.refused(office.service.approve(office.as('anna'), request))).code).toBe(
      'APPROVAL_STALE',
    );
    expect((await office.refused(swap())).code).toBe('RUN_STATE');
  });
});

describe('an approval that is used later', () => {
  it('has to be in time when the pointer moves', async () => {
    await approve(promote('prod'));
    await promote('prod', { hold: true });
    office.clock.advance(72 * HOUR_MS);
    const { code, message, suggestion } = await office.refused(activate('prod'));
    expect(code).toBe('APPROVAL_STALE');
    expect(message).toContain('expired at');
    expect(suggestion).toContain('mda run abandon');
    expect(await newestRun('prod')).toMatchObject({ state: 'applied' });
    await office.service.abandonRun(office.as('adam'), (await newestRun('prod')).id);
    expect(tables('prod')).toEqual([]);
  });

  it('of an emergency is over after its hour, with the run not swapped', async () => {
    await freeze('staging');
    const emergency = 'orders are lost';
    await approve(promote('staging', { emergency }));
    await promote('staging', { emergency, hold: true });
    office.clock.advance(HOUR_MS - 1);
    await activate('staging');
    expect(await office.runs('staging')).toBe('1.0.0');
    version = await office.publish({ ...customerFields(), fax: text('Fax') });
    await approve(promote('staging', { emergency }));
    await promote('staging', { emergency, hold: true });
    office.clock.advance(HOUR_MS);
    expect((await office.refused(activate('staging'))).code).toBe('APPROVAL_STALE');
    expect(await office.runs('staging')).toBe('1.0.0');
  });

  it('has to be enough by what the policy asks for now', async () => {
    await approve(promote('prod'));
    await promote('prod', { hold: true });
    await set('prod', { approvals: { needed: 2 } });
    const { code, message } = await office.refused(activate('prod'));
    expect(code).toBe('APPROVAL_STALE');
    expect(message).toContain('how many have to agree (1 then, 2 now)');
    await set('prod', { approvals: { needed: 1 } });
    await activate('prod');
    expect(await office.runs('prod')).toBe('1.0.0');
  });

  it('has to be of people who still may', async () => {
    await approve(promote('prod'));
    await promote('prod', { hold: true });
    people.anna = 'reader';
    expect((await office.refused(activate('prod'))).message).toContain("'anna' may not by now");
    delete people.anna;
    expect((await office.refused(activate('prod'))).code).toBe('APPROVAL_STALE');
    people.anna = 'admin';
    await activate('prod');
    expect(await office.runs('prod')).toBe('1.0.0');
  });

  it('is asked for anew at the gate where it is not enough any more', async () => {
    const first = await approve(promote('prod'));
    await set('prod', { approvals: { needed: 2 } });
    const raised = await office.refused(promote('prod'));
    expect({ code: raised.code, stale: raised.details.stale }).toEqual({
      code: 'APPROVAL_STALE',
      stale: first,
    });
    const second = raised.details.request as string;
    await office.service.approve(office.as('anna'), second);
    await office.service.approve(office.as('olga'), second);
    people.anna = 'maker';
    const left = await office.refused(promote('prod'));
    expect(left).toMatchObject({ code: 'APPROVAL_STALE', details: { stale: second } });
    expect(left.message).toContain("who agreed: 'anna' may not by now");
  });

  it('is missed where the policy asks for one since', async () => {
    await promote('staging', { hold: true });
    await set('staging', { approvals: { needed: 1 } });
    expect((await office.refused(activate('staging'))).message).toContain('asks for an approval by now');
    await set('staging', { approvals: { needed: 0 } });
    await activate('staging');
  });
});

describe('what runs already', () => {
  it('asks nobody, and makes no run', async () => {
    await approve(promote('prod'));
    await promote('prod');
    const runs = (await office.service.runs(office.as('rita'), { environment: 'prod' })).length;
    for (const options of [{}, { force: true }, { emergency: 'now' }])
      expect(await office.refused(promote('prod', options))).toMatchObject({
        code: 'NOTHING_TO_PROMOTE',
        message: "'prod' runs 1.0.0 already",
      });
    expect(await office.service.approvals(office.as('rita'))).toEqual([]);
    expect(await office.service.runs(office.as('rita'), { environment: 'prod' })).toHaveLength(runs);
    const asReader = office.service.promote(office.as('rita'), version, { targetEnv: 'prod' });
    expect((await office.refused(asReader)).code).toBe('ROLE_FORBIDDEN');
  });
});

describe('a repair that cannot wait', () => {
  it('goes through a freeze with a reason and a second person', async () => {
    await promote('staging');
    const db = new Database(office.databaseOf('staging'));
    db.exec('ALTER TABLE shop_customer DROP COLUMN phone');
    db.close();
    await freeze('staging');
    const repair = (emergency?: string) =>
      office.service.reconcile(office.as('adam'), {
        targetEnv: 'staging',
        mode: 'repair',
        ...(emergency === undefined ? {} : { emergency }),
      });
    expect((await office.refused(repair())).code).toBe('CHANGE_FROZEN');
    await approve(repair('calls fail'));
    expect(await repair('calls fail')).toMatchObject({ drift: [], state: 'finished' });
  });
});

describe('production', () => {
  const uninstall = (force: boolean) =>
    office.service.uninstall(office.as('adam'), 'com.example.shop', { targetEnv: 'prod', force });

  it('lets a package go only with force and the leave of another, and asks again before it comes back', async () => {
    await approve(promote('prod'));
    await promote('prod');
    office.insertCustomers('prod', 3);
    expect((await office.refused(uninstall(false))).code).toBe('DESTRUCTIVE_BLOCKED');
    const asked = await office.refused(uninstall(true));
    expect(asked).toMatchObject({
      code: 'APPROVAL_REQUIRED',
      message: "the uninstall of version 1.0.0 needs an approval in 'prod', and has none",
    });
    expect(await office.runs('prod')).toBe('1.0.0');
    await office.service.approve(office.as('anna'), asked.details.request as string);
    await uninstall(true);
    expect(await office.runs('prod')).toBeNull();
    await approve(promote('prod'));
    await promote('prod');
    const db = new Database(office.databaseOf('prod'));
    expect(db.prepare('SELECT count(*) FROM shop_customer').pluck().get()).toBe(3);
    db.close();
  });

  it('takes one leave for a whole train, which another version of one of them does not have', async () => {
    const billing = async (label: string) => {
      const stack = {
        manifest: {
          id: 'com.example.billing',
          namespace: 'billing',
          version: '1.0.0',
          type: 'app',
          name: 'Billing',
        },
        objects: [
          {
            name: 'billing_invoice',
            label,
            sharingModel: 'public_read_write',
            fields: { name: text('Name') },
          },
        ],
      };
      await office.service.importStack(office.as('max'), { stack, prune: true });
      const draft = await office.service.openDraft(office.as('max'), 'com.example.billing');
      return (await office.service.publish(office.as('max'), draft, { targetEnv: 'dev' })).packageVersionId;
    };
    const train = (invoices: string) =>
      office.service.promote(office.as('adam'), [version, invoices], { targetEnv: 'prod' });
    const first = await billing('Invoice');
    const asked = await office.refused(train(first));
    expect(asked.message).toBe("version 1.0.0 with 1.0.0 needs an approval in 'prod', and has none");
    await office.service.approve(office.as('anna'), asked.details.request as string);
    const other = await office.refused(train(await billing('Bill')));
    expect(other.code).toBe('APPROVAL_REQUIRED');
    expect(other.details.request).not.toBe(asked.details.request);
    expect((await office.refused(promote('prod'))).code, 'nor has one of them alone').toBe(
      'APPROVAL_REQUIRED',
    );
    await train(first);
    expect((await office.service.environment(office.as('rita'), 'prod')).installations).toHaveLength(2);
  });
});
