/** What holds against everything that is not our code: triggers and constraints, seen through a raw connection. */
import { createHash } from 'node:crypto';
import type { RehearsalRow, Scope } from '@objectstack/metadata-authoring';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ControlSubject, describeControl, type OpenPlane } from './support/control-planes.ts';

const scope: Scope = { orgId: 'org-1', principal: { kind: 'user', id: 'ada' } };
const at = '2026-01-01T00:00:00.000Z';

const rehearsal: RehearsalRow = {
  ...{ id: 'r', environmentId: 'e', kind: 'promote', moves: [], planHash: 'p', baseFingerprint: 'f' },
  ...{ outcome: 'passed', failure: null, rowsAtRisk: 0, form: 'whole', copyMs: 1, tookMs: 1, steps: [] },
  ...{ by: 'ada', at },
};

describeControl('sealed rows and logs', (make) => {
  let subject: ControlSubject;
  let plane: OpenPlane;

  beforeAll(async () => {
    subject = await make();
    plane = await subject.open();
    const draft = {
      packageId: 'p',
      status: 'draft',
      checksum: null,
      baseVersionId: null,
      isPreview: false,
      releaseNotes: null,
      createdAt: at,
      publishedAt: null,
      createdBy: 'ada',
    } as const;
    for (const id of ['sealed', 'draft', 'old']) {
      await plane.versions.insertDraft(scope, { ...draft, id, version: `0.0.0-draft.${id}` });
    }
    const content = {
      checksum: 'c',
      bytes: Buffer.from('{}'),
      index: new Map(),
      facts: [],
      publishedAt: at,
      releaseNotes: null,
    };
    await plane.versions.seal(scope, 'sealed', { ...content, version: '1.0.0' });
    await plane.versions.seal(scope, 'old', { ...content, version: '0.9.0' });
    await plane.versions.deprecate(scope, 'old');
    await plane.transaction(async (tx) => {
      for (const ref of ['object/a', 'object/b', 'object/c']) {
        await tx.log.record(scope, { op: 'item.staged', ref, at, data: { forced: ref === 'object/b' } });
      }
      await tx.rehearsals.insert(scope, rehearsal);
      await tx.log.record(scope, { op: 'environment.activated', environmentId: 'e', versionId: 'v', at });
    });
  });

  afterAll(async () => {
    await plane.close();
    await subject.dispose();
  });

  it('a version that somebody else wrote has another stamp (I-09)', async () => {
    const stamp = () => plane.versions.stamp(scope, 'draft');
    const before = await stamp();
    expect(before).not.toBeNull();
    expect(await stamp()).toBe(before);
    await subject.raw(`UPDATE "sys_package_version" SET "release_notes" = 'theirs' WHERE "id" = 'draft'`);
    expect(await stamp()).not.toBe(before);
  });

  const all = async (table: string) =>
    JSON.stringify(await subject.raw(`SELECT * FROM "${table}" ORDER BY "organization_id", 1`));

  const refused: readonly (readonly [table: string, sql: string])[] = [
    ...[
      `"manifest_json" = '{"a":1}'`,
      `"checksum" = 'd'`,
      `"checksum" = NULL`,
      `"version" = '2.0.0'`,
      `"package_id" = 'q'`,
      `"organization_id" = 'org-2'`,
      `"id" = 'other'`,
      `"status" = 'draft'`,
    ].map(
      (set) =>
        ['sys_package_version', `UPDATE "sys_package_version" SET ${set} WHERE "id" = 'sealed'`] as const,
    ),
    ['sys_package_version', `UPDATE "sys_package_version" SET "status" = 'published' WHERE "id" = 'old'`],
    ['sys_package_version', `DELETE FROM "sys_package_version" WHERE "id" = 'sealed'`],
    ['sys_package_version', `DELETE FROM "sys_package_version"`],
    ...['sys_metadata_audit', '_authoring_event'].flatMap((table) => [
      [table, `UPDATE "${table}" SET "actor" = 'eve' WHERE "seq" = 2`] as const,
      [table, `DELETE FROM "${table}" WHERE "seq" = 2`] as const,
      [table, `DELETE FROM "${table}"`] as const,
    ]),
    ['_authoring_rehearsal', `UPDATE "_authoring_rehearsal" SET "content" = '{}'`],
    ['_authoring_rehearsal', `DELETE FROM "_authoring_rehearsal"`],
  ];

  for (const [table, sql] of refused) {
    it(`refuses ${sql}`, async () => {
      const before = await all(table);
      await expect(subject.raw(sql)).rejects.toThrow(/never|append-only/);
      expect(await all(table)).toBe(before);
    });
  }

  it('lets a draft change and go, and a version be deprecated', async () => {
    await subject.raw(
      `UPDATE "sys_package_version" SET "version" = 'x', "manifest_json" = '{}' WHERE "id" = 'draft'`,
    );
    await subject.raw(`DELETE FROM "sys_package_version" WHERE "id" = 'draft'`);
    await subject.raw(`UPDATE "sys_package_version" SET "status" = 'deprecated' WHERE "id" = 'sealed'`);
  });

  it('refuses to replace or truncate', async () => {
    const sqlite = subject.url.startsWith('sqlite:');
    const tables = ['sys_package_version', 'sys_metadata_audit', '_authoring_event', '_authoring_rehearsal'];
    for (const table of tables) {
      const before = await all(table);
      const sql = sqlite
        ? `INSERT OR REPLACE INTO "${table}" SELECT * FROM "${table}"`
        : `TRUNCATE "${table}"`;
      await expect(subject.raw(sql)).rejects.toThrow(/never|append-only/);
      expect(await all(table)).toBe(before);
    }
  });

  it('writes one audit row an event, in the words of ADR-0010', async () => {
    const rows = await subject.raw(
      `SELECT "seq", "type", "name", "operation", "outcome", "code" FROM "sys_metadata_audit" ORDER BY "seq"`,
    );
    expect(rows.map((row) => Object.values(row).map(String).join(' '))).toEqual([
      '1 object a stage allowed ok',
      '2 object b stage forced lock_override',
      '3 object c stage allowed ok',
      '4 package_version v publish allowed ok',
    ]);
  });

  it('chains audit rows by hash over the events, from the first to the last', async () => {
    const rows = await subject.raw(
      `SELECT a."seq", a."actor", a."prev_hash", a."hash", e."payload" FROM "sys_metadata_audit" a
       JOIN "_authoring_event" e ON e."organization_id" = a."organization_id" AND e."seq" = a."seq" ORDER BY a."seq"`,
    );
    expect(rows).toHaveLength(4);
    let previous = '0'.repeat(64);
    for (const row of rows) {
      expect(row.prev_hash).toBe(previous);
      const covered = JSON.stringify([previous, 'org-1', Number(row.seq), row.actor, row.payload]);
      previous = createHash('sha256').update(covered).digest('hex');
      expect(row.hash).toBe(previous);
    }
  });

  it('refuses a second row of the same number or version', async () => {
    const copy = (table: string, columns: string, id: string) =>
      `INSERT INTO "${table}" (${columns}) SELECT ${columns.replace('"id"', id)} FROM "${table}" LIMIT 1`;
    const version =
      '"id","package_id","version","status","is_pre_release","is_preview","created_at","updated_at","created_by","organization_id"';
    await expect(subject.raw(copy('sys_package_version', version, `'copy'`))).rejects.toThrow(/unique/i);
    const event = '"organization_id","seq","op","actor","at","payload"';
    await expect(subject.raw(copy('_authoring_event', event, ''))).rejects.toThrow(/unique|append-only/i);
  });
});
