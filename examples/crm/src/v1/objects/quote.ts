// crm_quote: an offer for an opportunity. Its total is a summary that the runtime keeps over the lines.
import type { ServiceObject } from '@objectstack/spec/data';

export const quote = {
  name: 'crm_quote',
  label: 'Quote',
  pluralLabel: 'Quotes',
  description: 'A priced offer for an opportunity.',
  icon: 'file-text',
  nameField: 'title',
  highlightFields: ['title', 'opportunity', 'status', 'grand_total'],
  stageField: 'status',
  sharingModel: 'public_read_write',
  fields: {
    title: { label: 'Title', type: 'text', required: true, searchable: true, maxLength: 160 },
    quote_number: { label: 'Quote Number', type: 'autonumber', autonumberFormat: 'Q-{00000}' },
    opportunity: {
      label: 'Opportunity',
      type: 'lookup',
      required: true,
      reference: 'crm_opportunity',
      deleteBehavior: 'restrict',
    },
    bill_to: { label: 'Bill To', type: 'lookup', reference: 'crm_contact', deleteBehavior: 'set_null' },
    status: {
      label: 'Status',
      type: 'select',
      defaultValue: 'draft',
      storage: { notNull: true },
      options: [
        { label: 'Draft', value: 'draft' },
        { label: 'Sent', value: 'sent' },
        { label: 'Accepted', value: 'accepted' },
        { label: 'Declined', value: 'declined' },
      ],
    },
    valid_until: { label: 'Valid Until', type: 'date' },
    sent_at: { label: 'Sent', type: 'datetime' },
    discount: { label: 'Discount', type: 'percent', min: 0, max: 40 },
    delivery_address: { label: 'Delivery Address', type: 'address' },
    grand_total: {
      label: 'Grand Total',
      type: 'summary',
      summaryOperations: { object: 'crm_quote_line', field: 'line_total', function: 'sum' },
    },
    terms: { label: 'Terms', type: 'richtext' },
  },
  indexes: [{ fields: ['opportunity'] }],
} satisfies ServiceObject;
