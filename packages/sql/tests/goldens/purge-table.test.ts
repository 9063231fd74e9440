/** The SQL of `purge_table` in every dialect: the only way a table goes for good. */
import { step } from '@objectstack/metadata-authoring-testkit';
import { goldens, order } from '../support/golden.ts';

goldens([
  {
    name: 'a held table',
    before: [],
    steps: [{ ...step('purge_table', '_hold_1'), spec: order }],
    sql: {
      sqlite: [
        'DROP TABLE `_hold_1`',
      ],
      postgres: [
        'DROP TABLE "_hold_1"',
      ],
      mysql: [
        'DROP TABLE `_hold_1`',
      ],
    },
  },
]);
