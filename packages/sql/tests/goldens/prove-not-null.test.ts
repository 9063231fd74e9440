/** The SQL of `prove_not_null` in every dialect: no row is empty, and while it is shown nobody waits. */
import { column, datetime, json, step, table } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'nothing fills a row',
    steps: [{ ...step('prove_not_null', 'order'), column: 'size', proof: '_authoring_proof_1', fill: null }],
    sql: {
      sqlite: ['-- stops when this counts a row: SELECT count(*) FROM `order` WHERE `size` IS NULL'],
      postgres: [
        'ALTER TABLE "order" ADD CONSTRAINT "_authoring_proof_1" CHECK ("size" IS NOT NULL) NOT VALID',
        'ALTER TABLE "order" VALIDATE CONSTRAINT "_authoring_proof_1"',
      ],
      mysql: [],
    },
  },
  {
    name: 'a default fills it',
    steps: [{ ...step('prove_not_null', 'order'), column: 'note', proof: '_authoring_proof_1', fill: { op: 'literal', value: `it's` } }],
    sql: {
      sqlite: [
        `UPDATE \`order\` SET \`note\` = 'it''s' WHERE \`note\` IS NULL`,
      ],
      postgres: [
        'ALTER TABLE "order" ADD CONSTRAINT "_authoring_proof_1" CHECK ("note" IS NOT NULL) NOT VALID',
        `UPDATE "order" SET "note" = 'it''s' WHERE "note" IS NULL`,
        'ALTER TABLE "order" VALIDATE CONSTRAINT "_authoring_proof_1"',
      ],
      mysql: [
        `UPDATE \`order\` SET \`note\` = 'it''s' WHERE \`note\` IS NULL`,
      ],
    },
  },
  {
    name: 'now fills it',
    before: [table('order', [column('seen', datetime)])],
    steps: [{ ...step('prove_not_null', 'order'), column: 'seen', proof: '_authoring_proof_1', fill: { op: 'now' } }],
    sql: {
      sqlite: [
        `UPDATE \`order\` SET \`seen\` = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE \`seen\` IS NULL`,
      ],
      postgres: [
        'ALTER TABLE "order" ADD CONSTRAINT "_authoring_proof_1" CHECK ("seen" IS NOT NULL) NOT VALID',
        'UPDATE "order" SET "seen" = CURRENT_TIMESTAMP WHERE "seen" IS NULL',
        'ALTER TABLE "order" VALIDATE CONSTRAINT "_authoring_proof_1"',
      ],
      mysql: [
        'UPDATE `order` SET `seen` = CURRENT_TIMESTAMP(3) WHERE `seen` IS NULL',
      ],
    },
  },
  {
    name: 'JSON fills it',
    before: [table('order', [column('tags', json)])],
    steps: [{ ...step('prove_not_null', 'order'), column: 'tags', proof: '_authoring_proof_1', fill: { op: 'literal', value: '[]' } }],
    sql: {
      sqlite: [
        `UPDATE \`order\` SET \`tags\` = '[]' WHERE \`tags\` IS NULL`,
      ],
      postgres: [
        'ALTER TABLE "order" ADD CONSTRAINT "_authoring_proof_1" CHECK ("tags" IS NOT NULL) NOT VALID',
        `UPDATE "order" SET "tags" = '[]' WHERE "tags" IS NULL`,
        'ALTER TABLE "order" VALIDATE CONSTRAINT "_authoring_proof_1"',
      ],
      mysql: [
        `UPDATE \`order\` SET \`tags\` = '[]' WHERE \`tags\` IS NULL`,
      ],
    },
  },
  {
    name: 'then the column only says so',
    steps: [{ ...step('prove_not_null', 'order'), column: 'size', proof: '_authoring_proof_1', fill: null }, { ...step('set_not_null', 'order'), column: 'size', proof: '_authoring_proof_1' }],
    sql: {
      sqlite: [
        '-- part of the edit of `order` in expand:set_not_null:order',
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE `size` IS NULL',
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` text, \`size\` float not null, primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        'ALTER TABLE "order" ADD CONSTRAINT "_authoring_proof_1" CHECK ("size" IS NOT NULL) NOT VALID',
        'ALTER TABLE "order" VALIDATE CONSTRAINT "_authoring_proof_1"',
        'ALTER TABLE "order" ALTER COLUMN "size" SET NOT NULL',
        'ALTER TABLE "order" DROP CONSTRAINT IF EXISTS "_authoring_proof_1"',
      ],
      mysql: [
        'ALTER TABLE `order` MODIFY COLUMN `size` float(8,2) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED',
      ],
    },
  },
  {
    name: 'and the proof goes with the way back',
    steps: [{ ...step('prove_not_null', 'order'), column: 'size', proof: '_authoring_proof_1', fill: null }, { ...step('drop_not_null', 'order'), column: 'size', proof: '_authoring_proof_1' }],
    sql: {
      sqlite: ['-- stops when this counts a row: SELECT count(*) FROM `order` WHERE `size` IS NULL'],
      postgres: [
        'ALTER TABLE "order" ADD CONSTRAINT "_authoring_proof_1" CHECK ("size" IS NOT NULL) NOT VALID',
        'ALTER TABLE "order" VALIDATE CONSTRAINT "_authoring_proof_1"',
        'ALTER TABLE "order" DROP CONSTRAINT IF EXISTS "_authoring_proof_1"',
        'ALTER TABLE "order" ALTER COLUMN "size" DROP NOT NULL',
      ],
      mysql: ['ALTER TABLE `order` MODIFY COLUMN `size` float(8,2) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE'],
    },
  },
  {
    name: 'reserved words',
    before: [table('case', [column('order', datetime)])],
    steps: [{ ...step('prove_not_null', 'case'), column: 'order', proof: '_authoring_proof_1', fill: null }],
    sql: {
      sqlite: ['-- stops when this counts a row: SELECT count(*) FROM `case` WHERE `order` IS NULL'],
      postgres: [
        'ALTER TABLE "case" ADD CONSTRAINT "_authoring_proof_1" CHECK ("order" IS NOT NULL) NOT VALID',
        'ALTER TABLE "case" VALIDATE CONSTRAINT "_authoring_proof_1"',
      ],
      mysql: [],
    },
  },
]);
