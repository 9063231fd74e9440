// crm_activity: a call, email, meeting or task around any other record.
import type { ServiceObject } from '@objectstack/spec/data';

export const activity = {
  name: 'crm_activity',
  label: 'Activity',
  pluralLabel: 'Activities',
  description: 'A call, an email, a meeting or a task.',
  icon: 'calendar-check',
  nameField: 'subject',
  highlightFields: ['subject', 'kind', 'due_at', 'account'],
  sharingModel: 'public_read_write',
  fields: {
    subject: { label: 'Subject', type: 'text', required: true, searchable: true, maxLength: 255 },
    kind: {
      label: 'Kind',
      type: 'select',
      required: true,
      options: [
        { label: 'Call', value: 'call' },
        { label: 'Email', value: 'email' },
        { label: 'Meeting', value: 'meeting' },
        { label: 'Task', value: 'task' },
      ],
    },
    due_at: { label: 'Due', type: 'datetime' },
    duration_minutes: { label: 'Duration (min)', type: 'number', min: 0, scale: 0 },
    completed: { label: 'Completed', type: 'boolean', defaultValue: false, storage: { notNull: true } },
    account: { label: 'Account', type: 'lookup', reference: 'crm_account', deleteBehavior: 'set_null' },
    opportunity: {
      label: 'Opportunity',
      type: 'lookup',
      reference: 'crm_opportunity',
      deleteBehavior: 'set_null',
    },
    related_case: { label: 'Case', type: 'lookup', reference: 'crm_case', deleteBehavior: 'set_null' },
    participants: { label: 'Participants', type: 'lookup', reference: 'crm_contact', multiple: true },
    place: { label: 'Place', type: 'location' },
    minutes: { label: 'Minutes', type: 'markdown' },
  },
  indexes: [{ fields: ['due_at'] }, { fields: ['related_case'] }],
} satisfies ServiceObject;
