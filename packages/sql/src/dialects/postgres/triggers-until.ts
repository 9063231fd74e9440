/** Owns which triggers stand until a contract step on PostgreSQL, as the catalog shows them. */
import type { Bridge, PhysicalTriggers, TableSpec } from '@objectstack/metadata-authoring';
import { syncForms } from '../../environment/sync-forms.ts';
import { feedsOf } from '../../environment/view.ts';
import { type RowTrigger, triggerPicture } from './row-trigger.ts';
import { syncTrigger } from './sync.ts';
import { feedTrigger } from './view.ts';

export function triggersUntil(step: Bridge, table: TableSpec | undefined): readonly PhysicalTriggers[] {
  if (step.kind === 'drop_view') return [pictures(feedsOf(step).map(feedTrigger))];
  return syncForms(step, table).map(({ sync, mode }) => pictures([syncTrigger(sync, mode)]));
}

function pictures(triggers: readonly RowTrigger[]): PhysicalTriggers {
  return new Map(triggers.map((trigger) => [trigger.name, triggerPicture(trigger)]));
}
