/**
 * Owns the bench's executable: every goal measured in one run, or changes of one big
 * table under load, printed, and on demand written into README.md.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { GOALS } from './goals/all-goals.ts';
import { MEMORY_CHILD, publishAndReport } from './goals/memory.ts';
import { ONLINE_CHILD, serveParent } from './online/child.ts';
import { benchOnline } from './online/run-online.ts';
import { type Options, parseOptions } from './options.ts';
import { findPostgres } from './postgres-server.ts';
import { loadNow, type RunReport, readReport, reportOf } from './report/run-report.ts';
import { renderTable } from './report/table.ts';
import { writeReadme } from './report/write-readme.ts';
import { Workbench } from './workbench.ts';

const ONLINE = 'online';

const [first, ...rest] = process.argv.slice(2);
if (first === MEMORY_CHILD) await publishAndReport(rest[0]!, rest[1]!);
else if (first === ONLINE_CHILD) await serveParent();
else if (first === ONLINE) await benchOnline(rest);
else await bench();

async function bench(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const report = options.from === undefined ? await measure(options) : readReport(options.from);
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else console.log(`\n${report.machine}\n\n${renderTable(report.rows)}`);
  if (options.write) writeReadme(report);
}

async function measure(options: Options): Promise<RunReport> {
  // A clean heap before each timed run; the flag is not one that every way of starting node passes on.
  setFlagsFromString('--expose-gc');
  globalThis.gc = runInNewContext('gc') as typeof globalThis.gc;

  const say = (line: string) => process.stderr.write(`${line}\n`);
  const load = loadNow();
  const found = await findPostgres();
  const postgres = 'missing' in found ? null : found;
  if ('missing' in found)
    say(`*** NO POSTGRESQL: G12 and the PostgreSQL lines of G1 and G4 are SKIPPED (${found.missing})`);
  const workbench = new Workbench({ sizes: options.sizes, postgres, say });
  try {
    const wanted = options.goals.map((goal) => (goal === 'G3' ? 'G2' : goal));
    for (const goal of GOALS.filter(({ id }) => wanted.length === 0 || wanted.includes(id)))
      await goal.measure(workbench);
    return reportOf(workbench.rows, postgres, load);
  } finally {
    workbench.close();
    await postgres?.stop();
  }
}
