// Views of crm_contact.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_contact' };

export const contactViews: View = {
  list: {
    label: 'All Contacts',
    type: 'grid',
    data,
    columns: [
      { field: 'full_name' },
      { field: 'account' },
      { field: 'job_title' },
      { field: 'email' },
      { field: 'mobile' },
      { field: 'fax' },
    ],
    sort: [{ field: 'last_name', order: 'asc' }],
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'contact_person',
          label: 'Person',
          columns: 2,
          fields: [
            { field: 'first_name' },
            { field: 'last_name', required: true },
            { field: 'account' },
            { field: 'job_title' },
            { field: 'birthday' },
          ],
        },
        {
          name: 'contact_channels',
          label: 'Channels',
          columns: 2,
          fields: [
            { field: 'email' },
            { field: 'mobile' },
            { field: 'fax' },
            { field: 'preferred_channels' },
            { field: 'do_not_call' },
            { field: 'mailing_address', span: 'full' },
          ],
        },
      ],
    },
  },
};
