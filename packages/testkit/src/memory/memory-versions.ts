/** Owns package versions in memory. Sealed content is kept as it was given and never replaced. */
import {
  AuthoringError,
  type PackageVersionPort,
  type Scope,
  type SealedContent,
  type VersionRow,
} from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import type { MemoryState } from './memory-state.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryVersions(session: MemorySession): PackageVersionPort {
  const contentOf = (scope: Scope, id: string) => session.read().contents.get(keyOfRow(scope.orgId, id));
  return {
    async get(scope, id) {
      const row = session.read().versions.get(keyOfRow(scope.orgId, id));
      return row ? withoutOrg(row) : null;
    },
    async findByVersion(scope, packageId, version) {
      const row = find(session.read(), scope, packageId, version);
      return row ? withoutOrg(row) : null;
    },
    async listSealed({ orgId }, packageId, options = {}) {
      const rows = session
        .read()
        .versions.where((it) => it.org === orgId && it.packageId === packageId && it.status !== 'draft')
        .filter((it) => options.previews === true || !it.isPreview);
      return rows
        .sort(ascending((it) => `${it.publishedAt} ${it.id}`))
        .reverse()
        .map(withoutOrg);
    },
    async insertDraft(scope, row) {
      await session.write((state) => insert(state, scope, row));
    },
    async insertSealed(scope, row, content) {
      await session.write((state) => {
        const { version, checksum, publishedAt, releaseNotes } = content;
        insert(state, scope, { ...row, version, checksum, publishedAt, releaseNotes });
        state.contents.set(keyOfRow(scope.orgId, row.id), content);
      });
    },
    async seal(scope, id, content) {
      await session.write((state) => seal(state, scope, id, content));
    },
    async deprecate(scope, id) {
      await session.write((state) => {
        const key = keyOfRow(scope.orgId, id);
        const row = state.versions.get(key);
        if (!row || row.status === 'draft') throw missing(id);
        state.versions.set(key, { ...row, status: 'deprecated' });
      });
    },
    async index(scope, id) {
      const content = contentOf(scope, id);
      return content ? { index: new Map(content.index), facts: content.facts } : null;
    },
    async stamp(scope, id) {
      const key = keyOfRow(scope.orgId, id);
      const written = session.read().contents.get(key) ?? session.read().versions.get(key);
      return written ? stampOf(written) : null;
    },
    async sealedBytes(scope, id) {
      return contentOf(scope, id)?.bytes ?? null;
    },
  };
}

const stamps = new WeakMap<object, string>();
let lastStamp = 0;

/** Whatever takes the place of what was written is another object. */
function stampOf(written: object): string {
  const stamp = stamps.get(written) ?? String(++lastStamp);
  stamps.set(written, stamp);
  return stamp;
}

function find(state: MemoryState, { orgId }: Scope, packageId: string, version: string) {
  const matches = state.versions.where(
    (it) => it.org === orgId && it.packageId === packageId && it.version === version,
  );
  return matches[0];
}

function insert(state: MemoryState, scope: Scope, row: VersionRow): void {
  if (find(state, scope, row.packageId, row.version)) throw exists(row.version);
  state.versions.set(keyOfRow(scope.orgId, row.id), { ...row, org: scope.orgId });
}

function seal(state: MemoryState, scope: Scope, id: string, content: SealedContent): void {
  const key = keyOfRow(scope.orgId, id);
  const row = state.versions.get(key);
  if (!row) throw missing(id);
  if (row.status !== 'draft')
    throw new AuthoringError('DRAFT_SEALED', `version ${row.version} is sealed already`);
  const taken = find(state, scope, row.packageId, content.version);
  if (taken && taken.id !== id) throw exists(content.version);
  const { version, checksum, publishedAt, releaseNotes } = content;
  state.versions.set(key, { ...row, status: 'published', version, checksum, publishedAt, releaseNotes });
  state.contents.set(key, content);
}

function exists(version: string): AuthoringError {
  return new AuthoringError('VERSION_EXISTS', `version ${version} exists already`);
}

function missing(id: string): AuthoringError {
  return new AuthoringError('VERSION_NOT_FOUND', `there is no version ${id}`);
}

function withoutOrg({ org: _, ...row }: VersionRow & { readonly org: string }): VersionRow {
  return row;
}
