/** Owns which column scopes an object's records to a tenant. */
import type { ServedObject } from './served-object.ts';

const PLATFORM_TENANT_COLUMN = 'organization_id';

/** `tenancy.tenantField` where the object has it, else organization_id where it has that, else none. */
export function tenantColumnOf({ tenancy, fields }: ServedObject): string | null {
  if (tenancy.disabled) return null;
  if (tenancy.tenantField !== null && fields.has(tenancy.tenantField)) return tenancy.tenantField;
  return fields.has(PLATFORM_TENANT_COLUMN) ? PLATFORM_TENANT_COLUMN : null;
}
