/** Owns which triggers stand until a contract step on SQLite, as the catalog shows them. */
import type { Bridge, PhysicalTriggers, TableSpec } from '@objectstack/metadata-authoring';
import { syncForms } from '../../environment/sync-forms.ts';
import { triggerPicture } from './physical-trigger.ts';
import { createForm } from './sync.ts';
import { createViewTriggers } from './view.ts';

export function triggersUntil(step: Bridge, table: TableSpec | undefined): readonly PhysicalTriggers[] {
  if (step.kind === 'drop_view') return [pictures(createViewTriggers(step))];
  return syncForms(step, table).map((form) => pictures(createForm(form)));
}

function pictures(statements: readonly string[]): PhysicalTriggers {
  return new Map(
    statements.map((sql) => {
      const { name, ...trigger } = triggerPicture(sql);
      return [name, trigger];
    }),
  );
}
