/**
 * Owns a trigger with its function on PostgreSQL, of the form that all of ours have: as statements, and as the catalog
 * shows it.
 */
import type { PhysicalTrigger } from '@objectstack/metadata-authoring';
import { quoteName, quoteText } from './quote.ts';

export interface RowTrigger {
  readonly name: string;
  readonly table: string;
  /** Whose change fires it. */
  readonly columns: readonly string[];
  readonly body: string;
  /** The server must not plan it with the values of one row. */
  readonly genericPlan?: boolean;
}

const GENERIC_PLAN = 'plan_cache_mode';

export function createRowTrigger(trigger: RowTrigger): readonly string[] {
  const { name, table, columns } = trigger;
  const when = `BEFORE INSERT OR UPDATE OF ${columns.map(quoteName).join(', ')} ON ${quoteName(table)} FOR EACH ROW`;
  return [
    triggerFunction(trigger),
    `CREATE TRIGGER ${quoteName(name)} ${when} EXECUTE FUNCTION ${quoteName(name)}()`,
  ];
}

export function triggerFunction({ name, body, genericPlan }: RowTrigger): string {
  const plan = genericPlan ? ` SET ${GENERIC_PLAN} = force_generic_plan` : '';
  return `CREATE OR REPLACE FUNCTION ${quoteName(name)}() RETURNS trigger LANGUAGE plpgsql${plan} AS ${quoteText(body)}`;
}

/** Before a row is inserted or updated. */
const OUR_TYPE = 23;

export function triggerPicture({ table, columns, body, genericPlan }: RowTrigger): PhysicalTrigger {
  const settings = genericPlan ? [`${GENERIC_PLAN}=force_generic_plan`] : [];
  return { table, text: triggerText({ type: OUR_TYPE, enabled: 'O', columns, settings, body }) };
}

/** In the words of the catalog. */
export interface TriggerParts {
  readonly type: number;
  readonly enabled: string;
  readonly columns: readonly string[];
  readonly settings: readonly string[];
  readonly body: string;
}

export function triggerText({ type, enabled, columns, settings, body }: TriggerParts): string {
  return JSON.stringify([type, enabled, [...new Set(columns)].sort(), settings, body]);
}
