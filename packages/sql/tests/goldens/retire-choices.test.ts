/** `retire_choices` sends nothing: the rows were asked by the preflight, whose statements are among its own goldens. */
import { step } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'choices of a select',
    steps: [{ ...step('retire_choices', 'order'), column: 'name', choices: ['lost'], many: false }],
    sql: { sqlite: [], postgres: [], mysql: [] },
  },
]);
