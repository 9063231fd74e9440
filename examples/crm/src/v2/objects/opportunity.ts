// crm_opportunity in 1.1.0: a forecast category, a clearer label for the amount, and an index for forecasts.
import { addFields, changeField } from '../../evolve.ts';
import { opportunity as before } from '../../v1/objects/opportunity.ts';

export const opportunity = {
  ...addFields(changeField(before, 'amount', { label: 'Deal Value' }), {
    forecast: {
      label: 'Forecast',
      type: 'select',
      options: [
        { label: 'Pipeline', value: 'pipeline' },
        { label: 'Best Case', value: 'best_case' },
        { label: 'Commit', value: 'commit' },
      ],
    },
  }),
  indexes: [...before.indexes, { fields: ['stage', 'close_date'] }],
};
