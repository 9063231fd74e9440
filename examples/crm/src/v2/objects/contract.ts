// crm_contract: what a customer has booked, and for how long. New in 1.1.0.
import type { ServiceObject } from '@objectstack/spec/data';

export const contract = {
  name: 'crm_contract',
  label: 'Contract',
  pluralLabel: 'Contracts',
  description: 'What a customer has booked, and for how long.',
  icon: 'file-signature',
  nameField: 'title',
  highlightFields: ['title', 'account', 'status', 'ends_on'],
  sharingModel: 'public_read',
  fields: {
    title: { label: 'Title', type: 'text', required: true, searchable: true, maxLength: 160 },
    contract_number: { label: 'Contract Number', type: 'autonumber', autonumberFormat: 'CTR-{YYYY}-{000}' },
    account: {
      label: 'Account',
      type: 'lookup',
      required: true,
      reference: 'crm_account',
      deleteBehavior: 'restrict',
      storage: { notNull: true },
    },
    products: { label: 'Products', type: 'lookup', reference: 'crm_product', multiple: true },
    status: {
      label: 'Status',
      type: 'select',
      defaultValue: 'active',
      storage: { notNull: true },
      options: [
        { label: 'Active', value: 'active' },
        { label: 'Ended', value: 'ended' },
      ],
    },
    starts_on: { label: 'Starts', type: 'date' },
    ends_on: { label: 'Ends', type: 'date' },
    monthly_fee: { label: 'Monthly Fee', type: 'currency', min: 0, scale: 2 },
    auto_renew: { label: 'Renews Automatically', type: 'boolean', defaultValue: true },
    service_hours: {
      label: 'Service Hours',
      type: 'select',
      options: [
        { label: 'Business Hours', value: 'business' },
        { label: 'Around the Clock', value: 'always' },
      ],
    },
  },
  indexes: [{ fields: ['account', 'ends_on'] }],
} satisfies ServiceObject;
