/** The conditions under which preflight counts rows, in every dialect: blocking ones first, then what would be lost. */
import type { PreflightCheck } from '@objectstack/metadata-authoring';
import { float, json, tenantIndex, text } from '@objectstack/metadata-authoring-testkit';
import { expect, it } from 'vitest';
import { conditionsOf as mysql } from '../../src/dialects/mysql/preflight.ts';
import { conditionsOf as postgres } from '../../src/dialects/postgres/preflight.ts';
import { conditionsOf as sqlite } from '../../src/dialects/sqlite/preflight.ts';
import type { DialectName } from '../support/golden.ts';

const dialects = { sqlite, postgres, mysql } as const satisfies Record<DialectName, unknown>;
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
    { check: 'duplicates', stepId: 's', table: 'order', parts: tenantIndex('u', ['v']).parts },
    {
      sqlite: [
        "`v` IS NOT NULL AND (COALESCE(`organization_id`, '__global__'), `v`) IN (SELECT COALESCE(`organization_id`, '__global__'), `v` FROM `order` WHERE `v` IS NOT NULL GROUP BY COALESCE(`organization_id`, '__global__'), `v` HAVING count(*) > 1)",
      ],
      postgres: [
        `"v" IS NOT NULL AND (COALESCE("organization_id", '__global__'), "v") IN (SELECT COALESCE("organization_id", '__global__'), "v" FROM "order" WHERE "v" IS NOT NULL GROUP BY COALESCE("organization_id", '__global__'), "v" HAVING count(*) > 1)`,
      ],
      mysql: [
        `\`v\` IS NOT NULL AND (/*!80013 COALESCE(*/\`organization_id\`/*!80013 , '__global__')*/, \`v\`) IN (SELECT /*!80013 COALESCE(*/\`organization_id\`/*!80013 , '__global__')*/, \`v\` FROM \`order\` WHERE \`v\` IS NOT NULL GROUP BY /*!80013 COALESCE(*/\`organization_id\`/*!80013 , '__global__')*/, \`v\` HAVING count(*) > 1)`,
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
        `("v" IS NOT NULL AND NOT pg_temp.authoring_castable(("v")::text, 'real'))`,
        `"v" IS NOT NULL AND CASE WHEN ("v" IS NOT NULL AND NOT pg_temp.authoring_castable(("v")::text, 'real')) THEN false ELSE trim_scale(("v")::real::text::numeric)::text IS DISTINCT FROM "v" END`,
      ],
      mysql: [
        `(\`v\` IS NOT NULL AND NOT coalesce(\`v\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`v\` + 0e0) < 999999.995, 0))`,
        `\`v\` IS NOT NULL AND CASE WHEN (\`v\` IS NOT NULL AND NOT coalesce(\`v\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`v\` + 0e0) < 999999.995, 0)) THEN false ELSE NOT (cast(\`v\` AS binary) <=> cast(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(round(\`v\` + 0e0, 2) AS decimal(20, 2)))) AS binary)) OR (abs(round(\`v\` + 0e0, 2)) >= 131072 AND round(\`v\` + 0e0, 2) <> floor(round(\`v\` + 0e0, 2))) END`,
      ],
    },
  ],
  [
    { ...about, check: 'uncastable', from: json, to: text },
    {
      sqlite: [
        '(`v` IS NOT NULL AND NOT json_valid(`v`))',
        "`v` IS NOT NULL AND CASE WHEN (`v` IS NOT NULL AND NOT json_valid(`v`)) THEN 0 ELSE json(`v`) IS NOT json(CASE WHEN CASE json_type(`v`) WHEN 'array' THEN json_extract(`v`, '$[0]') ELSE json_extract(`v`, '$') END IS NOT NULL THEN json_array(CASE json_type(`v`) WHEN 'array' THEN json_extract(`v`, '$[0]') ELSE json_extract(`v`, '$') END) END) END",
      ],
      postgres: [
        `"v" IS NOT NULL AND CASE WHEN false THEN false ELSE (CASE WHEN CASE json_typeof("v") WHEN 'array' THEN "v" ->> 0 ELSE "v" #>> '{}' END IS NOT NULL THEN json_build_array(CASE json_typeof("v") WHEN 'array' THEN "v" ->> 0 ELSE "v" #>> '{}' END) END)::jsonb IS DISTINCT FROM ("v")::jsonb END`,
      ],
      mysql: [
        `\`v\` IS NOT NULL AND CASE WHEN false THEN false ELSE NOT (json_type(\`v\`) <=> json_type(CASE WHEN CASE json_type(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) END IS NOT NULL THEN concat('[', json_quote(CASE json_type(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) END), ']') END) AND json_length(\`v\`) <=> json_length(CASE WHEN CASE json_type(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) END IS NOT NULL THEN concat('[', json_quote(CASE json_type(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) END), ']') END) AND json_contains(\`v\`, CASE WHEN CASE json_type(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) END IS NOT NULL THEN concat('[', json_quote(CASE json_type(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(\`v\`, if(json_type(\`v\`) = 'ARRAY', '$[0]', '$'))) END), ']') END) <=> 1) END`,
      ],
    },
  ],
  [
    { ...about, check: 'too_long', length: 3 },
    { sqlite: ['length(CAST(`v` AS TEXT)) > 3'], postgres: ['length("v"::text) > 3'], mysql: ['char_length(cast(`v` AS char)) > 3'] },
  ],
  [
    { ...about, check: 'rows_lost' },
    { sqlite: ['`v` IS NOT NULL'], postgres: ['"v" IS NOT NULL'], mysql: ['`v` IS NOT NULL'] },
  ],
  [
    { check: 'rows_lost', stepId: 's', table: 'order' },
    { sqlite: ['1'], postgres: ['true'], mysql: ['true'] },
  ],
];

for (const dialect of Object.keys(dialects) as DialectName[])
  it.each(cases.map(([check, sql]) => [check.check, check, sql] as const))(`${dialect} · %s`, (_, check, sql) => {
    expect(dialects[dialect](check).map(({ where }) => where)).toEqual(sql[dialect]);
  });
