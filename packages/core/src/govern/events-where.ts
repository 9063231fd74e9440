/** Owns looking through the whole change log for the events of one thing. */

import type { RecordedEvent } from '../ports/change-log.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';

const PAGE = 1_000;

/** @returns in order */
export async function eventsWhere(
  { log }: Pick<ControlPlane, 'log'>,
  scope: Scope,
  matches: (event: RecordedEvent) => boolean,
): Promise<readonly RecordedEvent[]> {
  const found: RecordedEvent[] = [];
  for (let since = 0; ; ) {
    const page = await log.since(scope, since, PAGE);
    found.push(...page.filter(matches));
    const last = page.at(-1);
    if (!last) return found;
    since = last.seq;
  }
}
