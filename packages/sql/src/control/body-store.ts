/** Owns item bodies in `_authoring_body`: content-addressed within an organization, written once, never changed. */
import type { BodyPort, BodyRow, Scope } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { insertAll } from './session.ts';
import { BatchStatement, statement } from './statement.ts';
import { chunksOf, listSize, type StoreContext } from './store-context.ts';

export type BodyStatements = ReturnType<typeof bodyStatements>;

export function bodyStatements(dialect: ControlDialect) {
  const { db } = dialect;
  const select = db.selectFrom('_authoring_body').select(['checksum', 'bytes']);
  return {
    get: statement<{ org: string; checksum: string }>()((v) =>
      select.where('organization_id', '=', v.org).where('checksum', '=', v.checksum),
    ),
    getAll: statement<{ org: string; checksums: unknown }>()((v) =>
      select.where('organization_id', '=', v.org).where(dialect.isAnyOf('checksum', v.checksums)),
    ),
    put: new BatchStatement<{ org: string; checksum: string; bytes: string }, unknown>((rows) =>
      db
        .insertInto('_authoring_body')
        .values(rows.map((v) => ({ organization_id: v.org, checksum: v.checksum, bytes: v.bytes })))
        .onConflict((conflict) => conflict.columns(['organization_id', 'checksum']).doNothing()),
    ),
  };
}

export class BodyStore implements BodyPort {
  readonly #at: StoreContext;
  readonly #statements: BodyStatements;

  constructor(at: StoreContext, statements: BodyStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async putAll(scope: Scope, rows: readonly BodyRow[]): Promise<void> {
    const values = rows.map(({ checksum, canonical }) => ({ org: scope.orgId, checksum, bytes: canonical }));
    await insertAll(this.#at.session, this.#statements.put, values);
  }

  async getAll(scope: Scope, checksums: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const wanted = [...new Set(checksums)];
    const found = new Map<string, string>();
    for (const chunk of chunksOf(wanted, listSize)) {
      const [only] = chunk;
      const rows =
        chunk.length === 1 && only !== undefined
          ? await this.#at.session.all(this.#statements.get, { org: scope.orgId, checksum: only })
          : await this.#at.session.all(this.#statements.getAll, {
              org: scope.orgId,
              checksums: this.#at.dialect.list(chunk),
            });
      for (const row of rows) found.set(row.checksum, row.bytes);
    }
    return found;
  }
}
