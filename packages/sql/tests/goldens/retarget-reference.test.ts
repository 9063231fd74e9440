/** `retarget_reference` sends nothing: the rows were asked by the preflight, whose statements are among its own goldens. */
import { step } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'a text that becomes a lookup',
    steps: [
      {
        ...step('retarget_reference', 'order'),
        column: 'name',
        target: 'person',
        reference: 'person',
        many: false,
      },
    ],
    sql: { sqlite: [], postgres: [], mysql: [] },
  },
]);
