/** Owns which triggers stand until a contract step on MySQL, as the catalog shows them. */
import type { Bridge, PhysicalTriggers, TableSpec } from '@objectstack/metadata-authoring';
import { syncForms } from '../../environment/sync-forms.ts';
import { feedsOf } from '../../environment/view.ts';
import { triggerPicture } from './physical-trigger.ts';
import { createSync } from './sync.ts';
import { createFeed } from './view.ts';

export function triggersUntil(step: Bridge, table: TableSpec | undefined): readonly PhysicalTriggers[] {
  if (step.kind === 'drop_view') return [pictures(feedsOf(step).flatMap(createFeed))];
  return syncForms(step, table).map(({ sync, mode }) => pictures(createSync(sync, mode)));
}

function pictures(statements: readonly string[]): PhysicalTriggers {
  return new Map(
    statements.map((sql) => {
      const { name, ...trigger } = triggerPicture(sql);
      return [name, trigger];
    }),
  );
}
