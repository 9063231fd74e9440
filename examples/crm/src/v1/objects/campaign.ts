// crm_campaign: a marketing effort that leads come from.
import type { ServiceObject } from '@objectstack/spec/data';

export const campaign = {
  name: 'crm_campaign',
  label: 'Campaign',
  pluralLabel: 'Campaigns',
  description: 'A marketing effort that leads come from.',
  icon: 'megaphone',
  nameField: 'name',
  highlightFields: ['name', 'status', 'start_date', 'budget'],
  sharingModel: 'public_read_write',
  fields: {
    name: { label: 'Campaign Name', type: 'text', required: true, searchable: true, maxLength: 160 },
    code: { label: 'Code', type: 'text', unique: 'organization', maxLength: 24 },
    status: {
      label: 'Status',
      type: 'select',
      defaultValue: 'planned',
      options: [
        { label: 'Planned', value: 'planned' },
        { label: 'Running', value: 'running' },
        { label: 'Finished', value: 'finished' },
      ],
    },
    start_date: { label: 'Start', type: 'date' },
    end_date: { label: 'End', type: 'date' },
    budget: { label: 'Budget', type: 'currency', min: 0, scale: 2 },
    progress: { label: 'Progress', type: 'progress', min: 0, max: 100 },
    brief: { label: 'Brief', type: 'html' },
  },
  indexes: [{ name: 'idx_crm_campaign_window', fields: ['start_date', 'end_date'] }],
} satisfies ServiceObject;
