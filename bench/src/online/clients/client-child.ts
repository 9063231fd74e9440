/** Owns the process of one client: sends its operations until it is told to stop, then tells what it saw. */

import { openLanes } from './open-lanes.ts';
import { readOf, type Traits, writeOf } from './statements.ts';
import { Traffic } from './traffic.ts';
import { statsOf, type Window, type WindowStats } from './window-stats.ts';

export interface ClientTask extends Traits {
  readonly url: string;
  readonly does: 'write' | 'read';
}

export type ClientStats = readonly WindowStats[];

/** @param stopped gives the windows that are asked about, in milliseconds since the epoch */
export async function runClient(
  task: ClientTask,
  ready: () => void,
  stopped: Promise<readonly Window[]>,
): Promise<ClientStats> {
  const salt = process.pid.toString(36);
  const lanes = await openLanes(task.engine, task.url, (n) =>
    task.does === 'read' ? readOf(task) : writeOf(task, n, salt),
  );
  const traffic = new Traffic(lanes);
  const all = traffic.run();
  ready();
  const windows = await stopped;
  traffic.stop();
  await all;
  for (const lane of lanes) await lane.close();
  return windows.map((window) => statsOf(traffic.operations, window));
}
