/**
 * Owns the triggers of the control plane on PostgreSQL: sealed bytes never change (I-09), status never goes back
 * (I-12), audit and change log only grow (I-48). Code never does these things; the triggers hold against everything else.
 */
const refusal = `CREATE FUNCTION "_authoring_refuse"() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION '% refuses %: %', TG_TABLE_NAME, TG_OP, TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
$body$`;

const sealed = [
  trigger(
    '_authoring_sealed_update',
    'BEFORE UPDATE ON "sys_package_version"',
    `FOR EACH ROW WHEN (OLD."status" <> 'draft' AND (
      NEW."manifest_json" IS DISTINCT FROM OLD."manifest_json" OR NEW."checksum" IS DISTINCT FROM OLD."checksum"
      OR NEW."version" <> OLD."version" OR NEW."package_id" <> OLD."package_id"
      OR NEW."organization_id" <> OLD."organization_id" OR NEW."id" <> OLD."id"
      OR NEW."status" = 'draft' OR (OLD."status" = 'deprecated' AND NEW."status" <> 'deprecated')))`,
    'a sealed version never changes',
  ),
  trigger(
    '_authoring_sealed_delete',
    'BEFORE DELETE ON "sys_package_version"',
    `FOR EACH ROW WHEN (OLD."status" <> 'draft')`,
    'a sealed version is never deleted',
  ),
  trigger(
    '_authoring_sealed_truncate',
    'BEFORE TRUNCATE ON "sys_package_version"',
    'FOR EACH STATEMENT',
    'a sealed version is never deleted',
  ),
];

export const controlTriggers: readonly string[] = [
  refusal,
  ...sealed,
  ...appendOnly('sys_metadata_audit'),
  ...appendOnly('_authoring_event'),
];

export function appendOnly(table: string): readonly string[] {
  return [
    trigger(
      `${table}_no_change`,
      `BEFORE UPDATE OR DELETE ON "${table}"`,
      'FOR EACH ROW',
      'it is append-only',
    ),
    trigger(
      `${table}_no_truncate`,
      `BEFORE TRUNCATE ON "${table}"`,
      'FOR EACH STATEMENT',
      'it is append-only',
    ),
  ];
}

function trigger(name: string, event: string, condition: string, message: string): string {
  return `CREATE TRIGGER "${name}" ${event} ${condition} EXECUTE FUNCTION "_authoring_refuse"('${message}')`;
}
