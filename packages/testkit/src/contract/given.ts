/** Owns what every contract test is given: handles on one database, organizations of its own, and rows to write. */
import { randomUUID } from 'node:crypto';
import type {
  AuthoringEvent,
  ControlPlane,
  DraftRow,
  EnvironmentRow,
  ItemKey,
  PackageRow,
  Scope,
  SealedContent,
  StagedChange,
  VersionRow,
} from '@objectstack/metadata-authoring';
import { sequenceIds } from '../sequence-ids.ts';

export type ClosableControlPlane = ControlPlane & { close(): Promise<void> };

/** Every call opens another handle on the same database. */
export type OpenControlPlane = () => Promise<ClosableControlPlane>;

export interface Given {
  /** Open during all tests of the suite. */
  readonly plane: ClosableControlPlane;
  /** A second handle, as another process would have one. */
  readonly other: ClosableControlPlane;
}

const series = sequenceIds();

/** Ids are unique across runs, because a database under test may be older than the run. */
const run = randomUUID().slice(0, 8);

export function newId(): string {
  return `${run}${series.next().slice(8)}`;
}

/** An organization that nobody else uses. */
export function newScope(principal = 'ada'): Scope {
  return { orgId: `org-${newId()}`, principal: { kind: 'user', id: principal } };
}

export const at = '2026-01-01T00:00:00.000Z';

/** The n-th second after `at`. */
export function atSecond(n: number): string {
  return new Date(Date.parse(at) + n * 1_000).toISOString();
}

export function aPackage(manifestId: string): PackageRow {
  return { id: newId(), manifestId, displayName: manifestId.toUpperCase(), createdAt: at };
}

export function aVersion(packageId: string, fields: Partial<VersionRow> = {}): VersionRow {
  const id = newId();
  return {
    id,
    packageId,
    version: `0.0.0-draft.${id}`,
    status: 'draft',
    checksum: null,
    baseVersionId: null,
    isPreview: false,
    releaseNotes: null,
    createdAt: at,
    publishedAt: null,
    createdBy: 'ada',
    ...fields,
  };
}

export function sealedAs(version: string, fields: Partial<SealedContent> = {}): SealedContent {
  return {
    version,
    checksum: 'c'.repeat(64),
    bytes: Buffer.from('{"format":"mda/1","renames":[],"stack":{}}'),
    index: new Map([['object/a', checksumOf('a')]]),
    facts: [],
    publishedAt: at,
    releaseNotes: null,
    ...fields,
  };
}

export function aDraft(packageId: string): DraftRow {
  return { id: newId(), packageId, baseVersionId: null, revision: 0 };
}

export function aChange(ref: ItemKey, fields: Partial<StagedChange> = {}): StagedChange {
  return {
    ref,
    op: 'put',
    bodyChecksum: checksumOf(ref),
    baseChecksum: null,
    updatedAt: at,
    updatedBy: 'ada',
    ...fields,
  };
}

/** Looks like a body's checksum; equal for equal seeds. */
export function checksumOf(seed: string): string {
  const hex = Buffer.from(seed).toString('hex');
  return `sha256:${hex.padEnd(64, '0').slice(0, 64)}`;
}

export function anEnvironment(name: string, position: number): EnvironmentRow {
  return {
    id: newId(),
    name,
    type: 'development',
    engine: 'sqlite',
    databaseUrl: `sqlite:${name}.db`,
    schemaMode: 'managed',
    position,
    createdAt: at,
  };
}

export function anEvent(op: string, fields: Partial<AuthoringEvent> = {}): AuthoringEvent {
  return { op, at, ...fields };
}
