/** Owns the words of docs/lifecycle.md: one paragraph a state. A state without one does not compile. */
import type { InstallationStatus, RunState, VersionStatus } from '@objectstack/metadata-authoring';

export const VERSION_PROSE: Readonly<Record<VersionStatus, string>> = {
  draft:
    'The one version of a package that takes edits; its version string is `0.0.0-draft.<id>`. It holds only its changes against the version it was opened on, and has neither bytes nor checksum. No running app reads it.',
  published:
    'Sealed: bytes, checksum and number are fixed for good, and triggers of the control plane refuse to change or delete them. A preview is born here, under `0.0.0-preview.<n>`, and is never promoted. Published says nothing about where it runs: install pointers do.',
  deprecated:
    'Sealed as before, and blocked for new installs unless `--allow-deprecated` is given. Environments that run it go on, and a rollback may return to it. Where it was yanked, neither: it comes nowhere any more, and says why.',
};

export const RUN_PROSE: Readonly<Record<RunState, string>> = {
  requested:
    'Somebody wants the run; nobody works on it and nothing was touched. Any process may drive it: `mda run resume RUN`.',
  leased:
    'One runner holds the environment, by a lease of 30 seconds that it renews before every chunk, and by a fence, a number that only grows. Content, plan and the real tables are being looked at; nothing was changed. When its process dies here, or in one of the two states that follow, `mda run resume RUN` goes on with it; else the next run of the environment ends it as failed_clean, once the lease has run out.',
  frozen:
    'The bytes are fixed, the plan is not yet. Allowed by the table for a driver that stops in between; the driver of this release fixes both in one write and goes from leased straight to planned.',
  planned:
    'Content, plan hash and the fingerprint of the tables are fixed, and the preflight found no row in the way. What is sealed later is what stands here. Nothing was touched.',
  applying:
    'Expand and switch steps run, chunk by chunk; each chunk is journaled before and after. The install pointer still names the old version.',
  applied:
    'Every step that must precede the swap is done and the pointer has not moved. With `--hold`, only the expand steps are done and the run rests here until `mda activate --env NAME`.',
  committed:
    'Live. One transaction of the control plane sealed the version, swung the pointer, wrote the change log and opened the next draft. What the old version needed and the new one does not stays in place until `mda finalize --env NAME`, or until the next run of the environment, which finalizes first. In a development environment finalize and purge follow at once, unless `--keep` was given; where the process was gone before that, every command says so, and `mda run resume RUN` goes on with it.',
  contracting:
    'A finalize or purge run works: leftovers are renamed aside, or what was put aside is removed for good. It can only go forward.',
  finished: 'Nothing is left to do. A run that is live and leaves nothing behind goes here at once.',
  refused:
    'Stopped before any table was touched, for a reason that a repeat will not change: an open question, an invalid set, drift, a plan that is stale, a missing `--force`. The reason stands in the journal.',
  failed_clean:
    'Stopped with the database as it was: a lock or a database was not to be had, or the first chunk failed and its transaction took everything back. Or its process was gone before it touched anything, and another run came. Repeat the command.',
  schema_ahead:
    'Stopped after tables were changed. The pointer still names the old version, and expand steps only added to its tables; a switch step that is done already, such as a rename, fails readers of the old name until the run ends. Every command says so when it starts. Other runs of the environment are refused with [SCHEMA_AHEAD](errors/SCHEMA_AHEAD.md) until somebody runs `mda run resume RUN` or `mda run abandon RUN`.',
  abandoned:
    'Given up. What it had done was taken back, newest first; what it had added is put aside, not lost. A run whose swap fails after a rename or a change of type ends here by itself, so that readers of the old version find their tables. A run that was never planned is simply closed.',
};

export const INSTALLATION_PROSE: Readonly<Record<InstallationStatus, string>> = {
  installed:
    'The environment runs the version that the pointer names. Every swap, a rollback too, ends here; whether the package is enabled, its settings and its sample data stay as they were.',
  installing:
    'Never written by this lifecycle: the swap is one transaction, so there is no moment in between.',
  upgrading: 'As installing: never written here.',
  disabled:
    'Never written here. A package that is switched off keeps its status and has `enabled` false: its tables stay, its metadata leaves the artifact (`mda installation set PACKAGE --env NAME --disable`).',
  error: 'Never written here: a run that fails leaves the pointer alone, and the failure stands in the run.',
};
