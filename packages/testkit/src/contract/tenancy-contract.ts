/** Owns I-39 at the ports: for another organization, an id that exists is the same as one that does not. */
import type { ControlPlane, Scope, VariableRow } from '@objectstack/metadata-authoring';
import { defaultPolicy, isAuthoringError } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { anApproval } from './approvals-contract.ts';
import {
  aChange,
  aDraft,
  anEnvironment,
  anEvent,
  aPackage,
  at,
  atSecond,
  aVersion,
  checksumOf,
  type Given,
  newId,
  newScope,
  sealedAs,
} from './given.ts';
import { aHealthRow } from './health-contract.ts';
import { aNotification } from './notifications-contract.ts';
import { aRehearsal } from './rehearsals-contract.ts';
import { aToken } from './tokens-contract.ts';

/** Ids of one organization's rows. */
interface Ids {
  readonly packageId: string;
  readonly manifestId: string;
  readonly versionId: string;
  readonly draftId: string;
  readonly environmentId: string;
  readonly runId: string;
  readonly holdId: string;
  readonly approvalId: string;
  readonly tokenId: string;
  readonly notificationId: string;
  readonly rehearsalId: string;
}

const aVariable = ({ environmentId, packageId }: Pick<Ids, 'environmentId' | 'packageId'>): VariableRow => ({
  ...{
    environmentId,
    packageId,
    name: 'LIMIT',
    kind: 'plain',
    content: '1',
    updatedAt: at,
    updatedBy: 'ada',
  },
});

type Attempt = (plane: ControlPlane, scope: Scope, ids: Ids) => Promise<unknown>;

