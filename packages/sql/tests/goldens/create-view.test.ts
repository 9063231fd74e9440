/** The SQL of `create_view` in every dialect: the old name of a table goes on reading and writing it. */
import { column, float, literal, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

const NAME = { name: 'name', column: 'title', type: string(80), default: null } as const;
const STAGE = { name: 'stage', column: 'stage', type: text, default: literal('new') } as const;
const AMOUNT = {
  name: 'amount',
  column: '_hold_1',
  type: float,
  default: null,
  feeds: {
    column: 'amount',
    type: string(20),
    value: { op: 'cast', value: { op: 'column', name: '_hold_1' }, from: float, to: string(20) },
    rests: literal(5),
  },
} as const;
const ID = { name: 'id', column: 'id', type: string(255), default: null } as const;
const before = [
  table('case', [
    column('title', string(80)),
    column('stage', text, { default: literal('new') }),
    column('amount', string(20)),
    column('_hold_1', float, { default: literal(5) }),
  ]),
];

goldens([
  {
    name: 'columns under other names',
    before,
    steps: [{ ...step('create_view', 'case'), view: 'order', columns: [ID, NAME, STAGE] }],
    sql: {
      sqlite: [
        'CREATE VIEW `order` (`id`, `name`, `stage`) AS SELECT `id`, `title`, `stage` FROM `case`',
        "CREATE TRIGGER `_authoring_view_3eeb7e96e59ce40f9cb1a089_i` INSTEAD OF INSERT ON `order` FOR EACH ROW BEGIN INSERT INTO `case` (`id`, `title`, `stage`) VALUES (NEW.`id`, NEW.`name`, coalesce(NEW.`stage`, 'new')); END",
        'CREATE TRIGGER `_authoring_view_3eeb7e96e59ce40f9cb1a089_u` INSTEAD OF UPDATE ON `order` FOR EACH ROW BEGIN UPDATE `case` SET `id` = NEW.`id`, `title` = NEW.`name`, `stage` = NEW.`stage` WHERE `id` = OLD.`id`; END',
        'CREATE TRIGGER `_authoring_view_3eeb7e96e59ce40f9cb1a089_d` INSTEAD OF DELETE ON `order` FOR EACH ROW BEGIN DELETE FROM `case` WHERE `id` = OLD.`id`; END',
      ],
      postgres: [
        'CREATE VIEW "order" ("id", "name", "stage") AS SELECT "id", "title", "stage" FROM "case"',
        `DO 'DECLARE allowed record;
BEGIN
  IF current_setting(''server_version_num'')::int >= 150000 THEN
    ALTER VIEW "order" SET (security_invoker = true);
  END IF;
  FOR allowed IN
    SELECT a.privilege_type, coalesce(quote_ident(r.rolname), ''PUBLIC'') AS grantee
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.oid = ''"case"''::regclass AND a.grantee <> c.relowner
      AND a.privilege_type IN (''SELECT'', ''INSERT'', ''UPDATE'', ''DELETE'')
  LOOP
    EXECUTE format(''GRANT %s ON "order" TO %s'', allowed.privilege_type, allowed.grantee);
  END LOOP;
END'`,
      ],
      mysql: [
        'CREATE ALGORITHM = MERGE VIEW `order` (`id`, `name`, `stage`) AS SELECT `id`, `title`, `stage` FROM `case`',
      ],
    },
  },
  {
    name: 'a column that another one took the place of',
    before,
    steps: [{ ...step('create_view', 'case'), view: 'order', columns: [ID, AMOUNT] }],
    sql: {
      sqlite: [
        'CREATE VIEW `order` (`id`, `amount`) AS SELECT `id`, `_hold_1` FROM `case`',
        "CREATE TRIGGER `_authoring_view_3eeb7e96e59ce40f9cb1a089_i` INSTEAD OF INSERT ON `order` FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM (SELECT NEW.`amount` AS `_hold_1`) WHERE coalesce(length(CASE WHEN `_hold_1` = CAST(`_hold_1` AS INTEGER) THEN CAST(CAST(`_hold_1` AS INTEGER) AS TEXT) ELSE CAST(`_hold_1` AS TEXT) END) > 20, 0); INSERT INTO `case` (`id`, `amount`) VALUES (NEW.`id`, (SELECT CASE WHEN `_hold_1` = CAST(`_hold_1` AS INTEGER) THEN CAST(CAST(`_hold_1` AS INTEGER) AS TEXT) ELSE CAST(`_hold_1` AS TEXT) END FROM (SELECT NEW.`amount` AS `_hold_1`))); END",
        "CREATE TRIGGER `_authoring_view_3eeb7e96e59ce40f9cb1a089_u` INSTEAD OF UPDATE ON `order` FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM (SELECT NEW.`amount` AS `_hold_1`) WHERE coalesce(length(CASE WHEN `_hold_1` = CAST(`_hold_1` AS INTEGER) THEN CAST(CAST(`_hold_1` AS INTEGER) AS TEXT) ELSE CAST(`_hold_1` AS TEXT) END) > 20, 0) AND NEW.`amount` IS NOT OLD.`amount`; UPDATE `case` SET `id` = NEW.`id`, `amount` = CASE WHEN NEW.`amount` IS NOT OLD.`amount` THEN (SELECT CASE WHEN `_hold_1` = CAST(`_hold_1` AS INTEGER) THEN CAST(CAST(`_hold_1` AS INTEGER) AS TEXT) ELSE CAST(`_hold_1` AS TEXT) END FROM (SELECT NEW.`amount` AS `_hold_1`)) ELSE `amount` END WHERE `id` = OLD.`id`; END",
        'CREATE TRIGGER `_authoring_view_3eeb7e96e59ce40f9cb1a089_d` INSTEAD OF DELETE ON `order` FOR EACH ROW BEGIN DELETE FROM `case` WHERE `id` = OLD.`id`; END',
      ],
      postgres: [
        'ALTER TABLE "case" ALTER COLUMN "_hold_1" DROP DEFAULT',
        `CREATE OR REPLACE FUNCTION "_authoring_feed_bcfb37e6b1d03146fe8f0f7e"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' THEN IF NEW."_hold_1" IS NULL THEN RETURN NEW; END IF; ELSIF NEW."_hold_1" IS NOT DISTINCT FROM OLD."_hold_1" THEN RETURN NEW; END IF; NEW."amount" := trim_scale(NEW."_hold_1"::text::numeric)::text; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_feed_bcfb37e6b1d03146fe8f0f7e" BEFORE INSERT OR UPDATE OF "_hold_1" ON "case" FOR EACH ROW EXECUTE FUNCTION "_authoring_feed_bcfb37e6b1d03146fe8f0f7e"()',
        'CREATE VIEW "order" ("id", "amount") AS SELECT "id", "_hold_1" FROM "case"',
        `DO 'DECLARE allowed record;
BEGIN
  IF current_setting(''server_version_num'')::int >= 150000 THEN
    ALTER VIEW "order" SET (security_invoker = true);
  END IF;
  FOR allowed IN
    SELECT a.privilege_type, coalesce(quote_ident(r.rolname), ''PUBLIC'') AS grantee
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.oid = ''"case"''::regclass AND a.grantee <> c.relowner
      AND a.privilege_type IN (''SELECT'', ''INSERT'', ''UPDATE'', ''DELETE'')
  LOOP
    EXECUTE format(''GRANT %s ON "order" TO %s'', allowed.privilege_type, allowed.grantee);
  END LOOP;
END'`,
      ],
      mysql: [
        'ALTER TABLE `case` ALTER COLUMN `_hold_1` SET DEFAULT NULL',
        "CREATE TRIGGER `_authoring_feed_bcfb37e6b1d03146fe8f0f7e_i` BEFORE INSERT ON `case` FOR EACH ROW PRECEDES `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_i` BEGIN IF NEW.`_hold_1` IS NOT NULL THEN IF coalesce(char_length(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.`_hold_1` AS decimal(20, 2))))) > 20, 0) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.`amount` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.`_hold_1` AS decimal(20, 2)))); END IF; END",
        "CREATE TRIGGER `_authoring_feed_bcfb37e6b1d03146fe8f0f7e_u` BEFORE UPDATE ON `case` FOR EACH ROW PRECEDES `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_u` BEGIN IF NOT (NEW.`_hold_1` <=> OLD.`_hold_1`) THEN IF coalesce(char_length(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.`_hold_1` AS decimal(20, 2))))) > 20, 0) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.`amount` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.`_hold_1` AS decimal(20, 2)))); END IF; END",
        'CREATE ALGORITHM = MERGE VIEW `order` (`id`, `amount`) AS SELECT `id`, `_hold_1` FROM `case`',
      ],
    },
  },
]);
