import { isAuthoringError } from '@objectstack/metadata-authoring';
import { type Compilable, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { sqliteControlDialect } from '../dialects/sqlite/control-dialect.ts';
import { type Slots, statement } from './statement.ts';

const { db } = sqliteControlDialect();
type Values = Slots<{ org: string; id: string }>;

function compile(build: (v: Values) => Compilable<unknown>): string {
  return statement<{ org: string; id: string }>()(build).sql;
}

const audit = db.selectFrom('sys_metadata_audit');
const packages = db.selectFrom('sys_package');
const body = (organization_id: string) => ({ organization_id, checksum: 'c', bytes: 'b' });

describe('accepts a statement that is bound to its organization', () => {
  const accepted: Readonly<Record<string, (v: Values) => Compilable<unknown>>> = {
    'a select': (v) => audit.select('seq').where('organization_id', '=', v.org).where('id', '=', v.id),
    'a package, by its owner': (v) => packages.select('id').where('owner_org_id', '=', v.org),
    'an or beside it': (v) =>
      audit
        .select('seq')
        .where('organization_id', '=', v.org)
        .where((where) => where.or([where('id', '=', v.id), where('name', '=', v.id)])),
    'a join that ties the tables': (v) =>
      db
        .selectFrom('_authoring_run as r')
        .leftJoin('_authoring_run_frozen as f', (join) =>
          join.onRef('f.organization_id', '=', 'r.organization_id'),
        )
        .select('f.frozen')
        .where('r.organization_id', '=', v.org),
    'an update': (v) =>
      db.updateTable('sys_metadata').set({ state: 'x' }).where('organization_id', '=', v.org),
    'a delete': (v) => db.deleteFrom('sys_metadata').where('organization_id', '=', v.org),
    'an insert': (v) => db.insertInto('_authoring_body').values([body(v.org), body(v.org)]),
    'an upsert within the organization': (v) =>
      db
        .insertInto('_authoring_body')
        .values(body(v.org))
        .onConflict((it) => it.columns(['organization_id', 'checksum']).doUpdateSet({ bytes: 'x' })),
    'a table that belongs to nobody': () => db.selectFrom('_authoring_migration').selectAll(),
  };
  for (const [name, build] of Object.entries(accepted)) it(name, () => expect(compile(build)).not.toBe(''));
});

describe('refuses', () => {
  const refused: Readonly<Record<string, (v: Values) => Compilable<unknown>>> = {
    'a select without': (v) => audit.select('seq').where('id', '=', v.id),
    'a select of everything': () => audit.selectAll(),
    'another value': (v) => audit.select('seq').where('organization_id', '=', v.id),
    'a constant': () => audit.select('seq').where('organization_id', '=', 'org-1'),
    'another operator': (v) => audit.select('seq').where('organization_id', '<>', v.org),
    'a column of another name on packages': (v) => packages.select('id').where('id', '=', v.org),
    'an alternative to it': (v) =>
      audit
        .select('seq')
        .where((where) => where.or([where('organization_id', '=', v.org), where('id', '=', v.id)])),
    'its negation': (v) =>
      audit.select('seq').where((where) => where.not(where('organization_id', '=', v.org))),
    'a join that binds one side only': (v) =>
      db
        .selectFrom('_authoring_active_draft as a')
        .innerJoin('_authoring_draft as d', 'd.id', 'a.draft_id')
        .select('d.id')
        .where('a.organization_id', '=', v.org),
    'a join that ties the tables to nothing': () =>
      db
        .selectFrom('_authoring_active_draft as a')
        .innerJoin('_authoring_draft as d', 'd.organization_id', 'a.organization_id')
        .select('d.id'),
    'two tables side by side': (v) =>
      db
        .selectFrom(['_authoring_draft as d', 'sys_metadata as m'])
        .select('d.id')
        .where('d.organization_id', '=', v.org),
    'a subquery': (v) =>
      audit
        .select('seq')
        .where('organization_id', '=', v.org)
        .where('id', 'in', db.selectFrom('sys_metadata').select('id')),
    'a subquery inside an insert': (v) =>
      db.insertInto('_authoring_commit').values((it) => ({
        organization_id: v.org,
        draft_id: 'd',
        undone: 0,
        seq: it(db.selectFrom('_authoring_commit').select('seq'), '+', 1).$notNull(),
        id: 'i',
        before_json: '',
        after_json: '',
      })),
    'a union': (v) => audit.select('seq').where('organization_id', '=', v.org).union(audit.select('seq')),
    'a common table expression': (v) =>
      db
        .with('a', (it) => it.selectFrom('sys_metadata').select('id').where('organization_id', '=', v.org))
        .selectFrom('a')
        .select('id'),
    'an update without': (v) => db.updateTable('sys_metadata').set({ state: 'x' }).where('id', '=', v.id),
    'an update from another table': (v) =>
      db
        .updateTable('sys_metadata')
        .from('sys_package')
        .set({ state: 'x' })
        .where('organization_id', '=', v.org),
    'a delete without': (v) => db.deleteFrom('sys_metadata').where('id', '=', v.id),
    'an insert of a constant organization': () => db.insertInto('_authoring_body').values(body('org-1')),
    'an insert with one foreign row': (v) =>
      db.insertInto('_authoring_body').values([body(v.org), body(v.id)]),
    'an insert from a select': (v) =>
      db
        .insertInto('_authoring_body')
        .columns(['organization_id', 'checksum', 'bytes'])
        .expression(
          db
            .selectFrom('_authoring_body')
            .select(['organization_id', 'checksum', 'bytes'])
            .where('organization_id', '=', v.org),
        ),
    'an upsert that could meet a foreign row': (v) =>
      db
        .insertInto('_authoring_body')
        .values(body(v.org))
        .onConflict((it) => it.column('checksum').doUpdateSet({ bytes: 'x' })),
    'raw text': () => sql`select 1`.$castTo<unknown>() as unknown as Compilable<unknown>,
  };
  for (const [name, build] of Object.entries(refused)) {
    it(name, () => {
      const attempt = () =>
        compile((v) => {
          const built = build(v);
          return name === 'raw text'
            ? { compile: () => (built as unknown as ReturnType<typeof sql>).compile(db) }
            : built;
        });
      expect(attempt).toThrow(/names no organization/);
      try {
        attempt();
      } catch (error) {
        expect(isAuthoringError(error) && error.code).toBe('ASSERTION_FAILED');
      }
    });
  }
});
