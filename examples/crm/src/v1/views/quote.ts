// Views of crm_quote. The lines are edited inline in its form, through the master-detail field.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_quote' };

export const quoteViews: View = {
  list: {
    label: 'All Quotes',
    type: 'grid',
    data,
    columns: [
      { field: 'quote_number' },
      { field: 'title' },
      { field: 'opportunity' },
      { field: 'status' },
      { field: 'grand_total' },
      { field: 'valid_until' },
    ],
    sort: [{ field: 'valid_until', order: 'asc' }],
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'quote_offer',
          label: 'Offer',
          columns: 2,
          fields: [
            { field: 'title', required: true },
            { field: 'opportunity', required: true },
            { field: 'bill_to' },
            { field: 'status' },
            { field: 'valid_until' },
            { field: 'sent_at' },
            { field: 'discount' },
            { field: 'delivery_address', span: 'full' },
            { field: 'terms', span: 'full' },
          ],
        },
      ],
    },
  },
};