/** Everything one can ask or do with an id. */
const attempts: Readonly<Record<string, Attempt>> = {
  'packages.find': (plane, scope, ids) => plane.packages.find(scope, ids.manifestId),
  'packages.get': (plane, scope, ids) => plane.packages.get(scope, ids.packageId),
  'packages.list': (plane, scope) => plane.packages.list(scope),
  'versions.get': (plane, scope, ids) => plane.versions.get(scope, ids.versionId),
  'versions.findByVersion': (plane, scope, ids) =>
    plane.versions.findByVersion(scope, ids.packageId, '1.0.0'),
  'versions.listSealed': (plane, scope, ids) => plane.versions.listSealed(scope, ids.packageId),
  'versions.index': (plane, scope, ids) => plane.versions.index(scope, ids.versionId),
  'versions.sealedBytes': (plane, scope, ids) => plane.versions.sealedBytes(scope, ids.versionId),
  'versions.seal': (plane, scope, ids) => plane.versions.seal(scope, ids.draftId, sealedAs('9.9.9')),
  'versions.deprecate': (plane, scope, ids) => plane.versions.deprecate(scope, ids.versionId),
  'drafts.active': (plane, scope, ids) => plane.drafts.active(scope, ids.packageId),
  'drafts.get': (plane, scope, ids) => plane.drafts.get(scope, ids.draftId),
  'drafts.close': (plane, scope, ids) => plane.drafts.close(scope, ids.draftId),
  'drafts.bump': (plane, scope, ids) => plane.drafts.bump(scope, ids.draftId),
  'drafts.change': (plane, scope, ids) => plane.drafts.change(scope, ids.draftId, 'object/a'),
  'drafts.changes': (plane, scope, ids) => plane.drafts.changes(scope, ids.draftId),
  'drafts.putChanges': (plane, scope, ids) =>
    plane.drafts.putChanges(scope, ids.draftId, [aChange('object/z')]),
  'drafts.removeChanges': (plane, scope, ids) => plane.drafts.removeChanges(scope, ids.draftId, ['object/a']),
  'drafts.activateChanges': (plane, scope, ids) =>
    plane.drafts.activateChanges(scope, ids.draftId, ['object/a']),
  'drafts.facts': (plane, scope, ids) => plane.drafts.facts(scope, ids.draftId),
  'drafts.answers': (plane, scope, ids) => plane.drafts.answers(scope, ids.draftId),
  'drafts.history': (plane, scope, ids) => plane.drafts.history(scope, ids.packageId, 'object/a', 10),
  'drafts.undoable': (plane, scope, ids) => plane.drafts.undoable(scope, ids.draftId),
  'drafts.redoable': (plane, scope, ids) => plane.drafts.redoable(scope, ids.draftId),
  'drafts.markCommit': (plane, scope, ids) => plane.drafts.markCommit(scope, ids.draftId, 'c1', true),
  'bodies.getAll': async (plane, scope) => [...(await plane.bodies.getAll(scope, [checksumOf('a')]))],
  'environments.find by id': (plane, scope, ids) => plane.environments.find(scope, ids.environmentId),
  'environments.find by name': (plane, scope) => plane.environments.find(scope, 'dev'),
  'environments.list': (plane, scope) => plane.environments.list(scope),
  'installations.current': (plane, scope, ids) =>
    plane.installations.current(scope, ids.environmentId, ids.packageId),
  'installations.list': (plane, scope, ids) => plane.installations.list(scope, ids.environmentId),
  'installations.running': (plane, scope, ids) => plane.installations.running(scope, ids.versionId),
  'installations.remove': (plane, scope, ids) =>
    plane.installations.remove(scope, ids.environmentId, ids.packageId),
  'holds.list': (plane, scope, ids) => plane.holds.list(scope, ids.environmentId),
  'holds.remove': (plane, scope, ids) => plane.holds.remove(scope, ids.environmentId, [ids.holdId]),
  'overlays.get': (plane, scope, ids) => plane.overlays.get(scope, ids.environmentId, 'view/a'),
  'overlays.list': (plane, scope, ids) => plane.overlays.list(scope, ids.environmentId),
  'overlays.history': (plane, scope, ids) => plane.overlays.history(scope, ids.environmentId, 'view/a', 10),
  'overlays.put': (plane, scope, { environmentId }) =>
    plane.overlays.put(scope, { ...anOverlay, environmentId, bodyChecksum: checksumOf('z') }, 'put'),
  'overlays.remove': (plane, scope, ids) => plane.overlays.remove(scope, ids.environmentId, 'view/a', at),
  'health.list': (plane, scope, ids) => plane.health.list(scope, ids.environmentId),
  'rehearsals.get': (plane, scope, ids) => plane.rehearsals.get(scope, ids.rehearsalId),
  'rehearsals.list': (plane, scope, { environmentId }) =>
    plane.rehearsals.list(scope, { environmentId, limit: 10 }),
  'rehearsals.latest': (plane, scope, { environmentId }) =>
    plane.rehearsals.latest(scope, aRehearsal(environmentId, 0)),
  'policies.get': (plane, scope, ids) => plane.policies.get(scope, ids.environmentId),
  'policies.put': (plane, scope, ids) =>
    plane.policies.put(scope, ids.environmentId, { ...defaultPolicy('staging'), order: 'pipeline' }, at),
  'notices.get': (plane, scope, ids) => plane.notices.get(scope, ids.versionId),
  'notices.put': (plane, scope, { versionId }) =>
    plane.notices.put(scope, { versionId, yanked: true, reason: 'other', at, by: 'bea' }),
  'variables.list': (plane, scope, ids) => plane.variables.list(scope, ids.environmentId),
  'variables.put': (plane, scope, ids) => plane.variables.put(scope, { ...aVariable(ids), content: '2' }),
  'variables.remove': (plane, scope, ids) =>
    plane.variables.remove(scope, ids.environmentId, ids.packageId, 'LIMIT'),
  'adoptions.get': (plane, scope, ids) => plane.adoptions.get(scope, ids.environmentId, ids.packageId),
  'adoptions.put': (plane, scope, { environmentId, packageId }) =>
    plane.adoptions.put(scope, { environmentId, packageId, items: new Map(), at }),
  'approvals.get': (plane, scope, ids) => plane.approvals.get(scope, ids.approvalId),
  'approvals.list': (plane, scope, { environmentId }) =>
    plane.approvals.list(scope, { environmentId, limit: 10 }),
  'approvals.change': (plane, scope, ids) =>
    plane.approvals.change(scope, ids.approvalId, 'pending', { status: 'approved', updatedAt: at }),
  'approvals.actions': (plane, scope, ids) => plane.approvals.actions(scope, ids.approvalId),
  'tokens.get': (plane, scope, ids) => plane.tokens.get(scope, ids.tokenId),
  'tokens.list': (plane, scope) => plane.tokens.list(scope, { limit: 10 }),
  'tokens.used': (plane, scope, ids) => plane.tokens.used(scope, ids.tokenId, at),
  'tokens.revoke': (plane, scope, ids) => plane.tokens.revoke(scope, ids.tokenId, at),
  'notifications.list': (plane, scope) => plane.notifications.list(scope, 10),
  'notifications.due': (plane, scope) => plane.notifications.due(scope, 'log', at, 10),
  'notifications.claim': (plane, scope, ids) =>
    plane.notifications.claim(scope, { ...aNotification(0), id: ids.notificationId }, atSecond(9)),
  'notifications.change': (plane, scope, ids) =>
    plane.notifications.change(scope, ids.notificationId, {
      ...{ state: 'parked', dueAt: at, attempts: 9, lastError: 'x' },
    }),
  'notifications.remove': (plane, scope, ids) => plane.notifications.remove(scope, ids.notificationId),
  'runs.get': (plane, scope, ids) => plane.runs.get(scope, ids.runId),
  'runs.list': (plane, scope, ids) => plane.runs.list(scope, { environmentId: ids.environmentId, limit: 10 }),
  'runs.open': (plane, scope, ids) => plane.runs.open(scope, ids.environmentId),
  'runs.chunks': (plane, scope, ids) => plane.runs.chunks(scope, ids.runId),
  'leases.current': (plane, scope, ids) => plane.leases.current(scope, ids.environmentId),
  'log.since': (plane, scope) => plane.log.since(scope, 0, 10),
  'log.audited': (plane, scope) => plane.log.audited(scope, 0, 10),
  'log.head': (plane, scope) => plane.log.head(scope),
};

