/** Owns a small app as people make it in Studio: every item by itself, views on their own. */
export const PACKAGE = 'com.acme.desk';

export const customer = {
  name: 'desk_customer',
  label: 'Customer',
  sharingModel: 'public_read_write',
  fields: {
    name: { type: 'text', label: 'Name', required: true, maxLength: 80 },
    code: { type: 'text', label: 'Code', maxLength: 20, unique: 'global' },
    credit: { type: 'number', label: 'Credit' },
    since: { type: 'date', label: 'Since' },
    settings: { type: 'json', label: 'Settings' },
  },
};

export const ticket = {
  name: 'desk_ticket',
  label: 'Ticket',
  sharingModel: 'public_read_write',
  fields: {
    subject: { type: 'text', label: 'Subject', required: true },
    status: {
      type: 'select',
      label: 'Status',
      options: [
        { label: 'Open', value: 'open' },
        { label: 'Done', value: 'done' },
      ],
    },
    customer: { type: 'lookup', label: 'Customer', reference: 'desk_customer' },
    urgent: { type: 'boolean', label: 'Urgent', defaultValue: false },
  },
  indexes: [{ fields: ['status'] }],
};

export const openTickets = {
  name: 'desk_ticket.open',
  object: 'desk_ticket',
  viewKind: 'list',
  label: 'Open tickets',
  config: {
    type: 'grid',
    data: { provider: 'object', object: 'desk_ticket' },
    columns: [{ field: 'subject' }, { field: 'status' }],
  },
};

export const customers = [
  { id: 'c1', name: 'Ada ✓', code: 'A-1', credit: 12.5, since: '2024-02-29', settings: { plan: 'gold' } },
  { id: 'c2', name: "O'Hara", code: 'B-2', credit: 0, since: null, settings: null },
];

export const tickets = [
  { id: 't1', subject: 'Broken', status: 'open', customer: 'c1', urgent: true },
  { id: 't2', subject: 'Late', status: 'done', customer: 'c2', urgent: false },
];
