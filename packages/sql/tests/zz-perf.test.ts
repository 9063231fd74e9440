import { it } from 'vitest';
import Database from 'better-sqlite3';
import pg from 'pg';
import { rmSync } from 'node:fs';
import { applySteps } from '@objectstack/metadata-authoring';
import { openTargetDatabases } from '/work/main/packages/sql/src/environment/open-target-databases.ts';
import { column, table, string, float, literal, step, text, index } from '/tmp/td/testkit-index.ts';
const N = Number(process.env.N ?? 1000);
const types = [string(255), text, float, { kind: 'boolean' }, { kind: 'datetime' }, { kind: 'json' }] as const;
const specs = Array.from({ length: N }, (_, i) => table(`obj_${i}`, Array.from({ length: 30 }, (_, j) => column(`f_${j}`, types[j % 6] as never, j % 7 === 0 ? { default: j % 6 === 2 ? literal(5) : j%6===3? literal(false): j%6===4? {kind:'now'} : j%6===5? literal('[]'): literal('x') } : {})), []));
const env = (engine: string, url: string) => ({ id: 'e', name: 'dev', type: 'development', engine, databaseUrl: url, schemaMode: 'managed', position: 0, createdAt: '' }) as never;
const log = (...a: unknown[]) => process.stderr.write(a.join(' ') + '\n');
const steps = specs.map((spec) => ({ ...step('create_table', spec.name), spec }));
async function publish(db: any, st: any, before: any, fence: number) { await db.enter('e', 'r' + fence, fence, 'p'); const t = performance.now(); let b = before; for (const c of db.chunks('expand', st, 0)) { await db.execute(c, b, fence); b = applySteps(b, c.steps); } const ms = performance.now() - t; await db.leave(); return ms; }
it('sqlite', async () => {
  for (let round = 0; round < 4; round++) {
    for (const f of ['/tmp/td/raw.db', '/tmp/td/our.db']) for (const s of ['', '-wal', '-shm']) rmSync(f + s, { force: true });
    const our = await openTargetDatabases().open(env('sqlite', 'sqlite:/tmp/td/our.db'));
    const sqls = [...our.describe(steps, new Map()).values()].flat();
    const raw = new Database('/tmp/td/raw.db'); raw.pragma('journal_mode=WAL'); raw.pragma('synchronous=FULL');
    let t = performance.now(); raw.exec('BEGIN IMMEDIATE'); for (const s of sqls) raw.exec(s); raw.exec('COMMIT'); const rawMs = performance.now() - t;
    const ms = await publish(our, steps, new Map(), 1);
    t = performance.now(); const seen = await our.introspect(); const im = performance.now() - t;
    let extra = '';
    if (round < 2) {
      const after = applySteps(new Map(), steps);
      const adds = specs.map((s) => ({ ...step('add_column', s.name, 'x'), column: column('x', text, { default: literal('a') }) }));
      for (const s of specs) { raw.exec(`insert into ${s.name}(id) values('1')`); }
      const o2 = new Database('/tmp/td/our.db'); o2.exec('begin'); for (const s of specs) o2.exec(`insert into ${s.name}(id) values('1')`); o2.exec('commit'); o2.close();
      const am = await publish(our, adds, after, 2);
      t = performance.now(); raw.exec('BEGIN IMMEDIATE'); for (const s of specs) raw.exec(`ALTER TABLE ${s.name} ADD COLUMN x text default 'a'`); raw.exec('COMMIT'); const naive = performance.now() - t;
      extra = ` add-column ours ${am.toFixed(0)} naive ${naive.toFixed(0)} ratio ${(am / naive).toFixed(3)}`;
      const one = { ...step('add_column', 'obj_5', 'y'), column: column('y', text) };
      const o = await publish(our, [one], applySteps(after, adds), 3);
      t = performance.now(); raw.exec('ALTER TABLE obj_5 ADD COLUMN y text'); extra += ` | one alter ours ${o.toFixed(1)} raw ${(performance.now() - t).toFixed(1)}`;
    }
    log(`sqlite create ours ${ms.toFixed(0)} raw ${rawMs.toFixed(0)} ratio ${(ms / rawMs).toFixed(2)} introspect ${im.toFixed(0)} ms (${seen.size})${extra}`);
    await our.close(); raw.close();
  }
}, 200000);
it('postgres', async () => {
  for (let round = 0; round < 3; round++) {
    const admin = new pg.Client('postgres://postgres@127.0.0.1/postgres'); await admin.connect();
    for (const d of ['td_raw', 'td_our']) { await admin.query(`drop database if exists ${d} with (force)`); await admin.query(`create database ${d}`); }
    const our = await openTargetDatabases().open(env('postgres', 'postgres://postgres@127.0.0.1/td_our'));
    const sqls = [...our.describe(steps, new Map()).values()].flat();
    const raw = new pg.Client('postgres://postgres@127.0.0.1/td_raw'); await raw.connect();
    const rawRun = async () => { const t = performance.now(); for (let i = 0; i < sqls.length; i += 250) { await raw.query('BEGIN'); for (const s of sqls.slice(i, i + 250)) await raw.query(s); await raw.query('COMMIT'); } return performance.now() - t; };
    let rawMs = 0, ms = 0;
    if (round % 2) { ms = await publish(our, steps, new Map(), 1); rawMs = await rawRun(); } else { rawMs = await rawRun(); ms = await publish(our, steps, new Map(), 1); }
    let t = performance.now(); const seen = await our.introspect(); const im = performance.now() - t;
    const adds = specs.map((s) => ({ ...step('add_column', s.name, 'x'), column: column('x', text, { default: literal('a') }) }));
    const am = await publish(our, adds, applySteps(new Map(), steps), 2);
    t = performance.now(); for (let i = 0; i < N; i += 250) { await raw.query('BEGIN'); for (const s of specs.slice(i, i + 250)) await raw.query(`ALTER TABLE ${s.name} ADD COLUMN x text default 'a'`); await raw.query('COMMIT'); }
    log(`postgres create ours ${ms.toFixed(0)} raw ${rawMs.toFixed(0)} ratio ${(ms / rawMs).toFixed(2)} introspect ${im.toFixed(0)} ms (${seen.size}) add-column ours ${am.toFixed(0)} raw loop ${(performance.now() - t).toFixed(0)}`);
    await our.close(); await raw.end();
    for (const d of ['td_raw', 'td_our']) await admin.query(`drop database if exists ${d} with (force)`); await admin.end();
  }
}, 200000);
