// crm_competitor: who else bids for a deal. Little used, and dropped in 2.0.0.
import type { ServiceObject } from '@objectstack/spec/data';

export const competitor = {
  name: 'crm_competitor',
  label: 'Competitor',
  pluralLabel: 'Competitors',
  description: 'A company that bids for the same deals.',
  icon: 'swords',
  nameField: 'name',
  highlightFields: ['name', 'website', 'threat_level'],
  sharingModel: 'public_read_write',
  fields: {
    name: { label: 'Name', type: 'text', required: true, searchable: true, maxLength: 160 },
    website: { label: 'Website', type: 'url' },
    threat_level: { label: 'Threat Level', type: 'rating', min: 1, max: 5 },
    strengths: { label: 'Strengths', type: 'textarea' },
  },
} satisfies ServiceObject;
