/** The SQL of `create_index` in every dialect: NULL-safe keys are indexes, plain unique keys are constraints where the engine tells them apart. */
import { index, step, tenantIndex } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'plain',
    steps: [{ ...step('create_index', 'order'), index: index('idx_order_size', ['size', 'note']) }],
    sql: {
      sqlite: [
        'CREATE INDEX `idx_order_size` on `order` (`size`, `note`)',
        '-- a large table: in batches by row id, as a partial index that grows until it is whole',
      ],
      postgres: [
        'CREATE INDEX CONCURRENTLY "idx_order_size" ON "order" ("size", "note")',
      ],
      mysql: [
        'ALTER TABLE `order` ADD KEY `idx_order_size` (`size`, `note`(768)), ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED',
      ],
    },
  },
  {
    name: 'unique',
    steps: [{ ...step('create_index', 'order'), index: index('uniq_order_note', ['note'], true) }],
    sql: {
      sqlite: [
        'CREATE UNIQUE INDEX `uniq_order_note` on `order` (`note`)',
        '-- a large table: in batches by row id, as a partial index that grows until it is whole',
      ],
      postgres: [
        'CREATE UNIQUE INDEX CONCURRENTLY "uniq_order_note" ON "order" ("note")',
        'ALTER TABLE "order" ADD CONSTRAINT "uniq_order_note" UNIQUE USING INDEX "uniq_order_note"',
      ],
      mysql: [
        'ALTER TABLE `order` ADD UNIQUE KEY `uniq_order_note` (`note`), ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED',
      ],
    },
  },
  {
    name: 'unique within a tenant',
    steps: [{ ...step('create_index', 'order'), index: tenantIndex('uniq_order_organization_id_note', ['note']) }],
    sql: {
      sqlite: [
        `CREATE UNIQUE INDEX \`uniq_order_organization_id_note\` ON \`order\` (COALESCE(\`organization_id\`, '__global__'), \`note\`)`,
        '-- a large table: in batches by row id, as a partial index that grows until it is whole',
      ],
      postgres: [
        `CREATE UNIQUE INDEX CONCURRENTLY "uniq_order_organization_id_note" ON "order" (COALESCE("organization_id", '__global__'), "note")`,
      ],
      mysql: [
        `ALTER TABLE \`order\` ADD UNIQUE KEY \`uniq_order_organization_id_note\` (/*!80013 (COALESCE(*/\`organization_id\`/*!80013 , '__global__'))*/, \`note\`), ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED`,
      ],
    },
  },
  {
    name: 'in the switch phase: part of its transaction',
    steps: [{ ...step('create_index', 'order'), phase: 'switch', index: index('uniq_order_note', ['note'], true) }],
    sql: {
      sqlite: [
        'CREATE UNIQUE INDEX `uniq_order_note` on `order` (`note`)',
      ],
      postgres: [
        'ALTER TABLE "order" ADD CONSTRAINT "uniq_order_note" UNIQUE ("note")',
      ],
      mysql: [
        'ALTER TABLE `order` ADD UNIQUE KEY `uniq_order_note` (`note`), ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED',
      ],
    },
  },
]);
