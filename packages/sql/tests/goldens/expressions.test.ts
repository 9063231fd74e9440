/**
 * The SQL of every op of an expression, in every dialect: the value, and the condition under which it does not convert.
 * In PostgreSQL and MySQL the value stands as in a trigger; SQLite's triggers read the row by its bare columns.
 */
import { type AuthoredExpression, bindExpression, type ColumnType } from '@objectstack/metadata-authoring';
import { boolean, date, datetime, float, json, string, text } from '@objectstack/metadata-authoring-testkit';
import { expect, it } from 'vitest';
import { uncastableCondition as mysqlFails } from '../../src/dialects/mysql/castable.ts';
import { compileExpression as mysql } from '../../src/dialects/mysql/compile-expression.ts';
import { uncastableCondition as postgresFails } from '../../src/dialects/postgres/castable.ts';
import { compileExpression as postgres } from '../../src/dialects/postgres/compile-expression.ts';
import { uncastableCondition as sqliteFails } from '../../src/dialects/sqlite/castable.ts';
import { compileExpression as sqlite } from '../../src/dialects/sqlite/compile-expression.ts';
import type { DialectName } from '../support/golden.ts';

const columns = new Map<string, ColumnType>([
  ['first', string(80)],
  ['note', text],
  ['size', float],
  ['done', boolean],
  ['day', date],
  ['seen', datetime],
  // By the names that an engine gives to the parts of a list.
  ['value', json],
]);

const column = (name: string): AuthoredExpression => ({ op: 'column', name });

interface Compiled {
  readonly value: string;
  readonly fails: string | null;
}

interface Golden extends Readonly<Record<DialectName, Compiled>> {
  readonly name: string;
  readonly authored: AuthoredExpression;
  readonly target: ColumnType;
}

