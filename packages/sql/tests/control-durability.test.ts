/** What a commit of the control plane waits for, seen by the statements that are sent for it. */
import type { ControlPlane, Scope, TransactionOptions } from '@objectstack/metadata-authoring';
import { openControlPlane, systemClock, uuidv7Ids } from '@objectstack/metadata-authoring-sql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ControlSubject, describeControl, type OpenPlane } from './support/control-planes.ts';

const scope: Scope = { orgId: 'org-1', principal: { kind: 'user', id: 'ada' } };
const CONTROLS = /^(BEGIN|COMMIT|ROLLBACK|PRAGMA synchronous)/;

describeControl('a transaction that does not wait for the disk', (make) => {
  let subject: ControlSubject;
  let plane: OpenPlane;
  const sent: string[] = [];

  beforeAll(async () => {
    subject = await make();
    const observer = { before: (_: string, sql: string) => void sent.push(sql), after: () => {} };
    plane = await openControlPlane(subject.url, { clock: systemClock, ids: uuidv7Ids, observer });
  });

  afterAll(async () => {
    await plane.close();
    await subject.dispose();
  });

  const controls = async (work: () => Promise<unknown>) => {
    sent.length = 0;
    await work();
    return sent.filter((sql) => CONTROLS.test(sql)).map((sql) => sql.replace(/ ?SELECT pg_advisory.*/, ''));
  };
  const cancel = (id: string, options?: TransactionOptions) =>
    plane.transaction((tx: ControlPlane) => tx.runs.setCancel(scope, id, true), options);
  const later = { waitsForDisk: false };
  const sqlite = () => subject.url.startsWith('sqlite:');

  it('says so for itself alone', async () => {
    const waited = sqlite() ? ['BEGIN IMMEDIATE', 'COMMIT'] : ['BEGIN;', 'COMMIT'];
    expect(await controls(() => cancel('a'))).toEqual(waited);
    expect(await controls(() => cancel('a', later))).toEqual(
      sqlite()
        ? ['PRAGMA synchronous = NORMAL', 'BEGIN IMMEDIATE', 'COMMIT']
        : ['BEGIN; SET LOCAL synchronous_commit = off;', 'COMMIT'],
    );
    expect(await controls(() => cancel('a'))).toEqual(
      sqlite() ? ['PRAGMA synchronous = FULL', ...waited] : waited,
    );
    expect(await controls(() => cancel('a'))).toEqual(waited);
  });

  it('is followed by ones that wait, also when it fails', async () => {
    const failing = () =>
      plane.transaction(async (tx: ControlPlane) => {
        await tx.runs.setCancel(scope, 'a', true);
        throw new Error('on purpose');
      }, later);
    await expect(failing()).rejects.toThrow('on purpose');
    const [first] = await controls(() => cancel('a'));
    expect(first).toBe(sqlite() ? 'PRAGMA synchronous = FULL' : 'BEGIN;');
  });
});
