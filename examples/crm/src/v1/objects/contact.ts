// crm_contact: a person at an account. The email is the identity that imports match on.
import type { ServiceObject } from '@objectstack/spec/data';

export const contact = {
  name: 'crm_contact',
  label: 'Contact',
  pluralLabel: 'Contacts',
  description: 'A person associated with an account.',
  icon: 'user',
  nameField: 'last_name',
  highlightFields: ['last_name', 'first_name', 'email', 'account'],
  sharingModel: 'public_read_write',
  fields: {
    first_name: { label: 'First Name', type: 'text', maxLength: 80 },
    last_name: { label: 'Last Name', type: 'text', required: true, searchable: true, maxLength: 80 },
    full_name: {
      label: 'Full Name',
      type: 'formula',
      expression: {
        dialect: 'cel',
        source: "(record.first_name == null ? '' : record.first_name + ' ') + record.last_name",
      },
    },
    email: {
      label: 'Email',
      type: 'email',
      searchable: true,
      unique: 'organization',
      externalId: true,
      maxLength: 120,
    },
    mobile: { label: 'Mobile', type: 'phone' },
    fax: { label: 'Fax', type: 'phone', maxLength: 40 },
    job_title: { label: 'Job Title', type: 'text', maxLength: 120 },
    account: {
      label: 'Account',
      type: 'lookup',
      reference: 'crm_account',
      deleteBehavior: 'set_null',
      relatedList: 'primary',
    },
    birthday: { label: 'Birthday', type: 'date' },
    preferred_channels: {
      label: 'Preferred Channels',
      type: 'multiselect',
      options: [
        { label: 'Email', value: 'email' },
        { label: 'Phone', value: 'phone' },
        { label: 'Video', value: 'video' },
      ],
    },
    mailing_address: { label: 'Mailing Address', type: 'address' },
    do_not_call: {
      label: 'Do Not Call',
      type: 'boolean',
      defaultValue: false,
      storage: { notNull: true },
    },
  },
  indexes: [{ fields: ['account', 'last_name'] }],
} satisfies ServiceObject;
