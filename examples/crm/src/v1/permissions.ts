// Who may do what: two permission sets, and the positions that people hold. Bindings between them are
// made in each environment, not here.
import type { Position } from '@objectstack/spec/identity';
import type { ObjectPermission, PermissionSet } from '@objectstack/spec/security';

export const readOnly: ObjectPermission = { allowRead: true };
export const contribute: ObjectPermission = { allowRead: true, allowCreate: true, allowEdit: true };
const manage: ObjectPermission = { ...contribute, allowDelete: true };

export const salesUser: PermissionSet = {
  name: 'crm_sales_user',
  label: 'CRM Sales User',
  description: 'Works leads, deals and quotes; reads the rest.',
  objects: {
    crm_account: contribute,
    crm_contact: contribute,
    crm_lead: manage,
    crm_opportunity: contribute,
    crm_quote: contribute,
    crm_quote_line: manage,
    crm_campaign: readOnly,
    crm_competitor: contribute,
    crm_product: readOnly,
    crm_case: readOnly,
    crm_activity: contribute,
  },
  fields: {
    'crm_account.phone': { readable: true, editable: true },
    'crm_account.annual_revenue': { readable: true, editable: false },
    'crm_opportunity.competitors': { readable: true, editable: true },
  },
};

export const supportUser: PermissionSet = {
  name: 'crm_support_user',
  label: 'CRM Support User',
  description: 'Works the support queue.',
  objects: {
    crm_account: readOnly,
    crm_contact: contribute,
    crm_product: readOnly,
    crm_case: contribute,
    crm_activity: contribute,
  },
  fields: {
    'crm_account.annual_revenue': { readable: false, editable: false },
    'crm_case.diagnostics': { readable: true, editable: true },
  },
};

export const positions: Position[] = [
  { name: 'crm_sales_rep', label: 'Sales Representative', description: 'Works leads and deals.' },
  { name: 'crm_sales_lead', label: 'Head of Sales', description: 'Leads the sales team.' },
  { name: 'crm_support_agent', label: 'Support Agent', description: 'Works the support queue.' },
];
