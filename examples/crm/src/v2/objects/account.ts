// crm_account in 1.1.0: `phone` becomes `main_phone`, with a tier, a shipping address and one more industry.
import { addFields, changeField, renameField } from '../../evolve.ts';
import { account as before } from '../../v1/objects/account.ts';

const renamed = renameField(before, 'phone', 'main_phone');

const relabelled = changeField(
  changeField(changeField(renamed, 'main_phone', { label: 'Main Phone' }), 'contact_line', {
    expression: {
      dialect: 'cel',
      source: "record.name + (record.main_phone == null ? '' : ' · ' + record.main_phone)",
    },
  }),
  'industry',
  { options: [...before.fields.industry.options, { label: 'Energy', value: 'energy' }] },
);

export const account = addFields(relabelled, {
  tier: {
    label: 'Tier',
    type: 'select',
    defaultValue: 'standard',
    options: [
      { label: 'Standard', value: 'standard' },
      { label: 'Silver', value: 'silver' },
      { label: 'Gold', value: 'gold' },
    ],
  },
  shipping_address: { label: 'Shipping Address', type: 'address' },
});
