/** Owns the objects of the sample help desk: every way a field names another thing. */
export const ticket = {
  name: 'desk_ticket',
  label: 'Ticket',
  sharingModel: 'private',
  nameField: 'subject',
  highlightFields: ['subject', 'status', 'account'],
  searchableFields: ['subject', 'body'],
  stageField: 'status',
  fieldGroups: [{ key: 'main', label: 'Main' }],
  fields: {
    number: { type: 'autonumber', label: 'Number', autonumberFormat: '{status}-{0000}' },
    subject: { type: 'text', label: 'Subject', required: true, group: 'main' },
    body: { type: 'textarea', label: 'Body', group: 'main' },
    status: {
      type: 'select',
      label: 'Status',
      required: true,
      options: [
        { label: 'Open', value: 'open', default: true },
        { label: 'Done', value: 'done', visibleWhen: 'record.urgent == false' },
      ],
    },
    urgent: { type: 'boolean', label: 'Urgent', defaultValue: false },
    account: { type: 'lookup', label: 'Account', reference: 'desk_account', displayField: 'name' },
    contact: {
      type: 'lookup',
      label: 'Contact',
      reference: 'desk_contact',
      dependsOn: ['account'],
      lookupColumns: ['name', 'email'],
      lookupFilters: [{ field: 'active', operator: 'eq', value: true }],
    },
    opened_on: { type: 'date', label: 'Opened' },
    closed_on: { type: 'date', label: 'Closed', visibleWhen: "record.status == 'done'" },
    hours: { type: 'number', label: 'Hours', readonlyWhen: 'record.urgent == true' },
    rate: { type: 'number', label: 'Rate', defaultValue: 1 },
    cost: { type: 'formula', label: 'Cost', expression: 'record.hours * record.rate' },
    note_count: {
      type: 'summary',
      label: 'Notes',
      summaryOperations: {
        object: 'desk_note',
        function: 'sum',
        field: 'weight',
        relationshipField: 'ticket',
        filter: { internal: false },
      },
    },
  },
  indexes: [{ fields: ['account', 'status'] }],
  validations: [
    {
      name: 'closed_after_opened',
      type: 'script',
      severity: 'error',
      message: 'a ticket closes after it opens',
      condition:
        'record.closed_on != null && record.opened_on != null && record.closed_on < record.opened_on',
    },
  ],
  listViews: {
    board: {
      label: 'Board',
      type: 'kanban',
      columns: ['subject', 'account'],
      kanban: { groupByField: 'status', columns: ['subject'] },
      filter: [{ field: 'urgent', operator: 'equals', value: true }],
      sort: [{ field: 'opened_on', order: 'desc' }],
      rowActions: ['desk_close'],
    },
  },
};

export const account = {
  name: 'desk_account',
  label: 'Account',
  sharingModel: 'private',
  fields: {
    name: { type: 'text', label: 'Name', required: true },
    tier: { type: 'text', label: 'Tier' },
    parent: { type: 'lookup', label: 'Parent', reference: 'desk_account' },
  },
};

export const contact = {
  name: 'desk_contact',
  label: 'Contact',
  sharingModel: 'private',
  fields: {
    name: { type: 'text', label: 'Name', required: true },
    email: { type: 'email', label: 'Email' },
    active: { type: 'boolean', label: 'Active', defaultValue: true },
    account: { type: 'lookup', label: 'Account', reference: 'desk_account' },
  },
};

export const note = {
  name: 'desk_note',
  label: 'Note',
  sharingModel: 'controlled_by_parent',
  fields: {
    text: { type: 'text', label: 'Text', required: true },
    weight: { type: 'number', label: 'Weight' },
    internal: { type: 'boolean', label: 'Internal', defaultValue: false },
    ticket: { type: 'master_detail', label: 'Ticket', reference: 'desk_ticket', required: true },
  },
};
