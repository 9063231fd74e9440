// crm_account: a company that we sell to, buy with or support. The root of most relations in this app.
import type { ServiceObject } from '@objectstack/spec/data';

export const account = {
  name: 'crm_account',
  label: 'Account',
  pluralLabel: 'Accounts',
  description: 'A company that the organisation sells to, partners with or supports.',
  icon: 'building',
  nameField: 'name',
  highlightFields: ['name', 'industry', 'status', 'phone'],
  sharingModel: 'public_read_write',
  fields: {
    name: {
      label: 'Account Name',
      type: 'text',
      required: true,
      searchable: true,
      maxLength: 200,
      storage: { notNull: true },
    },
    account_number: { label: 'Account Number', type: 'autonumber', autonumberFormat: 'ACC-{0000}' },
    status: {
      label: 'Status',
      type: 'select',
      options: [
        { label: 'Prospect', value: 'prospect', color: '#94A3B8' },
        { label: 'Customer', value: 'customer', color: '#10B981' },
        { label: 'Former Customer', value: 'former', color: '#EF4444' },
      ],
    },
    industry: {
      label: 'Industry',
      type: 'select',
      options: [
        { label: 'Manufacturing', value: 'manufacturing' },
        { label: 'Logistics', value: 'logistics' },
        { label: 'Healthcare', value: 'healthcare' },
        { label: 'Retail', value: 'retail' },
        { label: 'Other', value: 'other' },
      ],
    },
    annual_revenue: { label: 'Annual Revenue', type: 'currency', min: 0, scale: 2 },
    employee_count: { label: 'Employees', type: 'number', min: 0, scale: 0 },
    website: { label: 'Website', type: 'url' },
    phone: { label: 'Phone', type: 'phone', maxLength: 40 },
    billing_address: { label: 'Billing Address', type: 'address' },
    parent_account: {
      label: 'Parent Account',
      type: 'lookup',
      reference: 'crm_account',
      deleteBehavior: 'set_null',
    },
    tags: { label: 'Tags', type: 'tags' },
    contact_line: {
      label: 'Contact Line',
      type: 'formula',
      expression: {
        dialect: 'cel',
        source: "record.name + (record.phone == null ? '' : ' · ' + record.phone)",
      },
    },
  },
  indexes: [{ fields: ['industry', 'status'] }, { fields: ['phone'] }],
} satisfies ServiceObject;
