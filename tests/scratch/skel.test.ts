import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContentCache, MetadataAuthoringService, allowAll } from '@objectstack/metadata-authoring';
import { versions } from '@objectstack/metadata-authoring-example-crm';
import { openControlPlane, openTargetDatabases, systemClock, uuidv7Ids } from '@objectstack/metadata-authoring-sql';
import { expect, it } from 'vitest';

it('walks', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'skel-'));
  const clock = systemClock, ids = uuidv7Ids;
  const plane = await openControlPlane(`sqlite:${join(dir, 'control.db')}`, { clock, ids } as never);
  const service = new MetadataAuthoringService({ plane, targets: openTargetDatabases(), clock, ids, authorize: allowAll, cache: new ContentCache(), owner: 'test' } as never);
  const scope = { orgId: 'org', principal: { kind: 'user', id: 'me' } } as const;
  await service.addEnvironment(scope, { name: 'dev', type: 'development', databaseUrl: `sqlite:${join(dir, 'dev.db')}` });
  await service.addEnvironment(scope, { name: 'prod', type: 'production', databaseUrl: `sqlite:${join(dir, 'prod.db')}` });
  for (const v of versions) {
    const t0 = Date.now();
    const d0 = await service.openDraft(scope, 'com.example.crm');
    for (const r of v.renames as readonly { ref: string; field?: string; to: string }[]) {
      const [type, name] = r.ref.split('/') as [string, string];
      if (r.field) await service.renameField(scope, d0, name, r.field, r.to);
      else await service.rename(scope, d0, { type, name }, r.to);
    }
    const imp = await service.importStack(scope, { stack: v.stack, prune: true });
    console.log('import', imp.staged, imp.unchanged, imp.deleted, imp.skipped, imp.problems.slice(0, 3), imp.converted.length);
    const draft = await service.openDraft(scope, 'com.example.crm');
    const st = await service.status(scope, draft);
    console.log('questions', st.questions);
    for (const q of st.questions) await service.answer(scope, draft, q.id, { replace: true });
    const val = await service.validateSet(scope, draft);
    console.log('valid', val.valid, val.problems.slice(0, 5));
    const dd = await import('../../packages/core/src/release/diff-draft.ts').catch(() => null); void dd; const { planEnvironment } = await import('../../packages/core/src/release/plan-environment.ts'); const cc = { cache: new ContentCache() } as never; if (v.version === '1.1.0') { const { installedPackages } = await import('../../packages/core/src/release/environment-content.ts'); const { draftView } = await import('../../packages/core/src/content.ts'); const env = (await plane.environments.list(scope))[0]!; const b = await installedPackages(cc, plane, scope, env.id); const w = await draftView(cc, plane, scope, draft.draftId); console.log(w.draftFacts); const pp = await planEnvironment(cc, plane, scope, { before: b, after: [{ packageId: w.draft.packageId, manifestId: 'com.example.crm', index: w.index, renames: w.renames }], pending: [], salt: '' }); console.log(JSON.stringify(pp.plan.steps.map((s) => s.step).filter((s) => s.table === 'crm_account'), null, 0), pp.before.get('crm_account')?.columns.map((c) => c.name)); }
    const diff = await service.diff(scope, draft, { preflight: true });
    console.log(diff.plan.steps.map((s) => s.step.id).filter((x) => !x.includes('create_table')));
    const r = await service.publish(scope, draft, { targetEnv: 'dev' });
    console.log(r.semver, r.state, r.followUps, await service.drift(scope, 'dev'), Date.now() - t0);
  }
  const [v] = await service.versions(scope, 'com.example.crm');
  const p = await service.promote(scope, v!.id, { targetEnv: 'prod' });
  console.log('promote', (p as any).state, await service.drift(scope, 'prod'));
  const a = await service.artifact(scope, 'prod');
  console.log(Object.keys(a as object));
  const vs = await service.versions(scope, 'com.example.crm');
  const rb = await service.rollback(scope, { targetEnv: 'prod', toVersionId: vs[1]!.id, force: true });
  console.log('rollback', rb.semver, rb.state, await service.drift(scope, 'prod'), rb.plan.steps.map((s) => s.step.id));
  expect(1).toBe(1);
}, 60000);
