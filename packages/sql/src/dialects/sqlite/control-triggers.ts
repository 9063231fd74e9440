/**
 * Owns the triggers of the control plane on SQLite: sealed bytes never change (I-09), status never goes back (I-12),
 * audit and change log only grow (I-48). Code never does these things; the triggers hold against everything else.
 */
const sealed = [
  trigger(
    '_authoring_sealed_update',
    `BEFORE UPDATE ON "sys_package_version" WHEN OLD."status" <> 'draft' AND (
      NEW."manifest_json" IS NOT OLD."manifest_json" OR NEW."checksum" IS NOT OLD."checksum"
      OR NEW."version" IS NOT OLD."version" OR NEW."package_id" IS NOT OLD."package_id"
      OR NEW."organization_id" IS NOT OLD."organization_id" OR NEW."id" IS NOT OLD."id"
      OR NEW."status" = 'draft' OR (OLD."status" = 'deprecated' AND NEW."status" <> 'deprecated'))`,
    'a sealed version never changes',
  ),
  trigger(
    '_authoring_sealed_delete',
    `BEFORE DELETE ON "sys_package_version" WHEN OLD."status" <> 'draft'`,
    'a sealed version is never deleted',
  ),
  // INSERT OR REPLACE deletes without firing delete triggers unless recursive_triggers is on.
  trigger(
    '_authoring_sealed_replace',
    `BEFORE INSERT ON "sys_package_version" WHEN EXISTS (
      SELECT 1 FROM "sys_package_version" WHERE "id" = NEW."id" AND "status" <> 'draft')`,
    'a sealed version is never replaced',
  ),
];

export const controlTriggers: readonly string[] = [
  ...sealed,
  ...appendOnly('sys_metadata_audit', 'seq'),
  ...appendOnly('_authoring_event', 'seq'),
];

/** @param key beside its organization */
export function appendOnly(table: string, key: string): readonly string[] {
  return [
    trigger(`${table}_no_update`, `BEFORE UPDATE ON "${table}"`, `${table} is append-only`),
    trigger(`${table}_no_delete`, `BEFORE DELETE ON "${table}"`, `${table} is append-only`),
    trigger(
      `${table}_no_replace`,
      `BEFORE INSERT ON "${table}" WHEN EXISTS (
      SELECT 1 FROM "${table}" WHERE "organization_id" = NEW."organization_id" AND "${key}" = NEW."${key}")`,
      `${table} is append-only`,
    ),
  ];
}

function trigger(name: string, when: string, message: string): string {
  return `CREATE TRIGGER "${name}" ${when} BEGIN SELECT RAISE(ABORT, '${message}'); END`;
}
