// The arrows between the rooms: core ← testkit, sql, cli. An arrow that is not here does not exist.
/** A package's own sources, its tests left out: tests may reach further. */
const sources = (name) => ({ path: `^packages/${name}/src/`, pathNot: '[.]test[.]ts$' });

/** `name` may import, of our packages, only itself and `allowed`. */
const arrow = (name, allowed, also = '') => ({
  name: `${name}-imports-only-${allowed.join('-and-') || 'itself'}`,
  severity: 'error',
  from: sources(name),
  to: {
    path: '^(packages|examples|bench|tests)/',
    pathNot: `^packages/(${[name, ...allowed].join('|')})/${also && `|${also}`}`,
  },
});

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    arrow('core', []),
    arrow('testkit', ['core']),
    arrow('sql', ['core']),
    // The demo carries the sample app.
    arrow('cli', ['core', 'sql'], '^examples/crm/'),
    {
      name: 'sql-tests-add-testkit',
      severity: 'error',
      from: { path: '^packages/sql/.*[.]test[.]ts$' },
      to: { path: '^(packages|examples|bench)/', pathNot: '^packages/(sql|core|testkit)/' },
    },
    {
      name: 'core-does-no-io',
      comment: 'core decides; the only Node module it may use is node:crypto, for hashes',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: '[.]test[.]ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'core-knows-no-database',
      severity: 'error',
      from: { path: '^packages/core/src/' },
      to: { path: 'node_modules/(kysely|better-sqlite3|pg|mysql2|knex)/' },
    },
    {
      name: 'core-imports-few',
      comment: 'spec, metadata-core, semver and zod; a test may add vitest and fast-check',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: '[.]test[.]ts$' },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(@objectstack/(spec|metadata-core)|semver|@types/semver|zod)/',
      },
    },
    {
      name: 'only-a-dialect-talks-to-a-driver',
      comment: 'the demo plays a running app, which writes its own tables',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/(sql|cli/src/demo)/|[.]test[.]ts$' },
      to: { path: 'node_modules/(better-sqlite3|pg|mysql2)/' },
    },
    {
      name: 'no-test-in-source',
      severity: 'error',
      from: { pathNot: '[.]test[.]ts$|^tests/|^packages/[^/]+/tests/' },
      to: { path: '[.]test[.]ts$|^tests/|^packages/[^/]+/tests/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules'] },
    exclude: { path: ['^(packages/[^/]+|bench)/dist/', '^tests/real-upgrades/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['@objectstack/source', 'import', 'node', 'types', 'default'],
      exportsFields: ['exports'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
