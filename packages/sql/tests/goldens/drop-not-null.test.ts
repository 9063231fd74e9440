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
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`size\` float, primary key (\`id\`))`,
        'INSERT INTO `_authoring_rebuild` (`id`, `created_at`, `updated_at`, `size`) SELECT `id`, `created_at`, `updated_at`, `size` FROM `order`',
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "size" DROP NOT NULL',
      ],
      mysql: [
        'ALTER TABLE `order` MODIFY COLUMN `size` float(8,2) NULL',
      ],
    },
  },
]);
