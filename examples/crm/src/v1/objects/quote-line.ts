// crm_quote_line: one line of a quote, owned by it. Deleted with its quote.
import type { ServiceObject } from '@objectstack/spec/data';

export const quoteLine = {
  name: 'crm_quote_line',
  label: 'Quote Line',
  pluralLabel: 'Quote Lines',
  description: 'One product, quantity and price on a quote.',
  icon: 'list',
  nameField: 'description',
  highlightFields: ['description', 'product', 'quantity', 'line_total'],
  sharingModel: 'controlled_by_parent',
  fields: {
    quote: {
      label: 'Quote',
      type: 'master_detail',
      required: true,
      reference: 'crm_quote',
      deleteBehavior: 'cascade',
      inlineEdit: 'grid',
      inlineTitle: 'Lines',
      inlineAmountField: 'line_total',
      storage: { notNull: true },
    },
    line_no: { label: 'Line', type: 'number', required: true, min: 1, defaultValue: 1, scale: 0 },
    description: { label: 'Description', type: 'text', required: true, maxLength: 255 },
    product: { label: 'Product', type: 'lookup', reference: 'crm_product', deleteBehavior: 'set_null' },
    quantity: { label: 'Quantity', type: 'number', required: true, min: 1, defaultValue: 1 },
    unit_price: { label: 'Unit Price', type: 'currency', min: 0, scale: 2 },
    line_total: { label: 'Line Total', type: 'currency', min: 0, scale: 2 },
    delivery_slot: { label: 'Delivery Slot', type: 'time' },
  },
  indexes: [{ fields: ['quote', 'line_no'] }],
} satisfies ServiceObject;
