/** The SQL of `drop_not_null` in every dialect: empty values are taken from now on. */
import { column, float, step, table } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'a column',
    before: [table('order', [column('size', float, { notNull: true })])],
    steps: [{ ...step('drop_not_null', 'order'), column: 'size' }],
    sql: {
      sqlite: [
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`size\` float, primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "size" DROP NOT NULL',
      ],
      mysql: [
        'ALTER TABLE `order` MODIFY COLUMN `size` float(8,2) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
