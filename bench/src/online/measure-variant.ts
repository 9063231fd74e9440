/** Owns one measurement: a fresh copy of the table, a writer and a reader on it, a baseline, then the change. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Change } from './changes.ts';
import type { ClientStats, ClientTask } from './clients/client-child.ts';
import { clock } from './clients/traffic.ts';
import type { Window, WindowStats } from './clients/window-stats.ts';
import type { OnlineEngine } from './engines/online-engine.ts';
import { forkChild } from './fork-child.ts';
import { watchGrowth } from './resident-size.ts';
import type { Part } from './variants/run-plan.ts';
import type { Variant } from './variants/variant-child.ts';

const WARM_UP_MS = 1_000;
const BASELINE_MS = 3_000;
/** What the change leaves behind for the operations right after it belongs to it. */
const AFTERMATH_MS = 250;

export interface ClientMeasure {
  readonly baseline: WindowStats;
  readonly during: WindowStats;
  /** What was being done when the longest operation was due. */
  readonly longestIn: string;
}

export interface Measure {
  readonly engine: OnlineEngine['engine'];
  readonly change: string;
  readonly variant: Variant;
  readonly totalMs: number;
  readonly parts: readonly { readonly what: string; readonly ms: number }[];
  readonly writer: ClientMeasure;
  readonly reader: ClientMeasure;
  readonly growthMb: number;
  /** Why the change did not come about. */
  readonly failure?: string;
}

export interface MeasureInput {
  readonly engine: OnlineEngine;
  readonly template: string;
  readonly rows: number;
  readonly change: Change;
  readonly variant: Variant;
  /** A transaction that has read the table keeps it for so long while the change wants it. */
  readonly heldForMs?: number;
}

export async function measureVariant(input: MeasureInput): Promise<Measure> {
  const { engine, change, variant, rows } = input;
  const database = await engine.copy(input.template);
  const { url } = database;
  try {
    const runner = await forkChild<readonly Part[]>({
      kind: 'variant',
      task: { engine: engine.engine, url, change: change.name, variant },
    });
    const client = (does: ClientTask['does']) =>
      forkChild<ClientStats>({
        kind: 'client',
        task: { engine: engine.engine, url, rows, untouched: change.untouched ?? [], does },
      });
    const [writer, reader] = [await client('write'), await client('read')];
    await pause(WARM_UP_MS);
    const baseline: Window = { from: clock(), to: clock() + BASELINE_MS };
    await pause(BASELINE_MS);
    const release = input.heldForMs === undefined ? null : await engine.hold(url);
    const released = release && pause(input.heldForMs).then(release);
    const growth = watchGrowth(runner.pid);
    const from = clock();
    let parts: readonly Part[] = [];
    let failure: string | undefined;
    try {
      parts = await runner.finish('go');
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    const to = clock();
    const growthMb = growth();
    await released;
    await pause(AFTERMATH_MS);
    const windows = [baseline, { from, to: to + AFTERMATH_MS }];
    const told = await Promise.all([writer.finish(windows), reader.finish(windows)]);
    for (const child of [runner, writer, reader]) await child.kill();
    const [wrote, read] = told.map((stats) => clientMeasure(stats, parts, from));
    return {
      engine: engine.engine,
      change: change.name,
      variant,
      totalMs: to - from,
      parts: parts.map((part) => ({ what: part.what, ms: part.to - part.from })),
      writer: wrote!,
      reader: read!,
      growthMb,
      ...(failure === undefined ? {} : { failure }),
    };
  } finally {
    await database.dispose();
  }
}

function clientMeasure(stats: ClientStats, parts: readonly Part[], from: number): ClientMeasure {
  const [baseline, during] = stats;
  const startedAt = from + during!.longestAtMs;
  const endedAt = startedAt + during!.longestMs;
  const meanwhile = parts.filter((part) => part.from < endedAt && part.to > startedAt);
  return { baseline: baseline!, during: during!, longestIn: meanwhile.map(({ what }) => what).join(' | ') };
}
