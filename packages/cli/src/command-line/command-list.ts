/**
 * Owns the list of commands: name, one line of help, and where the rest is. Only the command that is called is loaded,
 * so the length of this list costs nothing at start.
 */
import type { Command } from './command.ts';

export interface CommandEntry {
  /** One word, or two for a command of a group: `env add`. */
  readonly name: string;
  readonly summary: string;
  load(): Promise<{ readonly command: Command }>;
}

export interface CommandSection {
  readonly title: string;
  readonly entries: readonly CommandEntry[];
}

export const GROUPS: Readonly<Record<string, string>> = {
  env: 'the environments of the pipeline',
  installation: 'an installed package: enabled or not, its settings, its sample data',
  notify: 'who is told of approvals and runs',
  key: 'keys that bundles are signed with',
  overlay: 'items that say something else in one environment, without a version',
  policy: 'what an environment asks for before it changes',
  stage: 'change one item of the draft',
  run: 'the journal of what was executed',
  var: 'variables and secrets of an environment',
  token: 'secrets by which services and agents act',
};

export const COMMAND_SECTIONS: readonly CommandSection[] = [
  {
    title: 'Set up',
    entries: [
      {
        name: 'demo',
        summary: 'show the whole lifecycle on the bundled sample app, on a throw-away workspace',
        load: () => import('../commands/demo.ts'),
      },
      {
        name: 'init',
        summary: 'make a workspace: an embedded control plane and three environments',
        load: () => import('../commands/init.ts'),
      },
      {
        name: 'env add',
        summary: 'add an environment to the pipeline',
        load: () => import('../commands/env-add.ts'),
      },
      {
        name: 'adopt',
        summary: 'take over an app whose runtime has authored its own metadata, with its database as it is',
        load: () => import('../commands/adopt.ts'),
      },
      {
        name: 'env list',
        summary: 'the environments and what each runs',
        load: () => import('../commands/env-list.ts'),
      },
      {
        name: 'env show',
        summary: 'one environment: pointers, open runs, drift, what is held',
        load: () => import('../commands/env-show.ts'),
      },
      {
        name: 'env preview',
        summary: 'an environment for a look: a copy of another one with the draft in it, until it expires',
        load: () => import('../commands/env-preview.ts'),
      },
      {
        name: 'env collect',
        summary: 'take away what has expired',
        load: () => import('../commands/env-collect.ts'),
      },
      {
        name: 'env remove',
        summary: 'take away an environment in which nothing is installed, or a preview',
        load: () => import('../commands/env-remove.ts'),
      },
    ],
  },
  {
    title: 'Author (no effect on any running app)',
    entries: [
      {
        name: 'import',
        summary: 'stage a stack definition: a JSON file, or a folder of JSON, YAML or TypeScript',
        load: () => import('../commands/import.ts'),
      },
      {
        name: 'stage put',
        summary: 'stage one item',
        load: () => import('../commands/stage-put.ts'),
      },
      {
        name: 'stage delete',
        summary: 'stage the removal of one item',
        load: () => import('../commands/stage-delete.ts'),
      },
      {
        name: 'stage rename',
        summary: 'give an item another name, in everything that refers to it too',
        load: () => import('../commands/stage-rename.ts'),
      },
      {
        name: 'stage rename-field',
        summary: 'give a field another name, in everything that refers to it too',
        load: () => import('../commands/stage-rename-field.ts'),
      },
      {
        name: 'stage convert',
        summary: 'say how the values of a field come about when it changes',
        load: () => import('../commands/stage-convert.ts'),
      },
      {
        name: 'show',
        summary: 'print one item, as the draft has it or as an environment runs it',
        load: () => import('../commands/show.ts'),
      },
      {
        name: 'status',
        summary: 'what the draft changes, and which questions are open',
        load: () => import('../commands/status.ts'),
      },
      {
        name: 'answer',
        summary: 'answer an open question: a rename, or a replacement',
        load: () => import('../commands/answer.ts'),
      },
      {
        name: 'discard',
        summary: 'drop one staged change, or all',
        load: () => import('../commands/discard.ts'),
      },
      {
        name: 'undo',
        summary: 'take the last change of the draft back',
        load: () => import('../commands/undo.ts'),
      },
      { name: 'redo', summary: 'do again what was undone', load: () => import('../commands/redo.ts') },
      {
        name: 'history',
        summary: 'every change of one item',
        load: () => import('../commands/history.ts'),
      },
    ],
  },
  {
    title: 'Review (reads only)',
    entries: [
      {
        name: 'validate',
        summary: 'check the draft as a whole',
        load: () => import('../commands/validate.ts'),
      },
      {
        name: 'diff',
        summary: 'the migration plan of the draft for an environment',
        load: () => import('../commands/diff.ts'),
      },
      {
        name: 'drift',
        summary: 'where the real tables differ from what the active version needs',
        load: () => import('../commands/drift.ts'),
      },
      {
        name: 'health',
        summary: 'how an environment is found, beside what it is to run',
        load: () => import('../commands/health.ts'),
      },
      {
        name: 'versions',
        summary: 'the sealed versions of the package',
        load: () => import('../commands/versions.ts'),
      },
      { name: 'log', summary: 'the change log', load: () => import('../commands/log.ts') },
      {
        name: 'artifact',
        summary: 'what a runtime of an environment loads',
        load: () => import('../commands/artifact.ts'),
      },
      {
        name: 'verify',
        summary: 'check a bundle: every byte, its signature, its content. Needs no workspace',
        load: () => import('../commands/verify.ts'),
      },
      {
        name: 'key new',
        summary: 'make a key pair that bundles are signed with',
        load: () => import('../commands/key-new.ts'),
      },
      {
        name: 'export',
        summary: 'write a sealed version as one file, or one file an item',
        load: () => import('../commands/export.ts'),
      },
    ],
  },
  {
    title: 'Override (live at once, in one environment)',
    entries: [
      {
        name: 'overlay put',
        summary: 'let an item of an installed package say something else there',
        load: () => import('../commands/overlay-put.ts'),
      },
      {
        name: 'overlay list',
        summary: 'what is overridden, held against what is live',
        load: () => import('../commands/overlay-list.ts'),
      },
      {
        name: 'overlay show',
        summary: 'one overlay beside what its package ships',
        load: () => import('../commands/overlay-show.ts'),
      },
      {
        name: 'overlay reset',
        summary: 'back to what the package ships',
        load: () => import('../commands/overlay-reset.ts'),
      },
      {
        name: 'overlay report',
        summary: 'what a version would make of the overlays: kept, merged, or left to you',
        load: () => import('../commands/overlay-report.ts'),
      },
    ],
  },
  {
    title: 'Govern',
    entries: [
      {
        name: 'approvals',
        summary: 'what waits for an answer, and what it would change',
        load: () => import('../commands/approvals.ts'),
      },
      {
        name: 'approve',
        summary: 'agree to a request; who asked then repeats the command',
        load: () => import('../commands/approve.ts'),
      },
      {
        name: 'reject',
        summary: 'refuse a request, or take an approval back that was not used',
        load: () => import('../commands/reject.ts'),
      },
      {
        name: 'rehearsals',
        summary: 'what was rehearsed on a copy, and how it went',
        load: () => import('../commands/rehearsals.ts'),
      },
      {
        name: 'audit',
        summary: 'the audit log: who did what, each row bound to the one before it',
        load: () => import('../commands/audit.ts'),
      },
      {
        name: 'audit verify',
        summary: 'prove that the audit log is as it was written',
        load: () => import('../commands/audit-verify.ts'),
      },
      {
        name: 'why',
        summary: 'why a value is live: who wrote it, in which version, with whose leave',
        load: () => import('../commands/why.ts'),
      },
      {
        name: 'policy show',
        summary: 'approvals, order, windows and freezes of an environment',
        load: () => import('../commands/policy-show.ts'),
      },
      {
        name: 'policy set',
        summary: 'change parts of the policy of an environment',
        load: () => import('../commands/policy-set.ts'),
      },
      {
        name: 'var list',
        summary: 'the variables of a package in an environment; secrets are masked',
        load: () => import('../commands/var-list.ts'),
      },
      {
        name: 'var set',
        summary: 'give a variable its value in an environment',
        load: () => import('../commands/var-set.ts'),
      },
      {
        name: 'var unset',
        summary: 'take the value of a variable back',
        load: () => import('../commands/var-unset.ts'),
      },
      {
        name: 'var file',
        summary: 'write all values to a file that only you can read, for the runtime',
        load: () => import('../commands/var-file.ts'),
      },
      {
        name: 'var rekey',
        summary: 'keep the secrets of an environment anew under the current key',
        load: () => import('../commands/var-rekey.ts'),
      },
      {
        name: 'notify list',
        summary: 'who is told of approvals and runs, and what could not be delivered',
        load: () => import('../commands/notify-list.ts'),
      },
      {
        name: 'notify deliver',
        summary: 'tell now what is due; every command does so at its end',
        load: () => import('../commands/notify-deliver.ts'),
      },
      {
        name: 'token create',
        summary: 'let a service or an agent act: a secret that is shown once',
        load: () => import('../commands/token-create.ts'),
      },
      {
        name: 'token list',
        summary: 'the tokens: what each may, until when, and when it was used last',
        load: () => import('../commands/token-list.ts'),
      },
      {
        name: 'token revoke',
        summary: 'end a token now, also for a run that is on its way with it',
        load: () => import('../commands/token-revoke.ts'),
      },
    ],
  },
  {
    title: 'Release',
    entries: [
      {
        name: 'preview',
        summary: 'install the draft in a development or sandbox environment',
        load: () => import('../commands/preview.ts'),
      },
      {
        name: 'publish',
        summary: 'freeze the draft, migrate, seal a version, make it live',
        load: () => import('../commands/publish.ts'),
      },
      {
        name: 'promote',
        summary: 'install sealed versions in the next environment, of several packages all or none',
        load: () => import('../commands/promote.ts'),
      },
      {
        name: 'uninstall',
        summary: 'take a package out of an environment; its tables are put aside',
        load: () => import('../commands/uninstall.ts'),
      },
      {
        name: 'installation show',
        summary: 'one package in an environment, and what is set for it',
        load: () => import('../commands/installation-show.ts'),
      },
      {
        name: 'installation set',
        summary: 'enable or disable a package, set its settings or its sample data',
        load: () => import('../commands/installation-set.ts'),
      },
      {
        name: 'activate',
        summary: 'make live what was published or promoted with --hold',
        load: () => import('../commands/activate.ts'),
      },
      {
        name: 'finalize',
        summary: 'put aside the columns and tables that the live version no longer needs',
        load: () => import('../commands/finalize.ts'),
      },
      {
        name: 'rollback',
        summary: 'go back to an earlier version',
        load: () => import('../commands/rollback.ts'),
      },
      {
        name: 'reconcile',
        summary: 'end drift: repair the tables, or adopt what differs into the draft',
        load: () => import('../commands/reconcile.ts'),
      },
      {
        name: 'purge',
        summary: 'remove for good what was put aside',
        load: () => import('../commands/purge.ts'),
      },
      {
        name: 'deprecate',
        summary: 'stop new installs of a version',
        load: () => import('../commands/deprecate.ts'),
      },
      { name: 'run list', summary: 'the newest runs', load: () => import('../commands/run-list.ts') },
      { name: 'run show', summary: 'one run, step by step', load: () => import('../commands/run-show.ts') },
      {
        name: 'run resume',
        summary: 'drive on a run that stopped',
        load: () => import('../commands/run-resume.ts'),
      },
      {
        name: 'run cancel',
        summary: 'stop a run that is going on, and take back what it did',
        load: () => import('../commands/run-cancel.ts'),
      },
      {
        name: 'run abandon',
        summary: 'give up a run that stopped',
        load: () => import('../commands/run-abandon.ts'),
      },
    ],
  },
];

export const COMMANDS: readonly CommandEntry[] = COMMAND_SECTIONS.flatMap((section) => section.entries);
