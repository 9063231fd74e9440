/** The SQL of `set_not_null` in every dialect: preflight has counted the empty values before. */
import { step } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'a column',
    steps: [{ ...step('set_not_null', 'order'), column: 'size' }],
    sql: {
      sqlite: [
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` text, \`size\` float not null, primary key (\`id\`))`,
        'INSERT INTO `_authoring_rebuild` (`id`, `created_at`, `updated_at`, `organization_id`, `name`, `note`, `size`) SELECT `id`, `created_at`, `updated_at`, `organization_id`, `name`, `note`, `size` FROM `order`',
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
        'CREATE INDEX `idx_order_name` on `order` (`name`)',
        `CREATE UNIQUE INDEX \`uniq_order_organization_id_name\` ON \`order\` (COALESCE(\`organization_id\`, '__global__'), \`name\`)`,
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "size" SET NOT NULL',
      ],
      mysql: [
        'ALTER TABLE `order` MODIFY COLUMN `size` float(8,2) NOT NULL',
      ],
    },
  },
]);
