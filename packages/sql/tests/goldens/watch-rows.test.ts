/** The SQL of `watch_rows` in every dialect: on SQLite an index of the rows that a later step has to find. */
import { step } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

const proof = '_authoring_proof_1';
const grows = '-- a large table: in batches by row id, as a partial index that grows until it is whole; a small one: without any';

goldens([
  {
    name: 'without a value',
    steps: [{ ...step('watch_rows', 'order'), column: 'size', proof, rows: { are: 'empty' } }],
    sql: {
      sqlite: ['CREATE INDEX `_authoring_proof_1` on `order` (`size`) WHERE `size` IS NULL', grows],
      postgres: [],
      mysql: [],
    },
  },
  {
    name: 'without the value that others give it',
    steps: [{ ...step('watch_rows', 'order'), column: 'size', proof, rows: { are: 'unfilled', from: ['note', 'name', 'note'] } }],
    sql: {
      sqlite: [
        'CREATE INDEX `_authoring_proof_1` on `order` (`size`) WHERE `size` IS NULL AND (`note` IS NOT NULL OR `name` IS NOT NULL)',
        grows,
      ],
      postgres: [],
      mysql: [],
    },
  },
  {
    name: 'too long',
    steps: [{ ...step('watch_rows', 'order'), column: 'note', proof, rows: { are: 'too_long', length: 80 } }],
    sql: {
      sqlite: ['CREATE INDEX `_authoring_proof_1` on `order` (`note`) WHERE length(`note`) > 80', grows],
      postgres: [],
      mysql: [],
    },
  },
]);
