// Views of crm_contract.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_contract' };

export const contractViews: View = {
  list: {
    label: 'All Contracts',
    type: 'grid',
    data,
    columns: [
      { field: 'contract_number' },
      { field: 'title' },
      { field: 'account' },
      { field: 'status' },
      { field: 'ends_on' },
      { field: 'monthly_fee' },
    ],
    sort: [{ field: 'ends_on', order: 'asc' }],
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'contract_terms',
          label: 'Terms',
          columns: 2,
          fields: [
            { field: 'title', required: true },
            { field: 'account', required: true },
            { field: 'status' },
            { field: 'products' },
            { field: 'starts_on' },
            { field: 'ends_on' },
            { field: 'monthly_fee' },
            { field: 'service_hours' },
            { field: 'auto_renew' },
          ],
        },
      ],
    },
  },
};
