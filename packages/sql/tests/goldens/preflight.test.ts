/** The conditions under which preflight counts rows, in every dialect: what stops a step first, then what it loses. */
import type { PreflightCheck } from '@objectstack/metadata-authoring';
import { float, json, string, tenantIndex, text } from '@objectstack/metadata-authoring-testkit';
import { expect, it } from 'vitest';
import { conditionsOf as mysql, texts as mysqlTexts } from '../../src/dialects/mysql/preflight.ts';
import { conditionsOf as postgres, texts as postgresTexts } from '../../src/dialects/postgres/preflight.ts';
import { conditionsOf as sqlite, texts as sqliteTexts } from '../../src/dialects/sqlite/preflight.ts';
import { duplicateQuestions } from '../../src/environment/preflight-duplicates.ts';
import type { DialectName } from '../support/golden.ts';

const dialects = { sqlite, postgres, mysql } as const satisfies Record<DialectName, unknown>;
const texts = { sqlite: sqliteTexts, postgres: postgresTexts, mysql: mysqlTexts } as const;
const about = { stepId: 's', table: 'order', column: 'v' } as const;

const cases: readonly (readonly [PreflightCheck, Readonly<Record<DialectName, readonly string[]>>])[] = [
  [
    { ...about, check: 'null_values' },
    { sqlite: ['`v` IS NULL'], postgres: ['"v" IS NULL'], mysql: ['`v` IS NULL'] },
  ],
  [
    { ...about, check: 'unfilled_rows' },
    { sqlite: ['1'], postgres: ['true'], mysql: ['true'] },
  ],
  [
    { ...about, check: 'retired_choices', choices: ["it's", 'x'], many: false },
    {
      sqlite: ["(`v` IN ('it''s', 'x'))"],
      postgres: [`("v"::text IN ('it''s', 'x'))`],
      mysql: ["(cast(`v` AS binary) IN ('it''s', 'x'))"],
    },
  ],
  [
    { ...about, check: 'retired_choices', choices: ['a', 'b'], many: true },
    {
      sqlite: [`(instr(\`v\`, '"a"') > 0 OR instr(\`v\`, '"b"') > 0)`],
      postgres: [`(position('"a"' in "v"::text) > 0 OR position('"b"' in "v"::text) > 0)`],
      mysql: [`(locate('"a"', cast(\`v\` AS binary)) > 0 OR locate('"b"', cast(\`v\` AS binary)) > 0)`],
    },
  ],
  [
    { ...about, check: 'orphan_references', target: 'a', many: false },
    {
      sqlite: [
        '`order`.`v` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `a` AS `authoring_target` WHERE `authoring_target`.`id` = `order`.`v`)',
      ],
      postgres: [
        '"order"."v" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "a" AS "authoring_target" WHERE "authoring_target"."id" = "order"."v")',
      ],
      mysql: [
        '`order`.`v` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `a` AS `authoring_target` WHERE `authoring_target`.`id` = `order`.`v`)',
      ],
    },
  ],
  [
    { ...about, check: 'orphan_references', target: null, many: true },
    {
      sqlite: [
        "EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(`order`.`v`) THEN CASE json_type(`order`.`v`) WHEN 'array' THEN `order`.`v` ELSE '[]' END ELSE '[]' END) AS `authoring_item` WHERE `authoring_item`.value IS NOT NULL)",
      ],
      postgres: [
        `EXISTS (SELECT 1 FROM json_array_elements_text(CASE json_typeof("order"."v") WHEN 'array' THEN "order"."v" ELSE '[]' END) AS "authoring_item"(value) WHERE "authoring_item".value IS NOT NULL)`,
      ],
      mysql: [
        "EXISTS (SELECT 1 FROM json_table(if(json_valid(`order`.`v`), `order`.`v`, '[]'), '$[*]' COLUMNS (value text PATH '$')) AS `authoring_item` WHERE `authoring_item`.value IS NOT NULL)",
      ],
    },
  ],
  [
    { check: 'duplicates', stepId: 's', table: 'order', parts: tenantIndex('u', ['v']).parts },
    {
      sqlite: ["COALESCE(`organization_id`, '__global__') IS NOT NULL AND `v` IS NOT NULL"],
      postgres: [`COALESCE("organization_id", '__global__') IS NOT NULL AND "v" IS NOT NULL`],
      mysql: [
        "/*!80013 COALESCE(*/`organization_id`/*!80013 , '__global__')*/ IS NOT NULL AND `v` IS NOT NULL",
      ],
    },
  ],
  [
    { ...about, check: 'uncastable', from: text, to: float },
    {
      sqlite: [
        '(`v` IS NOT NULL AND NOT coalesce(CAST(`v` AS REAL) = trim(`v`), 0))',
        '`v` IS NOT NULL AND CASE WHEN (`v` IS NOT NULL AND NOT coalesce(CAST(`v` AS REAL) = trim(`v`), 0)) THEN 0 ELSE `v` IS NOT CASE WHEN CAST(`v` AS REAL) = CAST(CAST(`v` AS REAL) AS INTEGER) THEN CAST(CAST(CAST(`v` AS REAL) AS INTEGER) AS TEXT) ELSE CAST(CAST(`v` AS REAL) AS TEXT) END END',
      ],
      postgres: [
        `("v" IS NOT NULL AND NOT pg_temp.authoring_castable(("v")::text, 'real')) AND NOT pg_temp.authoring_castable(("v")::text, 'numeric')`,
        `("v" IS NOT NULL AND NOT pg_temp.authoring_castable(("v")::text, 'real')) AND pg_temp.authoring_castable(("v")::text, 'numeric')`,
        `"v" IS NOT NULL AND CASE WHEN ("v" IS NOT NULL AND NOT pg_temp.authoring_castable(("v")::text, 'real')) THEN false ELSE trim_scale(("v")::real::text::numeric)::text IS DISTINCT FROM "v" END`,
      ],
      mysql: [
        `(\`v\` IS NOT NULL AND NOT coalesce(\`v\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`v\` + 0e0) < 999999.995, 0)) AND NOT \`v\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$'`,
        `(\`v\` IS NOT NULL AND NOT coalesce(\`v\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`v\` + 0e0) < 999999.995, 0)) AND \`v\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$'`,
        `\`v\` IS NOT NULL AND CASE WHEN (\`v\` IS NOT NULL AND NOT coalesce(\`v\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`v\` + 0e0) < 999999.995, 0)) THEN false ELSE (NOT (cast(\`v\` AS binary) <=> cast(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(round(\`v\` + 0e0, 2) AS decimal(20, 2)))) AS binary)) OR (abs(round(\`v\` + 0e0, 2)) >= 131072 AND round(\`v\` + 0e0, 2) <> floor(round(\`v\` + 0e0, 2)))) END`,
      ],
    },
  ],
  [
    { ...about, check: 'uncastable', from: json, to: text },
    {
      sqlite: [
        "(`v` IS NOT NULL AND (NOT json_valid(`v`) OR instr(replace(`v`, '\\\\', ''), '\\u0000') > 0))",
        "`v` IS NOT NULL AND CASE WHEN (`v` IS NOT NULL AND (NOT json_valid(`v`) OR instr(replace(`v`, '\\\\', ''), '\\u0000') > 0)) THEN 0 ELSE json(`v`) IS NOT json(CASE WHEN CASE json_type(`v`) WHEN 'array' THEN CASE json_type(`v`, '$[0]') WHEN 'text' THEN `v` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`v` -> '$[0]') || '' END ELSE CASE json_type(`v`, '$') WHEN 'text' THEN `v` ->> '$' WHEN 'null' THEN NULL ELSE (`v` -> '$') || '' END END IS NOT NULL THEN json_array(CASE json_type(`v`) WHEN 'array' THEN CASE json_type(`v`, '$[0]') WHEN 'text' THEN `v` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`v` -> '$[0]') || '' END ELSE CASE json_type(`v`, '$') WHEN 'text' THEN `v` ->> '$' WHEN 'null' THEN NULL ELSE (`v` -> '$') || '' END END) END) END",
      ],
      postgres: [
        `(coalesce(position('\\u' in ("v")::text) > 0, false) AND NOT pg_temp.authoring_readable("v"))`,
        `"v" IS NOT NULL AND CASE WHEN (coalesce(position('\\u' in ("v")::text) > 0, false) AND NOT pg_temp.authoring_readable("v")) THEN false ELSE (CASE WHEN CASE json_typeof("v") WHEN 'array' THEN "v" ->> 0 ELSE "v" #>> '{}' END IS NOT NULL THEN json_build_array(CASE json_typeof("v") WHEN 'array' THEN "v" ->> 0 ELSE "v" #>> '{}' END) END)::jsonb IS DISTINCT FROM ("v")::jsonb END`,
      ],
      mysql: [
        "(coalesce(locate('\\\\u0000', replace(`v`, '\\\\\\\\', '')) > 0, 0))",
        "`v` IS NOT NULL AND CASE WHEN (coalesce(locate('\\\\u0000', replace(`v`, '\\\\\\\\', '')) > 0, 0)) THEN false ELSE NOT (json_type(`v`) <=> json_type(CASE WHEN CASE json_type(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) END IS NOT NULL THEN concat('[', json_quote(CASE json_type(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) END), ']') END) AND json_length(`v`) <=> json_length(CASE WHEN CASE json_type(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) END IS NOT NULL THEN concat('[', json_quote(CASE json_type(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) END), ']') END) AND json_contains(`v`, CASE WHEN CASE json_type(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) END IS NOT NULL THEN concat('[', json_quote(CASE json_type(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`v`, if(json_type(`v`) = 'ARRAY', '$[0]', '$'))) END), ']') END) <=> 1) END",
      ],
    },
  ],
  [
    { ...about, check: 'too_long', length: 3 },
    { sqlite: ['length(CAST(`v` AS TEXT)) > 3'], postgres: ['length("v"::text) > 3'], mysql: ['char_length(cast(`v` AS char)) > 3'] },
  ],
  [
    {
      ...about,
      check: 'stated_values',
      made: {
        value: { op: 'arithmetic', operator: '/', left: { op: 'column', name: 'a' }, right: { op: 'column', name: 'b' } },
        type: float,
        columns: { a: float, b: float },
      },
      among: 'v',
    },
    {
      sqlite: [
        '`v` IS NULL AND (CASE WHEN (CAST(`a` AS REAL) IS NOT NULL AND CAST(`b` AS REAL) IS NOT NULL AND NOT coalesce(abs((CAST(`a` AS REAL) / CAST(`b` AS REAL))) <= 1.7976931348623157e308, 0)) THEN CASE WHEN CAST(`b` AS REAL) <> 0 THEN 0 ELSE 1 END ELSE 0 END)',
        '`v` IS NULL AND (CASE WHEN (CAST(`a` AS REAL) IS NOT NULL AND CAST(`b` AS REAL) IS NOT NULL AND NOT coalesce(abs((CAST(`a` AS REAL) / CAST(`b` AS REAL))) <= 1.7976931348623157e308, 0)) THEN CASE WHEN CAST(`b` AS REAL) <> 0 THEN 1 ELSE 0 END ELSE 0 END)',
      ],
      postgres: [
        `"v" IS NULL AND (CASE WHEN NOT pg_temp.authoring_calculable(("a")::text::float8, '/', ("b")::text::float8, 'real') THEN CASE WHEN ("b")::text::float8 <> 0 THEN false ELSE true END ELSE false END)`,
        `"v" IS NULL AND (CASE WHEN NOT pg_temp.authoring_calculable(("a")::text::float8, '/', ("b")::text::float8, 'real') THEN CASE WHEN ("b")::text::float8 <> 0 THEN true ELSE false END ELSE false END)`,
      ],
      mysql: [
        '`v` IS NULL AND (CASE WHEN CASE WHEN abs(round(`b`, 2)) < 1e-150 THEN round(`a`, 2) IS NOT NULL ELSE coalesce(abs((round(`a`, 2) / round(`b`, 2))) >= 999999.995, 0) END THEN CASE WHEN round(`b`, 2) <> 0 THEN false ELSE true END ELSE false END)',
        '`v` IS NULL AND (CASE WHEN CASE WHEN abs(round(`b`, 2)) < 1e-150 THEN round(`a`, 2) IS NOT NULL ELSE coalesce(abs((round(`a`, 2) / round(`b`, 2))) >= 999999.995, 0) END THEN CASE WHEN round(`b`, 2) <> 0 THEN true ELSE false END ELSE false END)',
      ],
    },
  ],
  [
    {
      ...about,
      check: 'stated_values',
      made: {
        value: { op: 'substring', value: { op: 'column', name: 'v' }, start: 1, length: 2 },
        type: string(9),
        columns: { v: text },
      },
      choices: ["it's"],
      replaces: 'v',
    },
    {
      sqlite: [
        'length(CAST(substr(`v`, 1, 2) AS TEXT)) > 9',
        "substr(`v`, 1, 2) IS NOT NULL AND substr(`v`, 1, 2) NOT IN ('it''s') AND NOT coalesce(substr(`v`, 1, 2) = `v`, 0)",
      ],
      postgres: [
        `length(substring("v", 1, 2)::text) > 9`,
        `substring("v", 1, 2) IS NOT NULL AND substring("v", 1, 2)::text NOT IN ('it''s') AND NOT coalesce(substring("v", 1, 2)::text = "v"::text, false)`,
      ],
      mysql: [
        'char_length(cast(substring(`v`, 1, 2) AS char)) > 9',
        "substring(`v`, 1, 2) IS NOT NULL AND cast(substring(`v`, 1, 2) AS binary) NOT IN ('it''s') AND NOT coalesce(cast(substring(`v`, 1, 2) AS binary) = cast(`v` AS binary), false)",
      ],
    },
  ],
  [
    { ...about, check: 'rows_held' },
    { sqlite: ['`v` IS NOT NULL'], postgres: ['"v" IS NOT NULL'], mysql: ['`v` IS NOT NULL'] },
  ],
  [
    { check: 'rows_purged', stepId: 's', table: 'order' },
    { sqlite: ['1'], postgres: ['true'], mysql: ['true'] },
  ],
];

