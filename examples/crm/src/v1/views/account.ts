// Views of crm_account: all accounts, the customers, and the record form.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_account' };

export const accountViews: View = {
  list: {
    label: 'All Accounts',
    type: 'grid',
    data,
    columns: [
      { field: 'name' },
      { field: 'account_number' },
      { field: 'industry' },
      { field: 'status' },
      { field: 'phone' },
    ],
    sort: [{ field: 'name', order: 'asc' }],
  },
  listViews: {
    customers: {
      label: 'Customers',
      type: 'grid',
      data,
      columns: [
        { field: 'contact_line' },
        { field: 'annual_revenue' },
        { field: 'phone' },
        { field: 'website' },
      ],
      filter: [{ field: 'status', operator: 'equals', value: 'customer' }],
      sort: [{ field: 'annual_revenue', order: 'desc' }],
    },
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'account_details',
          label: 'Account',
          columns: 2,
          fields: [
            { field: 'name', required: true },
            { field: 'status' },
            { field: 'industry' },
            { field: 'parent_account' },
            { field: 'annual_revenue' },
            { field: 'employee_count' },
            { field: 'tags' },
          ],
        },
        {
          name: 'account_contact',
          label: 'How to Reach Them',
          columns: 2,
          fields: [{ field: 'phone' }, { field: 'website' }, { field: 'billing_address', span: 'full' }],
        },
      ],
    },
  },
};
