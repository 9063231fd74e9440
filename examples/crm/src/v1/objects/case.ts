// crm_case: a question or a defect that a customer reports. Becomes crm_ticket in 2.0.0.
import type { ServiceObject } from '@objectstack/spec/data';

export const supportCase = {
  name: 'crm_case',
  label: 'Case',
  pluralLabel: 'Cases',
  description: 'A question or a defect that a customer reports.',
  icon: 'life-buoy',
  nameField: 'subject',
  highlightFields: ['subject', 'account', 'status', 'priority'],
  stageField: 'status',
  sharingModel: 'public_read_write',
  fields: {
    subject: { label: 'Subject', type: 'text', required: true, searchable: true, maxLength: 255 },
    reference_number: { label: 'Reference', type: 'autonumber', autonumberFormat: 'SUP-{00000}' },
    account: {
      label: 'Account',
      type: 'lookup',
      reference: 'crm_account',
      deleteBehavior: 'set_null',
      relatedList: 'primary',
    },
    reported_by: {
      label: 'Reported By',
      type: 'lookup',
      reference: 'crm_contact',
      deleteBehavior: 'set_null',
    },
    product: { label: 'Product', type: 'lookup', reference: 'crm_product', deleteBehavior: 'set_null' },
    status: {
      label: 'Status',
      type: 'select',
      required: true,
      defaultValue: 'open',
      storage: { notNull: true },
      options: [
        { label: 'Open', value: 'open', color: '#3B82F6' },
        { label: 'Waiting for Customer', value: 'waiting', color: '#F59E0B' },
        { label: 'Resolved', value: 'resolved', color: '#10B981' },
        { label: 'Closed', value: 'closed', color: '#94A3B8' },
      ],
    },
    priority: {
      label: 'Priority',
      type: 'select',
      defaultValue: 'normal',
      options: [
        { label: 'Low', value: 'low' },
        { label: 'Normal', value: 'normal' },
        { label: 'High', value: 'high' },
      ],
    },
    opened_at: { label: 'Opened', type: 'datetime', defaultValue: 'NOW()' },
    resolved_at: { label: 'Resolved', type: 'datetime' },
    escalated: { label: 'Escalated', type: 'toggle', defaultValue: false },
    satisfaction: { label: 'Satisfaction', type: 'rating', min: 1, max: 5 },
    description: { label: 'Description', type: 'textarea', rows: 8 },
    diagnostics: { label: 'Diagnostics', type: 'code' },
  },
  indexes: [{ fields: ['status', 'priority'] }],
} satisfies ServiceObject;
