// Labels in German beside the authored English, for the objects that most people see.
import type { TranslationBundle } from '@objectstack/spec/system';

export const german: TranslationBundle = {
  de: {
    objects: {
      crm_account: {
        label: 'Firma',
        pluralLabel: 'Firmen',
        fields: {
          name: { label: 'Firmenname' },
          industry: { label: 'Branche' },
          phone: { label: 'Telefon' },
        },
      },
      crm_opportunity: {
        label: 'Verkaufschance',
        pluralLabel: 'Verkaufschancen',
        fields: { stage: { label: 'Phase' }, amount: { label: 'Betrag' } },
      },
      crm_case: {
        label: 'Fall',
        pluralLabel: 'Fälle',
        fields: { subject: { label: 'Betreff' }, priority: { label: 'Priorität' } },
      },
    },
    apps: { crm_app: { label: 'Kunden', description: 'Kunden, Verkauf und Service.' } },
  },
};
