// Views of crm_quote_line.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_quote_line' };

export const quoteLineViews: View = {
  list: {
    label: 'Quote Lines',
    type: 'grid',
    data,
    columns: [
      { field: 'quote' },
      { field: 'line_no' },
      { field: 'description' },
      { field: 'product' },
      { field: 'quantity' },
      { field: 'unit_price' },
      { field: 'line_total' },
      { field: 'delivery_slot' },
    ],
    sort: [{ field: 'line_no', order: 'asc' }],
  },
};
