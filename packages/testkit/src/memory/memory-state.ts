/** Owns everything that a control plane in memory remembers: one table a kind of row, each row with its organization. */
import type {
  AdoptionRow,
  Answer,
  ApprovalAction,
  ApprovalRow,
  ChunkRow,
  DraftCommit,
  DraftRow,
  EnvironmentPolicy,
  EnvironmentRow,
  Fact,
  HealthRow,
  HistoryEntry,
  HoldRow,
  InstallationRow,
  Lease,
  NotificationRow,
  OverlayHistoryEntry,
  OverlayRow,
  PackageRow,
  RecordedEvent,
  RehearsalRow,
  RunRow,
  SealedContent,
  StagedChange,
  TokenRow,
  VariableRow,
  VersionNotice,
  VersionRow,
} from '@objectstack/metadata-authoring';
import { Table } from './table.ts';

type Owned<Row> = Row & { readonly org: string };
type InDraft<Row> = Owned<Row> & { readonly draftId: string };

export interface MemoryState {
  readonly packages: Table<Owned<PackageRow>>;
  readonly versions: Table<Owned<VersionRow>>;
  readonly contents: Table<SealedContent>;
  readonly drafts: Table<Owned<DraftRow> & { readonly closed: boolean; readonly historySeq: number }>;
  readonly activeDrafts: Table<Owned<{ readonly draftId: string }>>;
  readonly changes: Table<InDraft<StagedChange> & { readonly active: boolean }>;
  readonly facts: Table<readonly Fact[]>;
  readonly answers: Table<InDraft<{ readonly questionId: string; readonly answer: Answer }>>;
  readonly history: Table<Owned<HistoryEntry> & { readonly packageId: string; readonly position: number }>;
  readonly commits: Table<InDraft<DraftCommit> & { readonly position: number }>;
  readonly bodies: Table<string>;
  readonly environments: Table<Owned<EnvironmentRow>>;
  readonly installations: Table<Owned<InstallationRow>>;
  readonly holds: Table<Owned<HoldRow>>;
  readonly overlays: Table<Owned<OverlayRow>>;
  readonly overlayHistory: Table<readonly OverlayHistoryEntry[]>;
  readonly health: Table<Owned<HealthRow>>;
  readonly rehearsals: Table<Owned<RehearsalRow>>;
  readonly policies: Table<EnvironmentPolicy>;
  readonly notices: Table<VersionNotice>;
  readonly variables: Table<Owned<VariableRow>>;
  readonly adoptions: Table<AdoptionRow>;
  readonly approvals: Table<Owned<ApprovalRow>>;
  readonly approvalActions: Table<Owned<ApprovalAction>>;
  readonly tokens: Table<Owned<TokenRow>>;
  readonly notifications: Table<Owned<NotificationRow>>;
  readonly runs: Table<Owned<RunRow>>;
  readonly cancelledRuns: Table<boolean>;
  readonly chunks: Table<Owned<ChunkRow>>;
  readonly leases: Table<Omit<Lease, 'expiresAt'> & { readonly expiresMs: number }>;
  readonly events: Table<readonly RecordedEvent[]>;
}

export function emptyState(): MemoryState {
  return {
    packages: new Table(),
    versions: new Table(),
    contents: new Table(),
    drafts: new Table(),
    activeDrafts: new Table(),
    changes: new Table(),
    facts: new Table(),
    answers: new Table(),
    history: new Table(),
    commits: new Table(),
    bodies: new Table(),
    environments: new Table(),
    installations: new Table(),
    holds: new Table(),
    overlays: new Table(),
    overlayHistory: new Table(),
    health: new Table(),
    rehearsals: new Table(),
    policies: new Table(),
    notices: new Table(),
    variables: new Table(),
    adoptions: new Table(),
    approvals: new Table(),
    approvalActions: new Table(),
    tokens: new Table(),
    notifications: new Table(),
    runs: new Table(),
    cancelledRuns: new Table(),
    chunks: new Table(),
    leases: new Table(),
    events: new Table(),
  };
}

export function forkState(state: MemoryState): MemoryState {
  const forked = Object.entries(state).map(([name, table]: [string, Table<unknown>]) => [name, table.fork()]);
  return Object.fromEntries(forked) as unknown as MemoryState;
}
