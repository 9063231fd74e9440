// Views of crm_account in 1.1.0: they follow the renamed phone, and a list of the key accounts joins them.
import type { View } from '@objectstack/spec/ui';
import { followRename } from '../../evolve.ts';
import { accountViews as v1 } from '../../v1/views/account.ts';

const before = followRename(v1, 'phone', 'main_phone');

export const accountViews: View = {
  ...before,
  listViews: {
    ...before.listViews,
    key_accounts: {
      label: 'Key Accounts',
      type: 'grid',
      data: { provider: 'object', object: 'crm_account' },
      columns: [{ field: 'name' }, { field: 'tier' }, { field: 'main_phone' }, { field: 'annual_revenue' }],
      filter: [{ field: 'tier', operator: 'equals', value: 'gold' }],
      sort: [{ field: 'annual_revenue', order: 'desc' }],
    },
  },
  formViews: {
    ...before.formViews,
    logistics: {
      type: 'simple',
      data: { provider: 'object', object: 'crm_account' },
      sections: [
        {
          name: 'account_logistics',
          label: 'Logistics',
          columns: 1,
          fields: [
            { field: 'name' },
            { field: 'main_phone' },
            { field: 'tier' },
            { field: 'shipping_address' },
          ],
        },
      ],
    },
  },
};
