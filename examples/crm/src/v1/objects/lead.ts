// crm_lead: an inbound prospect. `industry` and `budget` start as free text: 2.0.0 gives them real types.
import type { ServiceObject } from '@objectstack/spec/data';

export const lead = {
  name: 'crm_lead',
  label: 'Lead',
  pluralLabel: 'Leads',
  description: 'An inbound prospect that is not yet qualified as an opportunity.',
  icon: 'funnel',
  nameField: 'name',
  highlightFields: ['name', 'company', 'status', 'score'],
  stageField: 'status',
  sharingModel: 'public_read_write',
  fields: {
    name: { label: 'Lead Name', type: 'text', required: true, searchable: true, maxLength: 200 },
    company: { label: 'Company', type: 'text', searchable: true, maxLength: 200 },
    email: { label: 'Email', type: 'email', searchable: true },
    phone: { label: 'Phone', type: 'phone' },
    status: {
      label: 'Status',
      type: 'select',
      required: true,
      defaultValue: 'new',
      storage: { notNull: true },
      options: [
        { label: 'New', value: 'new', color: '#94A3B8' },
        { label: 'Contacted', value: 'contacted', color: '#3B82F6' },
        { label: 'Qualified', value: 'qualified', color: '#10B981' },
        { label: 'Converted', value: 'converted', color: '#8B5CF6' },
        { label: 'Disqualified', value: 'disqualified', color: '#EF4444' },
      ],
    },
    source: {
      label: 'Lead Source',
      type: 'select',
      options: [
        { label: 'Website', value: 'web' },
        { label: 'Referral', value: 'referral' },
        { label: 'Trade Fair', value: 'trade_fair' },
        { label: 'Partner', value: 'partner' },
      ],
    },
    industry: { label: 'Industry', type: 'text', maxLength: 80 },
    budget: { label: 'Budget', type: 'text', maxLength: 40 },
    score: { label: 'Score', type: 'number', min: 0, max: 100, defaultValue: 0 },
    received_at: { label: 'Received', type: 'datetime', defaultValue: 'NOW()' },
    campaign: {
      label: 'Campaign',
      type: 'lookup',
      reference: 'crm_campaign',
      deleteBehavior: 'set_null',
    },
    converted_account: {
      label: 'Converted Account',
      type: 'lookup',
      reference: 'crm_account',
      deleteBehavior: 'set_null',
    },
    converted_opportunity: {
      label: 'Converted Opportunity',
      type: 'lookup',
      reference: 'crm_opportunity',
      deleteBehavior: 'set_null',
    },
    notes: { label: 'Notes', type: 'textarea', rows: 6 },
  },
  indexes: [{ fields: ['status'] }],
  validations: [
    {
      name: 'lead_status_flow',
      label: 'Lead Status Flow',
      type: 'state_machine',
      field: 'status',
      message: 'A lead moves from new to contacted, qualified and converted.',
      transitions: {
        new: ['contacted', 'qualified', 'disqualified'],
        contacted: ['qualified', 'disqualified'],
        qualified: ['converted', 'disqualified'],
        converted: [],
        disqualified: ['contacted'],
      },
    },
  ],
} satisfies ServiceObject;
