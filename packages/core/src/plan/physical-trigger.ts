/**
 * Owns the comparable picture of what a run left in place until contract so that writers of two versions see the same:
 * triggers between two columns, and behind views under old names. Those of somebody else are not looked at.
 */
import type { Drift } from './physical-schema.ts';
import type { DropView, SyncEnd } from './steps/step.ts';

export interface PhysicalTrigger {
  readonly table: string;
  /** What it does and when, normalised by its dialect; with the function that it runs, and whether it is switched off. */
  readonly text: string;
}

/** By name. */
export type PhysicalTriggers = ReadonlyMap<string, PhysicalTrigger>;

/** The contract step until which triggers stand. */
export type Bridge = SyncEnd | DropView;

export interface BridgeForms {
  readonly until: Bridge;
  /** Each whole; one of them stands. */
  readonly forms: readonly PhysicalTriggers[];
}

export interface TriggerFindings {
  readonly drift: readonly Drift[];
  /** Of those given: some trigger of it is missing or does something else. */
  readonly broken: readonly Bridge[];
}

export function triggerFindings(bridges: readonly BridgeForms[], found: PhysicalTriggers): TriggerFindings {
  const drift: Drift[] = [];
  const broken: Bridge[] = [];
  for (const { until, forms } of bridges) {
    const [closest] = forms
      .map((form) => differences(until, form, found))
      .sort((a, b) => a.length - b.length);
    if (closest === undefined || closest.length === 0) continue;
    drift.push(...closest);
    broken.push(until);
  }
  return { drift, broken };
}

function differences(until: Bridge, form: PhysicalTriggers, found: PhysicalTriggers): readonly Drift[] {
  const { table } = until;
  return [...form].flatMap(([trigger, want]): readonly Drift[] => {
    const have = found.get(trigger);
    if (have?.table === want.table && have.text === want.text) return [];
    return [
      {
        kind: have ? 'changed' : 'missing',
        what: 'trigger',
        table,
        ...(until.kind === 'drop_view' ? { view: until.view } : { column: syncedColumnOf(until) }),
        trigger,
        expected: purposeOf(until),
        actual: have ? 'it does something else' : null,
      },
    ];
  });
}

/** The column of the live version by which people know it. */
export function syncedColumnOf(until: SyncEnd): string {
  return until.kind === 'unfollow_column' ? until.column.name : until.column;
}

function purposeOf(until: Bridge): string {
  switch (until.kind) {
    case 'drop_view':
      return `what is written to ${until.view} reaches ${until.table}`;
    case 'end_sync':
      return `the earlier form of ${until.column} is written along`;
    case 'retire_column':
      return `${until.column} and its old name ${until.old.name} are written along`;
    case 'unfollow_column':
      return `${until.column.name} is written along with what it is made of`;
  }
}
