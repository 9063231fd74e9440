// crm_lead in 2.0.0: the free text of `industry` becomes a choice, and that of `budget` an amount.
import type { Field } from '@objectstack/spec/data';
import { replaceField } from '../../evolve.ts';
import { lead as before } from '../../v2/objects/lead.ts';

const industry: Field = {
  label: 'Industry',
  type: 'select',
  options: [
    { label: 'Manufacturing', value: 'manufacturing' },
    { label: 'Logistics', value: 'logistics' },
    { label: 'Healthcare', value: 'healthcare' },
    { label: 'Retail', value: 'retail' },
    { label: 'Energy', value: 'energy' },
    { label: 'Other', value: 'other' },
  ],
};

const budget: Field = { label: 'Budget', type: 'currency', min: 0, scale: 2 };

export const lead = replaceField(
  replaceField(before, 'industry', () => industry),
  'budget',
  () => budget,
);
