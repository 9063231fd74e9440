/**
 * Owns package versions in `sys_package_version` and their item indexes in `_authoring_item_index`. Sealed bytes are
 * written once, as given; triggers refuse what this file never does.
 */
import {
  AuthoringError,
  type Fact,
  type ItemIndex,
  type PackageVersionPort,
  type Scope,
  type SealedContent,
  type VersionRow,
} from '@objectstack/metadata-authoring';
import type { Session } from './session.ts';
import type { StoreContext } from './store-context.ts';
import type { VersionStatements } from './version-statements.ts';
import { toVersion } from './version-statements.ts';

export class VersionStore implements PackageVersionPort {
  readonly #at: StoreContext;
  readonly #statements: VersionStatements;

  constructor(at: StoreContext, statements: VersionStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async get(scope: Scope, id: string): Promise<VersionRow | null> {
    const row = await this.#at.session.first(this.#statements.get, { org: scope.orgId, id });
    return row && toVersion(row);
  }

  async findByVersion(scope: Scope, packageId: string, version: string): Promise<VersionRow | null> {
    const row = await this.#find(this.#at.session, scope, packageId, version);
    return row && toVersion(row);
  }

  async listSealed(
    scope: Scope,
    packageId: string,
    options: { readonly previews?: boolean } = {},
  ): Promise<readonly VersionRow[]> {
    const statement = options.previews ? this.#statements.listSealedAndPreviews : this.#statements.listSealed;
    const rows = await this.#at.session.all(statement, { org: scope.orgId, packageId });
    return rows.map(toVersion);
  }

  async insertDraft(scope: Scope, row: VersionRow): Promise<void> {
    const values = { ...this.#values(scope, row), publishedBy: null, bytes: null };
    if ((await this.#at.session.run(this.#statements.insert, values)) === 0) throw exists(row.version);
  }

  async insertSealed(scope: Scope, row: VersionRow, content: SealedContent): Promise<void> {
    const { version, checksum, bytes, publishedAt, releaseNotes } = content;
    const values = {
      ...this.#values(scope, { ...row, version, checksum, publishedAt, releaseNotes }),
      publishedBy: scope.principal.id,
      bytes,
    };
    await this.#at.session.transaction(async (session) => {
      if ((await session.run(this.#statements.insert, values)) === 0) throw exists(version);
      await this.#putIndex(session, scope, row.id, content);
    });
  }

  async seal(scope: Scope, id: string, content: SealedContent): Promise<void> {
    const { version, checksum, bytes, publishedAt, releaseNotes } = content;
    const org = scope.orgId;
    await this.#at.session.transaction(async (session) => {
      const draft = await session.first(this.#statements.get, { org, id });
      if (!draft) throw missing(id);
      if (draft.status !== 'draft') {
        throw new AuthoringError('DRAFT_SEALED', `version ${draft.version} is sealed already`, {
          details: { versionId: id, version: draft.version },
          suggestion: 'open a new draft',
        });
      }
      // Asked before the update: a violated constraint would end the whole transaction on PostgreSQL.
      const taken = await this.#find(session, scope, draft.package_id, version);
      if (taken && taken.id !== id) throw exists(version);
      const by = scope.principal.id;
      const at = this.#at.clock.now();
      await session.write(this.#statements.seal, {
        org,
        id,
        version,
        checksum,
        bytes,
        publishedAt,
        releaseNotes,
        isPreRelease: isPreRelease(version),
        by,
        at,
      });
      await this.#putIndex(session, scope, id, content);
    });
  }

  async deprecate(scope: Scope, id: string): Promise<void> {
    const org = scope.orgId;
    await this.#at.session.transaction(async (session) => {
      if ((await session.run(this.#statements.deprecate, { org, id, at: this.#at.clock.now() })) === 1)
        return;
      const row = await session.first(this.#statements.get, { org, id });
      if (!row || row.status === 'draft') throw missing(id);
    });
  }

  async index(
    scope: Scope,
    id: string,
  ): Promise<{ readonly index: ItemIndex; readonly facts: readonly Fact[] } | null> {
    const row = await this.#at.session.first(this.#statements.index, { org: scope.orgId, id });
    if (!row) return null;
    const entries = JSON.parse(row.items) as readonly (readonly [string, string])[];
    return { index: new Map(entries), facts: JSON.parse(row.facts) as readonly Fact[] };
  }

  async stamp(scope: Scope, id: string): Promise<string | null> {
    const row = await this.#at.session.first(this.#statements.stamp, { org: scope.orgId, id });
    return row?.stamp ?? null;
  }

  async sealedBytes(scope: Scope, id: string): Promise<Uint8Array | null> {
    const row = await this.#at.session.first(this.#statements.sealedBytes, { org: scope.orgId, id });
    const sealed = row?.sealed ?? null;
    return typeof sealed === 'string' ? Buffer.from(sealed, 'utf8') : sealed;
  }

  #find(session: Session, scope: Scope, packageId: string, version: string) {
    return session.first(this.#statements.findByVersion, { org: scope.orgId, packageId, version });
  }

  async #putIndex(session: Session, scope: Scope, id: string, content: SealedContent): Promise<void> {
    const items = JSON.stringify([...content.index]);
    const facts = JSON.stringify(content.facts);
    await session.write(this.#statements.putIndex, { org: scope.orgId, id, items, facts });
  }

  #values(scope: Scope, row: VersionRow) {
    return { ...row, org: scope.orgId, at: this.#at.clock.now(), isPreRelease: isPreRelease(row.version) };
  }
}

/** `1.2.0-rc.1`; build metadata after `+` does not make one. */
function isPreRelease(version: string): boolean {
  return (version.split('+', 1)[0] ?? '').includes('-');
}

function exists(version: string): AuthoringError {
  return new AuthoringError('VERSION_EXISTS', `version ${version} exists already`, {
    details: { version },
    suggestion: 'choose a higher version: a version number is never used twice',
  });
}

function missing(id: string): AuthoringError {
  return new AuthoringError('VERSION_NOT_FOUND', `there is no version ${id}`, {
    details: { versionId: id },
    suggestion: 'list the versions of the package',
  });
}
