// Permission sets of 1.1.0: grants on the two new objects, and on the phone under its new name.
import type { PermissionSet } from '@objectstack/spec/security';
import { followRename } from '../evolve.ts';
import { contribute, readOnly, salesUser as sales, supportUser as support } from '../v1/permissions.ts';

const renamedSales = followRename(sales, 'crm_account.phone', 'crm_account.main_phone');

export const salesUser: PermissionSet = {
  ...renamedSales,
  objects: { ...renamedSales.objects, crm_contract: contribute, crm_article: readOnly },
};

export const supportUser: PermissionSet = {
  ...support,
  objects: { ...support.objects, crm_contract: readOnly, crm_article: contribute },
};
