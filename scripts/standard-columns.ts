/** Owns what ObjectStack itself says of the public tables' columns: so that ours are told apart by its code, not by us. */
import {
  EnvironmentCredentialSchema,
  EnvironmentMemberSchema,
  EnvironmentPackageInstallationSchema,
  EnvironmentSchema,
  PackageSchema,
  PackageVersionSchema,
} from '@objectstack/spec/cloud';
import { loadMetadataCore } from '../packages/core/src/metadata/load-spec.ts';

/** @returns table → its columns in ObjectStack; null where the packages that we depend on do not define the table */
export async function standardColumns(): Promise<ReadonlyMap<string, ReadonlySet<string> | null>> {
  const core = await loadMetadataCore();
  const shape = (schema: { readonly shape: object }) => new Set(Object.keys(schema.shape).map(snakeCase));
  const fields = (object: { readonly fields: object }) => new Set(Object.keys(object.fields));
  return new Map<string, ReadonlySet<string> | null>([
    ['sys_package', shape(PackageSchema)],
    ['sys_package_version', shape(PackageVersionSchema)],
    ['sys_package_installation', shape(EnvironmentPackageInstallationSchema)],
    ['sys_environment', shape(EnvironmentSchema)],
    ['sys_environment_member', shape(EnvironmentMemberSchema)],
    ['sys_environment_credential', shape(EnvironmentCredentialSchema)],
    ['sys_metadata', fields(core.SysMetadataObject)],
    ['sys_metadata_history', fields(core.SysMetadataHistoryObject)],
    ['sys_metadata_commit', fields(core.SysMetadataCommitObject)],
    ['sys_metadata_audit', fields(core.SysMetadataAuditObject)],
    ['sys_approval_request', null],
    ['sys_approval_action', null],
  ]);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
