/** The SQL of `unwatch_rows` in every dialect: after whatever it was for. */
import { step } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

const watch = { column: 'name', proof: '_authoring_proof_1', rows: { are: 'empty' } } as const;

goldens([
  {
    name: 'nothing waits for it',
    steps: [{ ...step('unwatch_rows', 'order'), ...watch }],
    sql: { sqlite: ['DROP INDEX IF EXISTS `_authoring_proof_1`'], postgres: [], mysql: [] },
  },
]);