const anOverlay = {
  ref: 'view/a',
  bodyChecksum: checksumOf('a'),
  baseChecksum: null,
  updatedAt: at,
  updatedBy: 'ada',
};

export function tenancyContract(given: () => Given): void {
  /** One row of every kind. */
  async function populated(scope: Scope): Promise<Ids> {
    const { plane } = given();
    const pack = aPackage(`com.acme.${newId()}`);
    const environment = anEnvironment('dev', 0);
    const draft = aDraft(pack.id);
    const draftVersion = aVersion(pack.id, { id: draft.id });
    const version = aVersion(pack.id, { status: 'published', version: '1.0.0', publishedAt: at });
    const environmentId = environment.id;
    const [runId, holdId] = [newId(), newId()];
    const approval = anApproval(environmentId, 1);
    const token = aToken(1);
    const notification = aNotification(0);
    const rehearsal = aRehearsal(environmentId, 1);
    await plane.transaction(async (tx) => {
      await tx.packages.insert(scope, pack);
      await tx.environments.insert(scope, environment);
      await tx.versions.insertDraft(scope, draftVersion);
      await tx.versions.insertSealed(scope, version, sealedAs('1.0.0'));
      await tx.drafts.open(scope, draft);
      await tx.bodies.putAll(scope, [{ checksum: checksumOf('a'), canonical: '1' }]);
      await tx.drafts.putChanges(scope, draft.id, [aChange('object/a')]);
      await tx.drafts.setFacts(scope, draft.id, [{ id: 'f', ref: 'object/a', from: 'b', to: 'a' }]);
      await tx.drafts.putAnswer(scope, draft.id, 'q', { replace: true });
      const changed = { checksumBefore: null, checksumAfter: null, at, by: 'ada', commitId: 'c1' };
      await tx.drafts.appendHistory(scope, pack.id, draft.id, [{ ref: 'object/a', op: 'put', ...changed }]);
      const side = { rows: [], facts: [] };
      await tx.drafts.pushCommit(scope, draft.id, { id: 'c1', before: side, after: side, undone: false });
      await tx.installations.activate(scope, {
        id: newId(),
        environmentId,
        packageId: pack.id,
        versionId: version.id,
        status: 'installed',
        enabled: true,
        withSampleData: false,
        settings: {},
        installedAt: at,
        updatedAt: at,
        installedBy: 'ada',
      });
      const spec = { name: 'crm_lead', columns: [], indexes: [], owner: 'o' };
      await tx.holds.put(scope, [
        {
          id: holdId,
          environmentId,
          packageId: pack.id,
          runId,
          heldAt: at,
          table: 'crm_lead',
          heldName: 'h',
          held: { kind: 'table', spec },
        },
      ]);
      await tx.overlays.put(scope, { ...anOverlay, environmentId }, 'put');
      await tx.health.put(scope, aHealthRow(environmentId, pack.id));
      await tx.rehearsals.insert(scope, rehearsal);
      await tx.policies.put(scope, environmentId, defaultPolicy('production'), at);
      await tx.notices.put(scope, { versionId: version.id, yanked: false, reason: 'old', at, by: 'ada' });
      await tx.variables.put(scope, aVariable({ environmentId, packageId: pack.id }));
      await tx.adoptions.put(scope, { environmentId, packageId: pack.id, items: new Map(), at });
      await tx.approvals.insert(scope, approval);
      await tx.approvals.act(scope, {
        ...{ id: newId(), requestId: approval.id, action: 'approve', actor: 'bea', comment: null, at },
      });
      await tx.tokens.insert(scope, token);
      await tx.notifications.put(scope, [notification]);
      await tx.runs.insert(scope, {
        id: runId,
        request: { kind: 'publish', environmentId, targets: [], force: false },
        state: 'requested',
        fence: 0,
        frozen: null,
        nextChunk: 0,
        reversing: false,
        failure: null,
        changeLogSeq: null,
        requestedBy: 'ada',
        requestedAt: at,
        updatedAt: at,
        finishedAt: null,
      });
      await tx.runs.putChunk(scope, {
        runId,
        no: 0,
        phase: 'expand',
        stepIds: [],
        state: 'intent',
        fence: 1,
        startedAt: at,
        finishedAt: null,
        error: null,
      });
      await tx.leases.acquire(scope, environmentId, runId, 'worker', 60_000);
      await tx.log.record(scope, anEvent('draft.opened'));
    });
    const { id: packageId, manifestId } = pack;
    return {
      ...{ packageId, manifestId, versionId: version.id, draftId: draft.id, environmentId, runId, holdId },
      approvalId: approval.id,
      tokenId: token.id,
      notificationId: notification.id,
      rehearsalId: rehearsal.id,
    };
  }

  /** What an attempt came to, without the ids that were asked for. */
  async function outcome(attempt: Attempt, scope: Scope, ids: Ids): Promise<string> {
    const result = await attempt(given().plane, scope, ids).then(
      (value) => JSON.stringify(value) ?? 'nothing',
      (error: unknown) =>
        isAuthoringError(error) ? `${error.code} ${error.message}` : `broken: ${String(error)}`,
    );
    return Object.values(ids).reduce((text, id) => text.replaceAll(id, '<id>'), result);
  }

  /** All that the owner can read. */
  async function everything(scope: Scope, ids: Ids): Promise<readonly string[]> {
    const reads = Object.entries(attempts).filter(
      ([name]) =>
        !/\.(seal|deprecate|close|bump|put|remove|activate|mark|change$|used|revoke|claim)/.test(name),
    );
    return Promise.all(
      reads.map(async ([name, attempt]) => `${name}: ${await outcome(attempt, scope, ids)}`),
    );
  }

  it('is populated: the owner sees something everywhere', async () => {
    const scope = newScope();
    const ids = await populated(scope);
    const blank = (await everything(scope, ids)).filter((line) => /: (null|\[\]|0|nothing)$/.test(line));
    expect(blank).toEqual(['drafts.redoable: null']);
  });

  for (const [name, attempt] of Object.entries(attempts)) {
    it(`${name}: a foreign id is no different from a random one, and nothing changes`, async () => {
      const [owner, stranger] = [newScope(), newScope()];
      const ids = await populated(owner);
      const random: Ids = {
        packageId: newId(),
        manifestId: newId(),
        versionId: newId(),
        draftId: newId(),
        environmentId: newId(),
        runId: newId(),
        holdId: newId(),
        approvalId: newId(),
        tokenId: newId(),
        notificationId: newId(),
        rehearsalId: newId(),
      };
      const before = await everything(owner, ids);
      expect(await outcome(attempt, stranger, ids)).toBe(await outcome(attempt, stranger, random));
      expect(await everything(owner, ids)).toEqual(before);
    });
  }

  it('takes a lease, a body and a draft of the same names beside those of another organization', async () => {
    const [owner, stranger] = [newScope(), newScope()];
    const { plane } = given();
    const ids = await populated(owner);
    const before = await everything(owner, ids);
    expect((await plane.leases.acquire(stranger, ids.environmentId, 'r', 'o', 60_000)).fence).toBe(1);
    await plane.bodies.putAll(stranger, [{ checksum: checksumOf('a'), canonical: '2' }]);
    await plane.drafts.open(stranger, aDraft(ids.packageId));
    expect(await everything(owner, ids)).toEqual(before);
  });
}
