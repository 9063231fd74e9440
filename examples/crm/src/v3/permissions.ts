// Permission sets of 2.0.0: grants follow the renamed object; those on what was dropped go.
import type { PermissionSet } from '@objectstack/spec/security';
import { followRename } from '../evolve.ts';
import { salesUser as sales, supportUser as support } from '../v2/permissions.ts';

function renamed(before: PermissionSet): PermissionSet {
  const objects = followRename(before, 'crm_case', 'crm_ticket');
  return followRename(objects, 'crm_case.diagnostics', 'crm_ticket.diagnostics');
}

function without<T>(grants: Record<string, T>, dropped: string): Record<string, T> {
  return Object.fromEntries(Object.entries(grants).filter(([name]) => name !== dropped));
}

const before = renamed(sales);

export const salesUser: PermissionSet = {
  ...before,
  objects: without(before.objects, 'crm_competitor'),
  fields: without(before.fields ?? {}, 'crm_opportunity.competitors'),
};

export const supportUser: PermissionSet = renamed(support);
