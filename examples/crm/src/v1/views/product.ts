// Views of crm_product.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_product' };

export const productViews: View = {
  list: {
    label: 'Price List',
    type: 'grid',
    data,
    columns: [
      { field: 'name' },
      { field: 'sku' },
      { field: 'family' },
      { field: 'list_price' },
      { field: 'active' },
    ],
    sort: [{ field: 'sku', order: 'asc' }],
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'product_article',
          label: 'Article',
          columns: 2,
          fields: [
            { field: 'name', required: true },
            { field: 'sku', required: true },
            { field: 'family' },
            { field: 'list_price' },
            { field: 'active' },
            { field: 'launched_on' },
            { field: 'label_color' },
            { field: 'specification', span: 'full' },
          ],
        },
      ],
    },
  },
};
