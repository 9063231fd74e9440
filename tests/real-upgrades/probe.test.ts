import { it } from 'vitest';
import { openWorkbench } from '../replay/workbench.ts';
import { readInstalled } from './installed-version.ts';
it('x', async () => {
  const b = await openWorkbench(null);
  const stack = readInstalled('po-16-1');
  const r = await b.service.importStack(b.scope, { stack, prune: true });
  console.log(r.staged, r.unchanged, r.skipped.length, JSON.stringify(r.skipped.slice(0, 5)), r.converted.length, JSON.stringify(r.converted.slice(0, 10)), r.problems.length);
  const by: Record<string, number> = {};
  for (const p of r.problems) { const k = `${p.severity} ${p.code} ${p.path.replace(/\d+/g, 'N')} :: ${p.message}`; by[k] = (by[k] ?? 0) + 1; }
  console.log(by);
});
