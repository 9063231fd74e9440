/**
 * A real process of its own: does one thing in a world and ends; with a plan it kills itself at the planned statement.
 * Its owner name is the one that the command line uses. Prints one JSON line about how it ended.
 */
import { isAuthoringError } from '@objectstack/metadata-authoring';
import { ownerIsGone, ownerOf, processFacts } from '../../../packages/cli/src/workspace/process-owner.ts';
import type { FaultPlan } from '../../../packages/testkit/src/faults/fault-plan.ts';
import { publish, scenarioNamed } from './scenarios.ts';
import type { ServerAt } from './server-database.ts';
import { PACKAGE, type Process, scope, startProcess, worldAt } from './world.ts';

export interface ChildInput {
  readonly folder: string;
  readonly server?: ServerAt;
  readonly plan?: FaultPlan;
  /** false: as behind a pooler that gives every transaction another session. */
  readonly sessionLocks?: false;
  readonly task:
    | { readonly do: 'scenario'; readonly name: string }
    | { readonly do: 'resume' }
    | { readonly do: 'publish'; readonly packageId: string; readonly environment: string }
    | { readonly do: 'stage'; readonly from: number; readonly count: number }
    | { readonly do: 'open'; readonly count: number };
}

export type ChildOutput =
  | { readonly done: true; readonly statements: number; readonly result?: unknown }
  | { readonly done: false; readonly code: string; readonly message: string };

async function perform(process: Process, { task }: ChildInput): Promise<unknown> {
  const { service } = process;
  switch (task.do) {
    case 'scenario':
      await scenarioNamed(task.name).act(process);
      return undefined;
    case 'resume': {
      const told = (await service.halfDoneRuns(scope)).map(({ run }) => run);
      const open = (await service.runs(scope)).filter(
        ({ id, state }) => state !== 'committed' && state !== 'finished' && !told.includes(id),
      );
      for (const run of [...told, ...open.map(({ id }) => id).reverse()]) await service.driveRun(scope, run);
      return told.length + open.length;
    }
    case 'publish':
      return publish(process, task.packageId, task.environment);
    case 'open': {
      const opened = [];
      for (let n = 0; n < task.count; n += 1) opened.push((await service.openDraft(scope, PACKAGE)).draftId);
      return opened;
    }
    case 'stage': {
      const accepted: string[] = [];
      for (let n = task.from; n < task.from + task.count; n += 1) {
        const name = `shop_late${n}`;
        const item = { name, label: name, pluralLabel: name, fields: { a: { type: 'text', label: 'A' } } };
        for (let tries = 0; tries < 20; tries += 1) {
          const draft = await service.openDraft(scope, PACKAGE);
          try {
            await service.stage(scope, { op: 'put', type: 'object', name, item, draft });
            accepted.push(name);
            break;
          } catch (error) {
            // Sealed between opening and staging: the edit belongs to the next draft.
            if (!isAuthoringError(error) || error.code !== 'DRAFT_SEALED') throw error;
          }
        }
      }
      return accepted;
    }
  }
}

/** The signal arrives a moment later: nothing is done until then. */
function end(signal: 'SIGSTOP' | 'SIGKILL'): void {
  process.kill(process.pid, signal);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
}

const input = JSON.parse(process.argv[2] ?? '') as ChildInput;
const child = await startProcess(worldAt(input.folder, input.server), {
  owner: ownerOf(processFacts()),
  ownerIsGone,
  ...(input.plan && { plan: input.plan }),
  ...(input.sessionLocks === false && { sessionLocks: false }),
  end: () => end(input.plan?.mode === 'sleep' ? 'SIGSTOP' : 'SIGKILL'),
});
let output: ChildOutput;
try {
  const result = await perform(child, input);
  output = { done: true, statements: child.statements.seen.length, result };
} catch (error) {
  if (!isAuthoringError(error)) throw error;
  output = { done: false, code: error.code, message: error.message };
}
await child.close();
process.stdout.write(`${JSON.stringify(output)}\n`);
