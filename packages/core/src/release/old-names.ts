/**
 * Owns what became of the old names of tables in the real database: those that an unfinished contract still keeps, and
 * what is left of earlier ones. Reads only.
 */
import { type ViewFindings, viewFindings } from '../plan/physical-view.ts';
import type { CreateView, Step } from '../plan/steps/step.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { isLive } from './run-state.ts';

export interface OldNamesInput {
  readonly environmentId: string;
  /** The unfinished contract. */
  readonly pending: readonly Step[];
  readonly ours: SchemaState;
  readonly target: TargetDatabase;
  /** All of the database. */
  readonly tables: ReadonlySet<string>;
}

/** As far as views of ours are remembered by the runs that made them. */
const RECENT_RUNS = 100;

export async function oldNames(
  plane: ControlPlane,
  scope: Scope,
  { environmentId, pending, ours, target, tables }: OldNamesInput,
): Promise<ViewFindings> {
  const due = pending.filter((step) => step.kind === 'drop_view');
  const views = await target.views();
  const expected = new Set(due.map(({ view }) => view));
  const isUnexpected = [...views.keys()].some((name) => !expected.has(name));
  const made = isUnexpected ? await madeViews(plane, scope, environmentId) : [];
  return viewFindings(due, made, { views, tables, ours: new Set(ours.keys()) });
}

async function madeViews(
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
): Promise<readonly CreateView[]> {
  const runs = await plane.runs.list(scope, { environmentId, limit: RECENT_RUNS });
  return runs
    .filter(isLive)
    .flatMap(({ frozen }) => (frozen?.steps ?? []).filter((step) => step.kind === 'create_view'));
}
