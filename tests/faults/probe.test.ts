import { it } from 'vitest';
import { scenarios } from './support/scenarios.ts';
import { newWorld, scope, startProcess, copyOf } from './support/world.ts';
for (const s of scenarios) it(s.name, async () => {
  const w = newWorld();
  const p = await startProcess(w);
  await s.prepare(p, w);
  await p.close();
  const c = copyOf(w);
  const q = await startProcess(c);
  const t0 = performance.now();
  await s.act(q);
  const last = (await q.service.runs(scope)).map(r => r.request.kind + ':' + r.state + ':' + r.frozen?.steps.map(x => x.id).slice(0, 12));
  const marks = new Set(q.statements.seen.flatMap(x => x.marks));
  console.log(s.name, performance.now() - t0, q.statements.seen.length, last[0], '|', last.slice(1,3).map(x=>x.slice(0,30)), await q.service.drift(scope, 'env'), s.marks.filter(m => !marks.has(m)));
  await q.close();
}, 60000);