const GOLDENS: readonly Golden[] = [
  {
    name: 'a text that needs quoting',
    authored: "it's \\ 🦊 $1",
    target: text,
    sqlite: {
      value: `'it''s \\ 🦊 $1'`,
      fails: null,
    },
    postgres: {
      value: `'it''s \\ 🦊 $1'`,
      fails: null,
    },
    mysql: {
      value: `'it''s \\\\ 🦊 $1'`,
      fails: null,
    },
  },
  {
    name: 'the moment, as text',
    authored: { op: 'now' },
    target: text,
    sqlite: {
      value: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
      fails: null,
    },
    postgres: {
      value: `to_char(CURRENT_TIMESTAMP AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
      fails: null,
    },
    mysql: {
      value: "concat(date_format(CURRENT_TIMESTAMP(3), '%Y-%m-%dT%H:%i:%s.'), lpad(microsecond(CURRENT_TIMESTAMP(3)) DIV 1000, 3, '0'), 'Z')",
      fails: null,
    },
  },
  {
    name: 'text as number',
    authored: { op: 'cast', value: column('note'), to: 'number' },
    target: float,
    sqlite: {
      value: 'CAST(`note` AS REAL)',
      fails: '(`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0))',
    },
    postgres: {
      value: '(NEW."note")::real',
      fails: `("note" IS NOT NULL AND NOT pg_temp.authoring_castable(("note")::text, 'real'))`,
    },
    mysql: {
      value: 'round(NEW.`note` + 0e0, 2)',
      fails: `(\`note\` IS NOT NULL AND NOT coalesce(\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`note\` + 0e0) < 999999.995, 0))`,
    },
  },
  {
    name: 'the first that is not NULL, each cast on its own',
    authored: { op: 'coalesce', values: [{ op: 'cast', value: column('note'), to: 'number' }, { op: 'cast', value: column('first'), to: 'number' }, 0] },
    target: float,
    sqlite: {
      value: 'coalesce(CAST(`note` AS REAL), CAST(`first` AS REAL), 0)',
      fails: 'CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN 1 WHEN CAST(`note` AS REAL) IS NOT NULL THEN 0 ELSE (`first` IS NOT NULL AND NOT coalesce(CAST(`first` AS REAL) = trim(`first`), 0)) END',
    },
    postgres: {
      value: `coalesce((NEW."note")::real, (NEW."first")::real, '0')`,
      fails: `CASE WHEN ("note" IS NOT NULL AND NOT pg_temp.authoring_castable(("note")::text, 'real')) THEN true WHEN ("note")::real IS NOT NULL THEN false ELSE ("first" IS NOT NULL AND NOT pg_temp.authoring_castable(("first")::text, 'real')) END`,
    },
    mysql: {
      value: 'coalesce(round(NEW.`note` + 0e0, 2), round(NEW.`first` + 0e0, 2), 0)',
      fails: `CASE WHEN (\`note\` IS NOT NULL AND NOT coalesce(\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`note\` + 0e0) < 999999.995, 0)) THEN 1 WHEN round(\`note\` + 0e0, 2) IS NOT NULL THEN 0 ELSE (\`first\` IS NOT NULL AND NOT coalesce(\`first\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`first\` + 0e0) < 999999.995, 0)) END`,
    },
  },
  {
    name: 'texts joined, with a constant',
    authored: { op: 'concat', values: [column('first'), "'s ", column('note')] },
    target: text,
    sqlite: {
      value: `(coalesce(\`first\`, '') || '''s ' || coalesce(\`note\`, ''))`,
      fails: null,
    },
    postgres: {
      value: `(coalesce(NEW."first", '') || '''s ' || coalesce(NEW."note", ''))`,
      fails: null,
    },
    mysql: {
      value: `concat(coalesce(NEW.\`first\`, ''), '''s ', coalesce(NEW.\`note\`, ''))`,
      fails: null,
    },
  },
  {
    name: 'texts and a number joined, without one',
    authored: { op: 'concat', values: [column('first'), column('size')] },
    target: text,
    sqlite: {
      value: `CASE WHEN coalesce(\`first\`, CASE WHEN \`size\` = CAST(\`size\` AS INTEGER) THEN CAST(CAST(\`size\` AS INTEGER) AS TEXT) ELSE CAST(\`size\` AS TEXT) END) IS NOT NULL THEN (coalesce(\`first\`, '') || coalesce(CASE WHEN \`size\` = CAST(\`size\` AS INTEGER) THEN CAST(CAST(\`size\` AS INTEGER) AS TEXT) ELSE CAST(\`size\` AS TEXT) END, '')) END`,
      fails: null,
    },
    postgres: {
      value: `CASE WHEN coalesce(NEW."first", trim_scale(NEW."size"::text::numeric)::text) IS NOT NULL THEN (coalesce(NEW."first", '') || coalesce(trim_scale(NEW."size"::text::numeric)::text, '')) END`,
      fails: null,
    },
    mysql: {
      value: `CASE WHEN coalesce(NEW.\`first\`, trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`size\` AS decimal(20, 2))))) IS NOT NULL THEN concat(coalesce(NEW.\`first\`, ''), coalesce(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`size\` AS decimal(20, 2)))), '')) END`,
      fails: null,
    },
  },
  {
    name: 'a part of a text',
    authored: { op: 'substring', value: column('note'), start: 3, length: 2 },
    target: text,
    sqlite: {
      value: 'substr(`note`, 3, 2)',
      fails: null,
    },
    postgres: {
      value: 'substring(NEW."note", 3, 2)',
      fails: null,
    },
    mysql: {
      value: 'substring(NEW.`note`, 3, 2)',
      fails: null,
    },
  },
  {
    name: 'the rest of a text',
    authored: { op: 'substring', value: column('note'), start: 3 },
    target: text,
    sqlite: {
      value: 'substr(`note`, 3)',
      fails: null,
    },
    postgres: {
      value: 'substring(NEW."note", 3)',
      fails: null,
    },
    mysql: {
      value: 'substring(NEW.`note`, 3)',
      fails: null,
    },
  },
  {
    name: 'other values for texts',
    authored: { op: 'map', value: column('note'), cases: [{ from: "it's ", to: 'b\\' }, { from: 'c', to: null }] },
    target: text,
    sqlite: {
      value: `CASE \`note\` WHEN 'it''s ' THEN 'b\\' WHEN 'c' THEN NULL ELSE \`note\` END`,
      fails: null,
    },
    postgres: {
      value: `CASE NEW."note" WHEN 'it''s ' THEN 'b\\'::text WHEN 'c' THEN NULL::text ELSE NEW."note" END`,
      fails: null,
    },
    mysql: {
      value: `CASE cast(NEW.\`note\` AS binary) WHEN 'it''s ' THEN 'b\\\\' WHEN 'c' THEN NULL ELSE NEW.\`note\` END`,
      fails: null,
    },
  },
  {
    name: 'numbers for texts, and a cast for the rest',
    authored: { op: 'map', value: column('note'), cases: [{ from: 'none', to: 0 }], otherwise: { op: 'cast', value: column('note'), to: 'number' } },
    target: float,
    sqlite: {
      value: `CASE \`note\` WHEN 'none' THEN 0 ELSE CAST(\`note\` AS REAL) END`,
      fails: `CASE WHEN \`note\` IN ('none') THEN 0 ELSE (\`note\` IS NOT NULL AND NOT coalesce(CAST(\`note\` AS REAL) = trim(\`note\`), 0)) END`,
    },
    postgres: {
      value: `CASE NEW."note" WHEN 'none' THEN '0'::real ELSE (NEW."note")::real END`,
      fails: `CASE WHEN "note" IN ('none') THEN false ELSE ("note" IS NOT NULL AND NOT pg_temp.authoring_castable(("note")::text, 'real')) END`,
    },
    mysql: {
      value: `CASE cast(NEW.\`note\` AS binary) WHEN 'none' THEN 0 ELSE round(NEW.\`note\` + 0e0, 2) END`,
      fails: `(CASE WHEN cast(\`note\` AS binary) IN ('none') THEN 0 ELSE (\`note\` IS NOT NULL AND NOT coalesce(\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`note\` + 0e0) < 999999.995, 0)) END)`,
    },
  },
  {
    name: 'texts for numbers',
    authored: { op: 'map', value: column('size'), cases: [{ from: 0.5, to: 'half' }, { from: 1, to: 'whole' }], otherwise: 'more' },
    target: text,
    sqlite: {
      value: `CASE \`size\` WHEN 0.5 THEN 'half' WHEN 1 THEN 'whole' ELSE 'more' END`,
      fails: null,
    },
    postgres: {
      value: `CASE NEW."size" WHEN '0.5' THEN 'half'::text WHEN '1' THEN 'whole'::text ELSE 'more' END`,
      fails: null,
    },
    mysql: {
      value: `CASE round(NEW.\`size\`, 2) WHEN 0.5e0 THEN 'half' WHEN 1e0 THEN 'whole' ELSE 'more' END`,
      fails: null,
    },
  },
  {
    name: 'texts for instants',
    authored: { op: 'map', value: column('seen'), cases: [{ from: '2024-02-29T10:00:00Z', to: 'leap' }], otherwise: null },
    target: text,
    sqlite: {
      value: `CASE \`seen\` WHEN '2024-02-29T10:00:00.000Z' THEN 'leap' ELSE NULL END`,
      fails: null,
    },
    postgres: {
      value: `CASE NEW."seen" WHEN '2024-02-29T10:00:00.000Z' THEN 'leap'::text ELSE NULL END`,
      fails: null,
    },
    mysql: {
      value: `CASE NEW.\`seen\` WHEN TIMESTAMP'2024-02-29 10:00:00.000' THEN 'leap' ELSE NULL END`,
      fails: null,
    },
  },
  {
    name: 'items of a list',
    authored: { op: 'map_items', value: column('value'), cases: [{ from: 'a', to: "it's" }] },
    target: json,
    sqlite: {
      value: `CASE json_type(\`value\`) WHEN 'array' THEN (SELECT json_group_array(json(_authoring_item)) FROM (SELECT CASE _authoring_a.type WHEN 'text' THEN json_quote(CASE _authoring_a.value WHEN 'a' THEN 'it''s' ELSE _authoring_a.value END) ELSE _authoring_list._authoring_json -> _authoring_a.key END AS _authoring_item FROM (SELECT \`value\` AS _authoring_json) AS _authoring_list JOIN json_each(_authoring_list._authoring_json) AS _authoring_a WHERE NOT EXISTS (SELECT 1 FROM json_each(_authoring_list._authoring_json) AS _authoring_b WHERE _authoring_b.key < _authoring_a.key AND CASE _authoring_b.type WHEN 'text' THEN json_quote(CASE _authoring_b.value WHEN 'a' THEN 'it''s' ELSE _authoring_b.value END) ELSE _authoring_list._authoring_json -> _authoring_b.key END = CASE _authoring_a.type WHEN 'text' THEN json_quote(CASE _authoring_a.value WHEN 'a' THEN 'it''s' ELSE _authoring_a.value END) ELSE _authoring_list._authoring_json -> _authoring_a.key END AND ((_authoring_a.type = 'text' AND _authoring_a.value IN ('a')) OR (_authoring_b.type = 'text' AND _authoring_b.value IN ('a')))) ORDER BY _authoring_a.key)) ELSE \`value\` END`,
      fails: "(`value` IS NOT NULL AND (NOT json_valid(`value`) OR instr(replace(`value`, '\\\\', ''), '\\u0000') > 0))",
    },
    postgres: {
      value: `CASE json_typeof(NEW."value") WHEN 'array' THEN (SELECT coalesce(json_agg(a._authoring_item ORDER BY a._authoring_at), '[]') FROM (SELECT _authoring_at, CASE WHEN json_typeof(_authoring_raw) = 'string' THEN to_json(CASE _authoring_raw #>> '{}' WHEN 'a' THEN 'it''s' ELSE _authoring_raw #>> '{}' END) ELSE _authoring_raw END AS _authoring_item, json_typeof(_authoring_raw) = 'string' AND _authoring_raw #>> '{}' IN ('a') AS _authoring_new FROM json_array_elements(NEW."value") WITH ORDINALITY AS _authoring_list (_authoring_raw, _authoring_at)) AS a WHERE NOT EXISTS (SELECT 1 FROM (SELECT _authoring_at, CASE WHEN json_typeof(_authoring_raw) = 'string' THEN to_json(CASE _authoring_raw #>> '{}' WHEN 'a' THEN 'it''s' ELSE _authoring_raw #>> '{}' END) ELSE _authoring_raw END AS _authoring_item, json_typeof(_authoring_raw) = 'string' AND _authoring_raw #>> '{}' IN ('a') AS _authoring_new FROM json_array_elements(NEW."value") WITH ORDINALITY AS _authoring_list (_authoring_raw, _authoring_at)) AS b WHERE b._authoring_at < a._authoring_at AND b._authoring_item::text = a._authoring_item::text AND (a._authoring_new OR b._authoring_new))) ELSE NEW."value" END`,
      fails: `(coalesce(position('\\u' in ("value")::text) > 0, false) AND NOT pg_temp.authoring_readable("value"))`,
    },
    mysql: {
      value: `CASE json_type(NEW.\`value\`) WHEN 'ARRAY' THEN (SELECT concat('[', coalesce(group_concat(CASE WHEN json_type(_authoring_a._authoring_raw) = 'STRING' THEN CASE cast(json_unquote(_authoring_a._authoring_raw) AS binary) WHEN 'a' THEN '"it''s"' ELSE json_quote(json_unquote(_authoring_a._authoring_raw)) END ELSE _authoring_a._authoring_raw END ORDER BY _authoring_a._authoring_at SEPARATOR ','), ''), ']') FROM json_table(NEW.\`value\`, '$[*]' COLUMNS (_authoring_at FOR ORDINALITY, _authoring_raw JSON PATH '$')) AS _authoring_a WHERE NOT EXISTS (SELECT 1 FROM json_table(NEW.\`value\`, '$[*]' COLUMNS (_authoring_at FOR ORDINALITY, _authoring_raw JSON PATH '$')) AS _authoring_b WHERE _authoring_b._authoring_at < _authoring_a._authoring_at AND cast(CASE WHEN json_type(_authoring_b._authoring_raw) = 'STRING' THEN CASE cast(json_unquote(_authoring_b._authoring_raw) AS binary) WHEN 'a' THEN '"it''s"' ELSE json_quote(json_unquote(_authoring_b._authoring_raw)) END ELSE _authoring_b._authoring_raw END AS binary) = cast(CASE WHEN json_type(_authoring_a._authoring_raw) = 'STRING' THEN CASE cast(json_unquote(_authoring_a._authoring_raw) AS binary) WHEN 'a' THEN '"it''s"' ELSE json_quote(json_unquote(_authoring_a._authoring_raw)) END ELSE _authoring_a._authoring_raw END AS binary) AND ((json_type(_authoring_a._authoring_raw) = 'STRING' AND cast(json_unquote(_authoring_a._authoring_raw) AS binary) IN ('a')) OR (json_type(_authoring_b._authoring_raw) = 'STRING' AND cast(json_unquote(_authoring_b._authoring_raw) AS binary) IN ('a'))))) ELSE NEW.\`value\` END`,
      fails: "(coalesce(locate('\\\\u0000', replace(`value`, '\\\\\\\\', '')) > 0, 0) OR (json_type(`value`) = 'ARRAY' AND coalesce((SELECT sum(octet_length(CASE WHEN json_type(_authoring_a._authoring_raw) = 'STRING' THEN CASE cast(json_unquote(_authoring_a._authoring_raw) AS binary) WHEN 'a' THEN '\"it''s\"' ELSE json_quote(json_unquote(_authoring_a._authoring_raw)) END ELSE _authoring_a._authoring_raw END) + 1) FROM json_table(`value`, '$[*]' COLUMNS (_authoring_at FOR ORDINALITY, _authoring_raw JSON PATH '$')) AS _authoring_a), 0) > @@group_concat_max_len))",
    },
  },
  {
    name: 'a calculation with a constant',
    authored: { op: 'arithmetic', operator: '*', left: column('size'), right: 0.1 },
    target: float,
    sqlite: {
      value: `CASE WHEN (CAST(\`size\` AS REAL) * CAST(0.1 AS REAL)) IS NOT NULL THEN CAST(printf('%.15g', (CAST(\`size\` AS REAL) * CAST(0.1 AS REAL))) AS REAL) END`,
      fails: '(CAST(`size` AS REAL) IS NOT NULL AND CAST(0.1 AS REAL) IS NOT NULL AND NOT coalesce(abs((CAST(`size` AS REAL) * CAST(0.1 AS REAL))) <= 1.7976931348623157e308, 0))',
    },
    postgres: {
      value: `((NEW."size")::text::float8 * '0.1'::float8)::real`,
      fails: `NOT pg_temp.authoring_calculable(("size")::text::float8, '*', '0.1'::float8, 'real')`,
    },
    mysql: {
      value: 'round((round(NEW.`size`, 2) * 0.1e0), 2)',
      fails: 'coalesce(abs((round(`size`, 2) * 0.1e0)) >= 999999.995, 0)',
    },
  },
  {
    name: 'a division of a sum',
    authored: { op: 'arithmetic', operator: '/', left: { op: 'arithmetic', operator: '+', left: column('size'), right: 1 }, right: column('size') },
    target: float,
    sqlite: {
      value: `CASE WHEN ((CAST(\`size\` AS REAL) + CAST(1 AS REAL)) / CAST(\`size\` AS REAL)) IS NOT NULL THEN CAST(printf('%.15g', ((CAST(\`size\` AS REAL) + CAST(1 AS REAL)) / CAST(\`size\` AS REAL))) AS REAL) END`,
      fails: 'CASE WHEN (CAST(`size` AS REAL) IS NOT NULL AND CAST(1 AS REAL) IS NOT NULL AND NOT coalesce(abs((CAST(`size` AS REAL) + CAST(1 AS REAL))) <= 1.7976931348623157e308, 0)) THEN 1 ELSE ((CAST(`size` AS REAL) + CAST(1 AS REAL)) IS NOT NULL AND CAST(`size` AS REAL) IS NOT NULL AND NOT coalesce(abs(((CAST(`size` AS REAL) + CAST(1 AS REAL)) / CAST(`size` AS REAL))) <= 1.7976931348623157e308, 0)) END',
    },
    postgres: {
      value: `(((NEW."size")::text::float8 + '1'::float8) / (NEW."size")::text::float8)::real`,
      fails: `CASE WHEN NOT pg_temp.authoring_calculable(("size")::text::float8, '+', '1'::float8, 'float8') THEN true ELSE NOT pg_temp.authoring_calculable((("size")::text::float8 + '1'::float8), '/', ("size")::text::float8, 'real') END`,
    },
    mysql: {
      value: 'round(((round(NEW.`size`, 2) + 1e0) / round(NEW.`size`, 2)), 2)',
      fails: 'CASE WHEN coalesce(abs((round(`size`, 2) + 1e0)) >= 1e150, 0) THEN 1 WHEN abs(round(`size`, 2)) < 1e-150 THEN (round(`size`, 2) + 1e0) IS NOT NULL ELSE coalesce(abs(((round(`size`, 2) + 1e0) / round(`size`, 2))) >= 999999.995, 0) END',
    },
  },
  {
    name: 'a list of one',
    authored: { op: 'json_array', value: column('done') },
    target: json,
    sqlite: {
      value: `CASE WHEN \`done\` IS NOT NULL THEN json_array(json(CASE WHEN \`done\` THEN 'true' ELSE 'false' END)) END`,
      fails: null,
    },
    postgres: {
      value: 'CASE WHEN NEW."done" IS NOT NULL THEN json_build_array(NEW."done") END',
      fails: null,
    },
    mysql: {
      value: `CASE WHEN NEW.\`done\` IS NOT NULL THEN concat('[', if(NEW.\`done\` IS NULL, NULL, if(NEW.\`done\`, 'true', 'false')), ']') END`,
      fails: null,
    },
  },
  {
    name: 'the first item of a list, as number',
    authored: { op: 'cast', value: { op: 'json_first', value: column('value') }, to: 'number' },
    target: float,
    sqlite: {
      value: `CAST(CASE json_type(\`value\`) WHEN 'array' THEN CASE json_type(\`value\`, '$[0]') WHEN 'text' THEN \`value\` ->> '$[0]' WHEN 'null' THEN NULL ELSE (\`value\` -> '$[0]') || '' END ELSE CASE json_type(\`value\`, '$') WHEN 'text' THEN \`value\` ->> '$' WHEN 'null' THEN NULL ELSE (\`value\` -> '$') || '' END END AS REAL)`,
      fails: "CASE WHEN (`value` IS NOT NULL AND (NOT json_valid(`value`) OR instr(replace(`value`, '\\\\', ''), '\\u0000') > 0)) THEN 1 ELSE (CASE json_type(`value`) WHEN 'array' THEN CASE json_type(`value`, '$[0]') WHEN 'text' THEN `value` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`value` -> '$[0]') || '' END ELSE CASE json_type(`value`, '$') WHEN 'text' THEN `value` ->> '$' WHEN 'null' THEN NULL ELSE (`value` -> '$') || '' END END IS NOT NULL AND NOT coalesce(CAST(CASE json_type(`value`) WHEN 'array' THEN CASE json_type(`value`, '$[0]') WHEN 'text' THEN `value` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`value` -> '$[0]') || '' END ELSE CASE json_type(`value`, '$') WHEN 'text' THEN `value` ->> '$' WHEN 'null' THEN NULL ELSE (`value` -> '$') || '' END END AS REAL) = trim(CASE json_type(`value`) WHEN 'array' THEN CASE json_type(`value`, '$[0]') WHEN 'text' THEN `value` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`value` -> '$[0]') || '' END ELSE CASE json_type(`value`, '$') WHEN 'text' THEN `value` ->> '$' WHEN 'null' THEN NULL ELSE (`value` -> '$') || '' END END), 0)) END",
    },
    postgres: {
      value: `(CASE json_typeof(NEW."value") WHEN 'array' THEN NEW."value" ->> 0 ELSE NEW."value" #>> '{}' END)::real`,
      fails: `CASE WHEN (coalesce(position('\\u' in ("value")::text) > 0, false) AND NOT pg_temp.authoring_readable("value")) THEN true ELSE (CASE json_typeof("value") WHEN 'array' THEN "value" ->> 0 ELSE "value" #>> '{}' END IS NOT NULL AND NOT pg_temp.authoring_castable((CASE json_typeof("value") WHEN 'array' THEN "value" ->> 0 ELSE "value" #>> '{}' END)::text, 'real')) END`,
    },
    mysql: {
      value: `round(CASE json_type(json_extract(NEW.\`value\`, if(json_type(NEW.\`value\`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(NEW.\`value\`, if(json_type(NEW.\`value\`) = 'ARRAY', '$[0]', '$'))) END + 0e0, 2)`,
      fails: "((coalesce(locate('\\\\u0000', replace(`value`, '\\\\\\\\', '')) > 0, 0)) OR (CASE json_type(json_extract(`value`, if(json_type(`value`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`value`, if(json_type(`value`) = 'ARRAY', '$[0]', '$'))) END IS NOT NULL AND NOT coalesce(CASE json_type(json_extract(`value`, if(json_type(`value`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`value`, if(json_type(`value`) = 'ARRAY', '$[0]', '$'))) END REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(CASE json_type(json_extract(`value`, if(json_type(`value`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`value`, if(json_type(`value`) = 'ARRAY', '$[0]', '$'))) END + 0e0) < 999999.995, 0)))",
    },
  },
];

function compiled({ authored, target }: Pick<Golden, 'authored' | 'target'>): Readonly<Record<DialectName, Compiled>> {
  const bound = bindExpression(authored, columns, target);
  if ('problems' in bound) throw new Error(JSON.stringify(bound.problems));
  const { expression } = bound;
  return {
    sqlite: { value: sqlite(expression, target, columns), fails: sqliteFails(expression, columns) },
    postgres: { value: postgres(expression, target, columns, 'NEW.'), fails: postgresFails(expression, columns) },
    mysql: { value: mysql(expression, target, columns, 'NEW.'), fails: mysqlFails(expression, columns) },
  };
}

for (const dialect of ['sqlite', 'postgres', 'mysql'] as const)
  it.each(GOLDENS)(`${dialect} · $name`, (golden) => {
    expect(compiled(golden)[dialect]).toEqual(golden[dialect]);
  });
