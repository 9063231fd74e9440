/**
 * Owns the named places of a run's statements. An enumeration asserts that it met each one it expects: a suite whose
 * marks are no longer hit tests nothing.
 */

export type FaultMark =
  | 'lease_taken'
  | 'plan_fixed'
  | 'fence_written'
  | 'chunk_intent'
  | 'first_ddl'
  | 'target_commit'
  | 'chunk_done'
  | 'sealed'
  | 'pointer_moved'
  | 'control_commit';

interface MarkRule {
  readonly mark: FaultMark;
  readonly database: 'control' | 'target';
  readonly sql: RegExp;
}

const RULES: readonly MarkRule[] = [
  { mark: 'lease_taken', database: 'control', sql: /^insert into .?_authoring_lease/i },
  { mark: 'plan_fixed', database: 'control', sql: /^update .?_authoring_run\b/i },
  { mark: 'chunk_intent', database: 'control', sql: /^insert into .?_authoring_run_chunk/i },
  { mark: 'chunk_done', database: 'control', sql: /^insert into .?_authoring_run_chunk/i },
  { mark: 'sealed', database: 'control', sql: /^update .?sys_package_version/i },
  {
    mark: 'pointer_moved',
    database: 'control',
    sql: /sys_package_installation.? (set|\()|^delete from .?sys_package_installation/i,
  },
  { mark: 'control_commit', database: 'control', sql: /^commit/i },
  { mark: 'fence_written', database: 'target', sql: /^(insert into|update) .?_authoring_env/i },
  {
    mark: 'first_ddl',
    database: 'target',
    sql: /^(create|alter|drop) (?!.*_authoring_env)|^update sqlite_schema/is,
  },
  { mark: 'target_commit', database: 'target', sql: /^commit/i },
];

export function marksOf(database: 'control' | 'target', sql: string): readonly FaultMark[] {
  return RULES.flatMap((rule) =>
    rule.database === database && rule.sql.test(sql.trimStart()) ? [rule.mark] : [],
  );
}
