/**
 * What a gate saw of a run is the plan that the run has, not made once more: as long as nothing was written since and its
 * tables stand. Whatever came between the two has it planned anew.
 */
import type { ControlPlane, TargetDatabases } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookedTargets } from '../faults/support/hooked-targets.ts';
import { object, SHOP, text } from '../lifecycle/shop.ts';
import { portsOf } from '../support/ports-of.ts';
import { customerFields, type Office, openOffice } from './office.ts';

let office: Office;
/** Of the database of an environment, since the last count began: its gate opens it, then the run under its lease. */
let opened = 0;
let reads: Record<'gate' | 'run', { installed: number; looks: number }>;
let meanwhile: (() => Promise<void>) | null;

const now = () => reads[opened > 1 ? 'run' : 'gate'];

/** Counts who asks what is installed: nothing is planned without. */
function counted(plane: ControlPlane): ControlPlane {
  const ports = portsOf(plane);
  const installations = new Proxy(ports.installations, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...values: unknown[]) => {
        if (key === 'list') now().installed += 1;
        return Reflect.apply(value, target, values) as unknown;
      };
    },
  });
  return { ...ports, installations, transaction: (work) => plane.transaction(work) };
}

const watched = (targets: TargetDatabases) =>
  hookedTargets(targets, async (instant) => {
    if (instant === 'introspect') now().looks += 1;
    if (instant !== 'open') return;
    opened += 1;
    if (opened !== 2) return;
    const work = meanwhile;
    meanwhile = null;
    await work?.();
  });

beforeEach(async () => {
  begin();
  office = await openOffice({ wrap: counted, wrapTargets: watched });
});
afterEach(() => office.dispose());

function begin(between: (() => Promise<void>) | null = null): void {
  opened = 0;
  meanwhile = between;
  reads = { gate: { installed: 0, looks: 0 }, run: { installed: 0, looks: 0 } };
}

const promote = (id: string) => office.service.promote(office.as('adam'), id, { targetEnv: 'prod' });

/** A second version, approved for prod, where the first is live. */
async function approved(): Promise<string> {
  const ask = async (id: string) => {
    const { details } = await office.refused(promote(id));
    await office.service.approve(office.as('anna'), details.request as string);
  };
  const first = await office.publish(customerFields());
  await ask(first);
  await promote(first);
  const second = await office.publish({ ...customerFields(), fax: text('Fax') });
  await ask(second);
  return second;
}

const write = async () =>
  void (await office.service.setPolicy(office.as('olga'), 'staging', { platform: '17.4.0' }));

describe('an approved promotion', () => {
  it('is planned once: the run goes by what its gate saw', async () => {
    const version = await approved();
    begin();
    await promote(version);
    const handed = structuredClone(reads);
    expect(await office.runs('prod')).toBe('1.1.0');

    await office.dispose();
    office = await openOffice({ wrap: counted, wrapTargets: watched });
    const again = await approved();
    begin(write);
    await promote(again);
    const anew = structuredClone(reads);
    expect(await office.runs('prod')).toBe('1.1.0');
    // What is installed a plan and what stands in its way ask for once, environment by environment; that it is its database,
    // the mark says.
    expect(handed).toEqual({ gate: { installed: 3, looks: 1 }, run: { installed: 0, looks: 2 } });
    expect(anew).toEqual({ gate: { installed: 3, looks: 1 }, run: { installed: 3, looks: 2 } });
  });

  it('is looked at with one plan too, also where leave is missing', async () => {
    const first = await office.publish(customerFields());
    await office.service.setPolicy(office.as('olga'), 'prod', { approvals: { needed: 0 } });
    const look = async () => {
      begin();
      await office.service.promote(office.as('adam'), first, { targetEnv: 'prod', dryRun: true });
      return { opened, ...structuredClone(reads) };
    };
    const free = await look();
    await office.service.setPolicy(office.as('olga'), 'prod', { approvals: { needed: 1 } });
    const asks = await look();
    expect(asks.opened).toBe(1);
    expect(asks.gate.installed).toBe(free.gate.installed);
  });

  it('is planned anew where a table changed meanwhile, and is refused', async () => {
    const version = await approved();
    begin(async () => {
      const db = new Database(office.databaseOf('prod'));
      db.exec('ALTER TABLE shop_customer ADD COLUMN fax INTEGER');
      db.close();
    });
    expect(['SCHEMA_DRIFT', 'PLAN_STALE']).toContain((await office.refused(promote(version))).code);
    expect(await office.runs('prod')).toBe('1.0.0');
  });

  it('goes live as it was approved, however much else was written meanwhile', async () => {
    const version = await approved();
    begin(async () => {
      for (let at = 0; at < 60; at += 1) await write();
    });
    await promote(version);
    expect(await office.runs('prod')).toBe('1.1.0');
  });
});

describe('an approved publish', () => {
  it.each(['Patron', 'Client'])('is of the draft as it was shown: an edit to %s meanwhile', async (label) => {
    const stage = async (said: string) =>
      office.service.stage(office.as('max'), {
        op: 'put',
        type: 'object',
        name: 'shop_customer',
        item: { ...object('shop_customer', customerFields()), label: said },
        draft: await office.service.openDraft(office.as('max'), SHOP),
      });
    await office.publish(customerFields());
    await stage('Client');
    const publish = async () =>
      office.service.publish(office.as('adam'), await office.service.openDraft(office.as('adam'), SHOP), {
        targetEnv: 'prod',
      });
    const { details } = await office.refused(publish());
    await office.service.approve(office.as('anna'), details.request as string);
    begin(async () => {
      await stage('Other');
      await stage(label);
    });
    if (label === 'Client') {
      // The same content again is what was approved.
      await publish();
      expect(await office.runs('prod')).toBe('1.0.1');
      return;
    }
    expect((await office.refused(publish())).code).toBe('PLAN_STALE');
    expect(await office.runs('prod')).toBeNull();
  });
});