for (const dialect of Object.keys(dialects) as DialectName[])
  it.each(cases.map(([check, sql]) => [check.check, check, sql] as const))(`${dialect} · %s`, (_, check, sql) => {
    expect(dialects[dialect](check).map(({ where }) => where)).toEqual(sql[dialect]);
  });

const duplicates = { check: 'duplicates', stepId: 's', table: 'order', parts: tenantIndex('u', ['v']).parts } as const;

/** Some rows of a slice; their keys; the groups of a range, and of one key; rows of the biggest. */
const groupings = {
  postgres: [
    `SELECT "id" FROM "order" WHERE s AND (w) LIMIT 9`,
    `SELECT COALESCE("organization_id", '__global__') AS key_0, "v"::text AS key_1 FROM "order" WHERE "id" IN ('a', 'b') AND (w) ORDER BY COALESCE("organization_id", '__global__'), "v"`,
    `SELECT n, v, k, count(*) OVER (), sum(n) OVER () FROM (SELECT count(*) AS n, min("v"::text) AS v, min("id") AS k FROM "order" WHERE w AND (COALESCE("organization_id", '__global__'), "v") > ('o', 'it''s') AND (COALESCE("organization_id", '__global__'), "v") <= ('p', 'x') GROUP BY COALESCE("organization_id", '__global__'), "v" HAVING count(*) > 1) AS g ORDER BY n DESC, k LIMIT 5`,
    `SELECT n, v, k, count(*) OVER (), sum(n) OVER () FROM (SELECT count(*) AS n, min("v"::text) AS v, min("id") AS k FROM "order" WHERE w AND (COALESCE("organization_id", '__global__'), "v") = ('p', 'x') GROUP BY COALESCE("organization_id", '__global__'), "v" HAVING count(*) > 1) AS g ORDER BY n DESC, k LIMIT 5`,
    `SELECT "id", "v"::text FROM "order" WHERE s AND (w) AND (COALESCE("organization_id", '__global__'), "v") IN (SELECT COALESCE("organization_id", '__global__'), "v" FROM "order" WHERE "id" IN ('a', 'b')) ORDER BY "id" LIMIT 20`,
  ],
  mysql: [
    'SELECT `id` FROM `order` WHERE s AND (w) LIMIT 9',
    "SELECT /*!80013 COALESCE(*/`organization_id`/*!80013 , '__global__')*/ AS key_0, cast(`v` AS char) AS key_1 FROM `order` WHERE `id` IN ('a', 'b') AND (w) ORDER BY /*!80013 COALESCE(*/`organization_id`/*!80013 , '__global__')*/, `v`",
    "SELECT n, v, k, count(*) OVER (), sum(n) OVER () FROM (SELECT SQL_BIG_RESULT count(*) AS n, min(cast(`v` AS char)) AS v, min(`id`) AS k FROM `order` WHERE w AND (/*!80013 COALESCE(*/`organization_id`/*!80013 , '__global__')*/, `v`) > ('o', 'it''s') AND (/*!80013 COALESCE(*/`organization_id`/*!80013 , '__global__')*/, `v`) <= ('p', 'x') GROUP BY /*!80013 COALESCE(*/`organization_id`/*!80013 , '__global__')*/, `v` HAVING count(*) > 1) AS g ORDER BY n DESC, k LIMIT 5",
    "SELECT n, v, k, count(*) OVER (), sum(n) OVER () FROM (SELECT count(*) AS n, min(cast(`v` AS char)) AS v, min(`id`) AS k FROM `order` WHERE w AND (/*!80013 COALESCE(*/`organization_id`/*!80013 , '__global__')*/, `v`) = ('p', 'x') GROUP BY /*!80013 COALESCE(*/`organization_id`/*!80013 , '__global__')*/, `v` HAVING count(*) > 1) AS g ORDER BY n DESC, k LIMIT 5",
    "SELECT `id`, cast(`v` AS char) FROM `order` WHERE s AND (w) AND (/*!80013 COALESCE(*/`organization_id`/*!80013 , '__global__')*/, `v`) IN (SELECT /*!80013 COALESCE(*/`organization_id`/*!80013 , '__global__')*/, `v` FROM `order` WHERE `id` IN ('a', 'b')) ORDER BY `id` LIMIT 20",
  ],
} as const;

it.each(['postgres', 'mysql'] as const)('%s · the groups of duplicates', (dialect) => {
  const { some, keys, groups, rows } = duplicateQuestions(duplicates, 'w', 'v', texts[dialect]);
  const range = { after: ['o', "it's"], upTo: ['p', 'x'], included: true };
  expect([
    some('s', 9),
    keys(['a', 'b']),
    groups(range, 5),
    groups({ is: ['p', 'x'] }, 5),
    rows('s', ['a', 'b'], 20),
  ]).toEqual(groupings[dialect]);
});
