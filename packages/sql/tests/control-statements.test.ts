/** Every statement of the control plane, in both dialects: compiled, tenant-bound and visible in a golden. */
import { expect, it } from 'vitest';
import { controlStatements } from '../src/control/control-plane.ts';
import { BatchStatement, Statement } from '../src/control/statement.ts';
import { postgresControlDialect } from '../src/dialects/postgres/control-dialect.ts';
import { sqliteControlDialect } from '../src/dialects/sqlite/control-dialect.ts';

for (const [name, dialect] of [
  ['sqlite', sqliteControlDialect()],
  ['postgres', postgresControlDialect()],
] as const) {
  it(`compiles every statement for ${name}; each is bound to its organization (I-40)`, async () => {
    const lines: string[] = [];
    for (const [store, statements] of Object.entries(controlStatements(dialect))) {
      for (const [key, entry] of Object.entries(statements)) {
        // Compiling is the check: the tenancy plugin is on, here and in production.
        const shapes: Statement<never, unknown>[] =
          entry instanceof BatchStatement
            ? [entry.forSize(1), entry.forSize(5)]
            : [entry as Statement<never, unknown>];
        for (const shape of shapes) {
          expect(shape).toBeInstanceOf(Statement);
          lines.push(
            `-- ${store}.${key}${shapes.length > 1 ? ` × ${shape === shapes[0] ? 1 : 5}` : ''}\n${shape.sql};\n`,
          );
        }
      }
    }
    expect(lines.length).toBeGreaterThan(60);
    await expect(lines.join('\n')).toMatchFileSnapshot(`./goldens/control-statements.${name}.sql`);
  });
}
