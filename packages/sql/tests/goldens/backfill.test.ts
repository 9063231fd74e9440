/**
 * The SQL of `backfill` in every dialect. Before the switch it is the statement of one batch: the rows between two keys
 * that are empty, or whose value is not the one that was made of another column. In the switch one statement fills all.
 */
import { column, date, datetime, float, json, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens, inSwitch } from '../support/golden.ts';
import { shadowOf } from '../support/shadow-steps.ts';

const toNumber = shadowOf('order', 'note', text, float);
const toText = shadowOf('order', 'size', float, string(20));
const toJson = shadowOf('order', 'name', string(80), json);
const narrower = shadowOf('order', 'note', text, string(40), { fill: { op: 'literal', value: 'none' } });
const reserved = shadowOf('case', 'order', string(20), date);

goldens([
  {
    name: 'in the switch, a literal',
    steps: inSwitch([{ ...step('backfill', 'order'), rows: 'empty', column: 'size', value: { op: 'literal', value: 5 } }]),
    sql: {
      sqlite: [
        'UPDATE `order` SET `size` = 5 WHERE `size` IS NULL',
      ],
      postgres: [
        `UPDATE "order" SET "size" = '5' WHERE "size" IS NULL`,
      ],
      mysql: [
        'UPDATE `order` SET `size` = 5 WHERE `size` IS NULL',
      ],
    },
  },
  {
    name: 'in the switch, now',
    before: [table('order', [column('seen', datetime)])],
    steps: inSwitch([{ ...step('backfill', 'order'), rows: 'empty', column: 'seen', value: { op: 'now' } }]),
    sql: {
      sqlite: [
        `UPDATE \`order\` SET \`seen\` = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE \`seen\` IS NULL`,
      ],
      postgres: [
        'UPDATE "order" SET "seen" = CURRENT_TIMESTAMP WHERE "seen" IS NULL',
      ],
      mysql: [
        'UPDATE `order` SET `seen` = CURRENT_TIMESTAMP(3) WHERE `seen` IS NULL',
      ],
    },
  },
  {
    name: 'in the switch, another column, else a literal',
    steps: inSwitch([{ ...step('backfill', 'order'), rows: 'empty', column: 'note', value: { op: 'coalesce', values: [{ op: 'column', name: 'name' }, { op: 'literal', value: 'none' }] } }]),
    sql: {
      sqlite: [
        `UPDATE \`order\` SET \`note\` = coalesce(\`name\`, 'none') WHERE \`note\` IS NULL`,
      ],
      postgres: [
        `UPDATE "order" SET "note" = coalesce("name", 'none') WHERE "note" IS NULL`,
      ],
      mysql: [
        `UPDATE \`order\` SET \`note\` = coalesce(\`name\`, 'none') WHERE \`note\` IS NULL`,
      ],
    },
  },
  {
    name: 'in the switch, another column, which may be empty too',
    steps: inSwitch([{ ...step('backfill', 'order'), rows: 'empty', column: 'note', value: { op: 'column', name: 'name' } }]),
    sql: {
      sqlite: [
        'UPDATE `order` SET `note` = `name` WHERE `note` IS NULL',
      ],
      postgres: [
        'UPDATE "order" SET "note" = "name" WHERE "note" IS NULL AND ("name") IS NOT NULL',
      ],
      mysql: [
        'UPDATE `order` SET `note` = `name` WHERE `note` IS NULL',
      ],
    },
  },
  {
    name: 'a batch, a literal',
    steps: [{ ...step('backfill', 'order'), rows: 'empty', column: 'size', value: { op: 'literal', value: 5 } }],
    sql: {
      sqlite: [
        'UPDATE `order` SET `size` = 5 WHERE _rowid_ > ? AND _rowid_ <= ? AND (`size` IS NULL)',
      ],
      postgres: [
        `UPDATE "order" SET "size" = '5' WHERE ctid >= $1::tid AND ctid < $2::tid AND hashtid(ctid) & 7 = $3 AND ("size" IS NULL)`,
        `-- what is left there: UPDATE "order" SET "size" = '5' WHERE ctid >= $1::tid AND ctid < $2::tid AND ("size" IS NULL)`,
        `-- rows that moved meanwhile: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE "size" IS NULL LIMIT $1), filled AS (UPDATE "order" SET "size" = '5' FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "size" IS NULL END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch`,
        `-- a small table: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE ($1::text IS NULL OR "id" > $1) AND ("size" IS NULL) ORDER BY "id" LIMIT $2), filled AS (UPDATE "order" SET "size" = '5' FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "size" IS NULL END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch`,
      ],
      mysql: [
        'UPDATE `order` SET `size` = 5 WHERE `id` > ? AND `id` <= ? AND (`size` IS NULL)',
      ],
    },
  },
  {
    name: 'a batch, now: never filled again',
    before: [table('order', [column('seen', datetime)])],
    steps: [{ ...step('backfill', 'order'), rows: 'empty', column: 'seen', value: { op: 'now' } }],
    sql: {
      sqlite: [
        `UPDATE \`order\` SET \`seen\` = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE _rowid_ > ? AND _rowid_ <= ? AND (\`seen\` IS NULL)`,
      ],
      postgres: [
        'UPDATE "order" SET "seen" = CURRENT_TIMESTAMP WHERE ctid >= $1::tid AND ctid < $2::tid AND hashtid(ctid) & 7 = $3 AND ("seen" IS NULL)',
        '-- what is left there: UPDATE "order" SET "seen" = CURRENT_TIMESTAMP WHERE ctid >= $1::tid AND ctid < $2::tid AND ("seen" IS NULL)',
        '-- rows that moved meanwhile: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE "seen" IS NULL LIMIT $1), filled AS (UPDATE "order" SET "seen" = CURRENT_TIMESTAMP FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "seen" IS NULL END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
        '-- a small table: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE ($1::text IS NULL OR "id" > $1) AND ("seen" IS NULL) ORDER BY "id" LIMIT $2), filled AS (UPDATE "order" SET "seen" = CURRENT_TIMESTAMP FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "seen" IS NULL END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
      ],
      mysql: [
        'UPDATE `order` SET `seen` = CURRENT_TIMESTAMP(3) WHERE `id` > ? AND `id` <= ? AND (`seen` IS NULL)',
      ],
    },
  },
  {
    name: 'a batch of a shadow, text to number',
    before: [table('order', [column('note', text), toNumber.shadow])],
    steps: [{ ...step('backfill', 'order'), rows: 'stale', column: toNumber.shadow.name, value: toNumber.up }],
    sql: {
      sqlite: [
        '-- stops when this finds a row: SELECT `id` FROM `order` WHERE _rowid_ > ? AND _rowid_ <= ? AND ((`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0))) LIMIT 20',
        'UPDATE `order` SET `_authoring_new_note` = CAST(`note` AS REAL) WHERE _rowid_ > ? AND _rowid_ <= ? AND (`_authoring_new_note` IS NOT CAST(`note` AS REAL))',
      ],
      postgres: [
        'UPDATE "order" SET "_authoring_new_note" = ("note")::real WHERE ctid >= $1::tid AND ctid < $2::tid AND hashtid(ctid) & 7 = $3 AND ("_authoring_new_note" IS DISTINCT FROM ("note")::real)',
        '-- what is left there: UPDATE "order" SET "_authoring_new_note" = ("note")::real WHERE ctid >= $1::tid AND ctid < $2::tid AND ("_authoring_new_note" IS DISTINCT FROM ("note")::real)',
        '-- rows that moved meanwhile: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE "_authoring_new_note" IS DISTINCT FROM ("note")::real LIMIT $1), filled AS (UPDATE "order" SET "_authoring_new_note" = ("note")::real FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_note" IS DISTINCT FROM ("note")::real END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
        '-- a small table: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE ($1::text IS NULL OR "id" > $1) ORDER BY "id" LIMIT $2), filled AS (UPDATE "order" SET "_authoring_new_note" = ("note")::real FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_note" IS DISTINCT FROM ("note")::real END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
      ],
      mysql: [
        `-- stops when this finds a row: SELECT \`id\` FROM \`order\` WHERE \`id\` > ? AND \`id\` <= ? AND ((\`note\` IS NOT NULL AND NOT coalesce(\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`note\` + 0e0) < 999999.995, 0))) LIMIT 20`,
        'UPDATE `order` SET `_authoring_new_note` = round(`note` + 0e0, 2) WHERE `id` > ? AND `id` <= ? AND (NOT (`_authoring_new_note` <=> round(`note` + 0e0, 2)))',
      ],
    },
  },
  {
    name: 'a batch of a shadow, number to text',
    before: [table('order', [column('size', float), toText.shadow])],
    steps: [{ ...step('backfill', 'order'), rows: 'stale', column: toText.shadow.name, value: toText.up }],
    sql: {
      sqlite: [
        '-- stops when this finds a row: SELECT `id` FROM `order` WHERE _rowid_ > ? AND _rowid_ <= ? AND (coalesce(length(CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END) > 20, 0)) LIMIT 20',
        'UPDATE `order` SET `_authoring_new_size` = CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END WHERE _rowid_ > ? AND _rowid_ <= ? AND (`_authoring_new_size` IS NOT CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END)',
      ],
      postgres: [
        'UPDATE "order" SET "_authoring_new_size" = trim_scale("size"::text::numeric)::text WHERE ctid >= $1::tid AND ctid < $2::tid AND hashtid(ctid) & 7 = $3 AND ("_authoring_new_size" IS DISTINCT FROM trim_scale("size"::text::numeric)::text)',
        '-- what is left there: UPDATE "order" SET "_authoring_new_size" = trim_scale("size"::text::numeric)::text WHERE ctid >= $1::tid AND ctid < $2::tid AND ("_authoring_new_size" IS DISTINCT FROM trim_scale("size"::text::numeric)::text)',
        '-- rows that moved meanwhile: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE "_authoring_new_size" IS DISTINCT FROM trim_scale("size"::text::numeric)::text LIMIT $1), filled AS (UPDATE "order" SET "_authoring_new_size" = trim_scale("size"::text::numeric)::text FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_size" IS DISTINCT FROM trim_scale("size"::text::numeric)::text END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
        '-- a small table: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE ($1::text IS NULL OR "id" > $1) ORDER BY "id" LIMIT $2), filled AS (UPDATE "order" SET "_authoring_new_size" = trim_scale("size"::text::numeric)::text FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_size" IS DISTINCT FROM trim_scale("size"::text::numeric)::text END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
      ],
      mysql: [
        `-- stops when this finds a row: SELECT \`id\` FROM \`order\` WHERE \`id\` > ? AND \`id\` <= ? AND (coalesce(char_length(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(\`size\` AS decimal(20, 2))))) > 20, 0)) LIMIT 20`,
        `UPDATE \`order\` SET \`_authoring_new_size\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(\`size\` AS decimal(20, 2)))) WHERE \`id\` > ? AND \`id\` <= ? AND (NOT (\`_authoring_new_size\` <=> trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(\`size\` AS decimal(20, 2))))))`,
      ],
    },
  },
  {
    name: 'the same of one that gets a default later',
    before: [table('order', [column('size', float), toText.shadow])],
    steps: [{ ...step('backfill', 'order'), rows: 'stale', column: toText.shadow.name, value: toText.up, writesNull: true }],
    sql: {
      sqlite: [
        '-- stops when this finds a row: SELECT `id` FROM `order` WHERE _rowid_ > ? AND _rowid_ <= ? AND (coalesce(length(CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END) > 20, 0)) LIMIT 20',
        'UPDATE `order` SET `_authoring_new_size` = CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END WHERE _rowid_ > ? AND _rowid_ <= ? AND ((`_authoring_new_size` IS NOT CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END OR `_authoring_new_size` IS NULL))',
      ],
      postgres: [
        'UPDATE "order" SET "_authoring_new_size" = trim_scale("size"::text::numeric)::text WHERE ctid >= $1::tid AND ctid < $2::tid AND hashtid(ctid) & 7 = $3 AND ("_authoring_new_size" IS DISTINCT FROM trim_scale("size"::text::numeric)::text)',
        '-- what is left there: UPDATE "order" SET "_authoring_new_size" = trim_scale("size"::text::numeric)::text WHERE ctid >= $1::tid AND ctid < $2::tid AND ("_authoring_new_size" IS DISTINCT FROM trim_scale("size"::text::numeric)::text)',
        '-- rows that moved meanwhile: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE "_authoring_new_size" IS DISTINCT FROM trim_scale("size"::text::numeric)::text LIMIT $1), filled AS (UPDATE "order" SET "_authoring_new_size" = trim_scale("size"::text::numeric)::text FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_size" IS DISTINCT FROM trim_scale("size"::text::numeric)::text END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
        '-- a small table: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE ($1::text IS NULL OR "id" > $1) ORDER BY "id" LIMIT $2), filled AS (UPDATE "order" SET "_authoring_new_size" = trim_scale("size"::text::numeric)::text FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_size" IS DISTINCT FROM trim_scale("size"::text::numeric)::text END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
      ],
      mysql: [
        `-- stops when this finds a row: SELECT \`id\` FROM \`order\` WHERE \`id\` > ? AND \`id\` <= ? AND (coalesce(char_length(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(\`size\` AS decimal(20, 2))))) > 20, 0)) LIMIT 20`,
        `UPDATE \`order\` SET \`_authoring_new_size\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(\`size\` AS decimal(20, 2)))) WHERE \`id\` > ? AND \`id\` <= ? AND (NOT (\`_authoring_new_size\` <=> trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(\`size\` AS decimal(20, 2))))))`,
      ],
    },
  },
  {
    name: 'a batch of a shadow, a scalar to JSON, which has no equality',
    before: [table('order', [column('name', string(80)), toJson.shadow])],
    steps: [{ ...step('backfill', 'order'), rows: 'stale', column: toJson.shadow.name, value: toJson.up }],
    sql: {
      sqlite: [
        'UPDATE `order` SET `_authoring_new_name` = CASE WHEN `name` IS NOT NULL THEN json_array(`name`) END WHERE _rowid_ > ? AND _rowid_ <= ? AND (`_authoring_new_name` IS NOT CASE WHEN `name` IS NOT NULL THEN json_array(`name`) END)',
      ],
      postgres: [
        'UPDATE "order" SET "_authoring_new_name" = CASE WHEN "name" IS NOT NULL THEN json_build_array("name") END WHERE ctid >= $1::tid AND ctid < $2::tid AND hashtid(ctid) & 7 = $3 AND ("_authoring_new_name"::text IS DISTINCT FROM (CASE WHEN "name" IS NOT NULL THEN json_build_array("name") END)::text)',
        '-- what is left there: UPDATE "order" SET "_authoring_new_name" = CASE WHEN "name" IS NOT NULL THEN json_build_array("name") END WHERE ctid >= $1::tid AND ctid < $2::tid AND ("_authoring_new_name"::text IS DISTINCT FROM (CASE WHEN "name" IS NOT NULL THEN json_build_array("name") END)::text)',
        '-- rows that moved meanwhile: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE "_authoring_new_name"::text IS DISTINCT FROM (CASE WHEN "name" IS NOT NULL THEN json_build_array("name") END)::text LIMIT $1), filled AS (UPDATE "order" SET "_authoring_new_name" = CASE WHEN "name" IS NOT NULL THEN json_build_array("name") END FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_name"::text IS DISTINCT FROM (CASE WHEN "name" IS NOT NULL THEN json_build_array("name") END)::text END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
        '-- a small table: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE ($1::text IS NULL OR "id" > $1) ORDER BY "id" LIMIT $2), filled AS (UPDATE "order" SET "_authoring_new_name" = CASE WHEN "name" IS NOT NULL THEN json_build_array("name") END FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_name"::text IS DISTINCT FROM (CASE WHEN "name" IS NOT NULL THEN json_build_array("name") END)::text END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
      ],
      mysql: [
        `UPDATE \`order\` SET \`_authoring_new_name\` = CASE WHEN \`name\` IS NOT NULL THEN concat('[', json_quote(\`name\`), ']') END WHERE \`id\` > ? AND \`id\` <= ? AND (NOT (\`_authoring_new_name\` <=> CASE WHEN \`name\` IS NOT NULL THEN concat('[', json_quote(\`name\`), ']') END))`,
      ],
    },
  },
  {
    name: 'a batch of a shadow, a narrower text, required with a default',
    before: [table('order', [column('note', text), narrower.shadow])],
    steps: [{ ...step('backfill', 'order'), rows: 'stale', column: narrower.shadow.name, value: narrower.up }],
    sql: {
      sqlite: [
        `-- stops when this finds a row: SELECT \`id\` FROM \`order\` WHERE _rowid_ > ? AND _rowid_ <= ? AND (coalesce(length(coalesce(\`note\`, 'none')) > 40, 0)) LIMIT 20`,
        `UPDATE \`order\` SET \`_authoring_new_note\` = coalesce(\`note\`, 'none') WHERE _rowid_ > ? AND _rowid_ <= ? AND (\`_authoring_new_note\` IS NOT coalesce(\`note\`, 'none'))`,
      ],
      postgres: [
        `UPDATE "order" SET "_authoring_new_note" = CASE WHEN length(coalesce("note", 'none')) > 40 THEN (coalesce("note", 'none')) || '.' ELSE coalesce("note", 'none') END WHERE ctid >= $1::tid AND ctid < $2::tid AND hashtid(ctid) & 7 = $3 AND ("_authoring_new_note" IS DISTINCT FROM CASE WHEN length(coalesce("note", 'none')) > 40 THEN (coalesce("note", 'none')) || '.' ELSE coalesce("note", 'none') END)`,
        `-- what is left there: UPDATE "order" SET "_authoring_new_note" = CASE WHEN length(coalesce("note", 'none')) > 40 THEN (coalesce("note", 'none')) || '.' ELSE coalesce("note", 'none') END WHERE ctid >= $1::tid AND ctid < $2::tid AND ("_authoring_new_note" IS DISTINCT FROM CASE WHEN length(coalesce("note", 'none')) > 40 THEN (coalesce("note", 'none')) || '.' ELSE coalesce("note", 'none') END)`,
        `-- rows that moved meanwhile: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE "_authoring_new_note" IS DISTINCT FROM CASE WHEN length(coalesce("note", 'none')) > 40 THEN (coalesce("note", 'none')) || '.' ELSE coalesce("note", 'none') END LIMIT $1), filled AS (UPDATE "order" SET "_authoring_new_note" = CASE WHEN length(coalesce("note", 'none')) > 40 THEN (coalesce("note", 'none')) || '.' ELSE coalesce("note", 'none') END FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_note" IS DISTINCT FROM CASE WHEN length(coalesce("note", 'none')) > 40 THEN (coalesce("note", 'none')) || '.' ELSE coalesce("note", 'none') END END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch`,
        `-- a small table: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "order" WHERE ($1::text IS NULL OR "id" > $1) ORDER BY "id" LIMIT $2), filled AS (UPDATE "order" SET "_authoring_new_note" = CASE WHEN length(coalesce("note", 'none')) > 40 THEN (coalesce("note", 'none')) || '.' ELSE coalesce("note", 'none') END FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_note" IS DISTINCT FROM CASE WHEN length(coalesce("note", 'none')) > 40 THEN (coalesce("note", 'none')) || '.' ELSE coalesce("note", 'none') END END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch`,
      ],
      mysql: [
        `-- stops when this finds a row: SELECT \`id\` FROM \`order\` WHERE \`id\` > ? AND \`id\` <= ? AND (coalesce(char_length(coalesce(\`note\`, 'none')) > 40, 0)) LIMIT 20`,
        `UPDATE \`order\` SET \`_authoring_new_note\` = coalesce(\`note\`, 'none') WHERE \`id\` > ? AND \`id\` <= ? AND (NOT (\`_authoring_new_note\` <=> coalesce(\`note\`, 'none')))`,
      ],
    },
  },
  {
    name: 'a batch of a shadow, reserved words',
    before: [table('case', [column('order', string(20)), reserved.shadow])],
    steps: [{ ...step('backfill', 'case'), rows: 'stale', column: reserved.shadow.name, value: reserved.up }],
    sql: {
      sqlite: [
        `-- stops when this finds a row: SELECT \`id\` FROM \`case\` WHERE _rowid_ > ? AND _rowid_ <= ? AND ((\`order\` IS NOT NULL AND NOT coalesce(\`order\` GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(\`order\`, 1, 10)) = substr(\`order\`, 1, 10) AND datetime(\`order\`) IS NOT NULL, 0))) LIMIT 20`,
        'UPDATE `case` SET `_authoring_new_order` = date(`order`) WHERE _rowid_ > ? AND _rowid_ <= ? AND (`_authoring_new_order` IS NOT date(`order`))',
      ],
      postgres: [
        'UPDATE "case" SET "_authoring_new_order" = ("order")::date WHERE ctid >= $1::tid AND ctid < $2::tid AND hashtid(ctid) & 7 = $3 AND ("_authoring_new_order" IS DISTINCT FROM ("order")::date)',
        '-- what is left there: UPDATE "case" SET "_authoring_new_order" = ("order")::date WHERE ctid >= $1::tid AND ctid < $2::tid AND ("_authoring_new_order" IS DISTINCT FROM ("order")::date)',
        '-- rows that moved meanwhile: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "case" WHERE "_authoring_new_order" IS DISTINCT FROM ("order")::date LIMIT $1), filled AS (UPDATE "case" SET "_authoring_new_order" = ("order")::date FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_order" IS DISTINCT FROM ("order")::date END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
        '-- a small table: WITH batch AS MATERIALIZED (SELECT "id" AS _authoring_key FROM "case" WHERE ($1::text IS NULL OR "id" > $1) ORDER BY "id" LIMIT $2), filled AS (UPDATE "case" SET "_authoring_new_order" = ("order")::date FROM batch WHERE "id" = _authoring_key AND CASE WHEN "id" = _authoring_key THEN "_authoring_new_order" IS DISTINCT FROM ("order")::date END) SELECT count(*)::int AS rows, max(_authoring_key) AS last FROM batch',
      ],
      mysql: [
        `-- stops when this finds a row: SELECT \`id\` FROM \`case\` WHERE \`id\` > ? AND \`id\` <= ? AND ((\`order\` IS NOT NULL AND NOT coalesce(trim(\`order\`) REGEXP '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$' AND substring(trim(\`order\`), 9, 2) <= day(last_day(concat(left(trim(\`order\`), 7), '-01'))), 0))) LIMIT 20`,
        'UPDATE `case` SET `_authoring_new_order` = cast(left(`order`, 10) AS date) WHERE `id` > ? AND `id` <= ? AND (NOT (`_authoring_new_order` <=> cast(left(`order`, 10) AS date)))',
      ],
    },
  },
]);
