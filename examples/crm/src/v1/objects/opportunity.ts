// crm_opportunity: a deal in the pipeline. Its formula is computed on read and has no column.
import type { ServiceObject } from '@objectstack/spec/data';

export const opportunity = {
  name: 'crm_opportunity',
  label: 'Opportunity',
  pluralLabel: 'Opportunities',
  description: 'A potential sale to an account.',
  icon: 'trending-up',
  nameField: 'name',
  highlightFields: ['name', 'account', 'stage', 'amount', 'close_date'],
  stageField: 'stage',
  sharingModel: 'public_read_write',
  fields: {
    name: { label: 'Opportunity Name', type: 'text', required: true, searchable: true, maxLength: 200 },
    deal_number: { label: 'Deal Number', type: 'autonumber', autonumberFormat: 'OPP-{YYYY}-{0000}' },
    account: {
      label: 'Account',
      type: 'lookup',
      required: true,
      reference: 'crm_account',
      deleteBehavior: 'restrict',
      relatedList: 'primary',
      storage: { notNull: true },
    },
    stakeholders: {
      label: 'Stakeholders',
      type: 'lookup',
      reference: 'crm_contact',
      multiple: true,
    },
    competitors: {
      label: 'Competitors',
      type: 'lookup',
      reference: 'crm_competitor',
      multiple: true,
    },
    stage: {
      label: 'Stage',
      type: 'select',
      required: true,
      defaultValue: 'discovery',
      options: [
        { label: 'Discovery', value: 'discovery', color: '#94A3B8' },
        { label: 'Proposal', value: 'proposal', color: '#F59E0B' },
        { label: 'Negotiation', value: 'negotiation', color: '#3B82F6' },
        { label: 'Won', value: 'won', color: '#10B981' },
        { label: 'Lost', value: 'lost', color: '#EF4444' },
      ],
    },
    amount: {
      label: 'Amount',
      type: 'currency',
      min: 0,
      scale: 2,
      currencyConfig: { currencyMode: 'fixed', defaultCurrency: 'EUR' },
    },
    probability: { label: 'Probability', type: 'percent', min: 0, max: 100, defaultValue: 20 },
    expected_revenue: {
      label: 'Expected Revenue',
      type: 'formula',
      expression: {
        dialect: 'cel',
        source:
          '(record.amount == null ? 0 : record.amount) * (record.probability == null ? 0 : record.probability) / 100',
      },
    },
    close_date: { label: 'Close Date', type: 'date' },
    next_step: { label: 'Next Step', type: 'text', maxLength: 255 },
    description: { label: 'Description', type: 'markdown' },
  },
  indexes: [{ fields: ['account', 'stage'] }],
  validations: [
    {
      name: 'won_needs_amount',
      label: 'A Won Deal Has an Amount',
      type: 'script',
      message: 'Enter the amount before the deal is won.',
      condition: { dialect: 'cel', source: 'record.stage == "won" && record.amount == null' },
    },
  ],
} satisfies ServiceObject;
