/** Owns the demo's plot: three versions of the sample app, with real rows in the tables all the way. */
import { join } from 'node:path';
import { AuthoringError, type DraftHandle, type PublishResult } from '@objectstack/metadata-authoring';
import { type AppVersion, sampleRows, versions } from '@objectstack/metadata-authoring-example-crm';
import type { AuthoringClient } from '../client.ts';
import { renderDiff } from '../output/plan-view.ts';
import { countProblems } from '../output/problems-view.ts';
import { renderQuestions } from '../output/questions-view.ts';
import { renderRollbackPreview } from '../output/rollback-view.ts';
import type { Style } from '../output/style.ts';
import type { Narrator } from './narrator.ts';
import { RunningApp, sameValues } from './running-app.ts';

const PACKAGE = 'com.example.crm';

export interface RowsBeforeAfter {
  readonly environment: string;
  readonly when: string;
  readonly before: number;
  readonly after: number;
}

export class Lifecycle {
  readonly rows: RowsBeforeAfter[] = [];
  readonly #client: AuthoringClient;
  readonly #tell: Narrator;
  readonly #style: Style;
  readonly #dev: RunningApp;
  readonly #staging: RunningApp;

  constructor(client: AuthoringClient, root: string, tell: Narrator, style: Style) {
    this.#client = client;
    this.#tell = tell;
    this.#style = style;
    this.#dev = new RunningApp(join(root, '.mda/env/dev.db'));
    this.#staging = new RunningApp(join(root, '.mda/env/staging.db'));
  }

  close(): void {
    this.#dev.close();
    this.#staging.close();
  }

  async play(): Promise<void> {
    const [first, second, third] = versions;
    if (!first || !second || !third)
      throw new AuthoringError('ASSERTION_FAILED', 'the sample app lacks a version');
    await this.#firstRelease(first);
    await this.#safeRename(second);
    await this.#toStaging(second);
    const released = await this.#breakingRelease(third);
    await this.#promoteAndRollBack(second, third, released);
    await this.#proveTheEnd(third);
  }

  async #firstRelease(first: AppVersion): Promise<void> {
    const tell = this.#tell;
    await tell.chapter(
      'A maker brings an app',
      'Importing stages it in a draft. No table is made, nothing runs.',
      async () => {
        tell.command('mda import crm-1.0.0.json');
        const { staged } = await this.#client.importStack({ stack: first.stack });
        const draft = await this.#draft();
        tell.say(`${staged} items staged: objects, views, flows, permissions, seeds, translations.`);
        tell.command('mda validate');
        const { valid, problems } = await this.#client.validateSet(draft);
        tell.check(`the app as a whole is valid (${countProblems(problems)})`, valid);
        tell.check('not one table exists yet', this.#dev.counts().size === 0);
      },
    );
    await tell.chapter(
      'Publish it to dev',
      'One plan for the whole draft, shown before anything happens.',
      async () => {
        const draft = await this.#draft();
        tell.command('mda diff');
        tell.show(renderDiff(await this.#client.diff(draft, { targetEnv: 'dev' }), this.#style));
        tell.command('mda publish');
        const result = await this.#client.publish(draft, { targetEnv: 'dev' });
        this.#published(result);
        const objects = first.stack.objects?.length ?? 0;
        tell.check(`${objects} tables serve the app`, this.#dev.counts().size === objects);
      },
    );
    await tell.chapter(
      'The app is used',
      'The running app writes rows straight into its tables.',
      async () => {
        const written = this.#dev.insert(sampleRows(first.version));
        tell.say(`${written} rows: accounts, contacts, leads, deals, cases …`);
        tell.check(`${written} rows are there`, this.#dev.total() === written);
      },
    );
  }

  async #safeRename(second: AppVersion): Promise<void> {
    const tell = this.#tell;
    const before = this.#dev.total();
    const phones = this.#dev.values('crm_account', 'phone');
    await tell.chapter(
      'The next version renames a field',
      'To a database a rename looks like a drop and an add. Declared, it is one fact, and the values stay.',
      async () => {
        let draft = await this.#draft();
        for (const { ref, field, to } of second.renames) {
          const object = ref.replace('object/', '');
          tell.command(`mda stage rename-field ${object} ${field} ${to}`);
          const { rewritten } = await this.#client.renameField(draft, object, field ?? '', to);
          tell.say(`followed in ${rewritten.length} other items that mention it`);
        }
        tell.command('mda import crm-1.1.0.json --prune');
        await this.#client.importStack({ stack: second.stack, prune: true });
        draft = await this.#draft();
        tell.command('mda diff --sql');
        const diff = await this.#client.diff(draft, { targetEnv: 'dev', preflight: true });
        tell.show(renderDiff(diff, this.#style, { sql: true }));
        tell.check('the plan loses nothing', !diff.plan.destructive);
        tell.command('mda publish');
        this.#published(await this.#client.publish(draft, { targetEnv: 'dev' }));
        tell.check(`all ${before} rows are still there`, this.#dev.total() === before);
        tell.check(
          'every phone number is in crm_account.main_phone now',
          sameValues(phones, this.#dev.values('crm_account', 'main_phone')),
        );
        this.#remember('dev', second.version, before, this.#dev.total());
        const written = this.#dev.insert(sampleRows(second.version));
        tell.say(`The running app writes ${written} more rows, now with the new fields.`);
      },
    );
  }

  async #toStaging(second: AppVersion): Promise<void> {
    const tell = this.#tell;
    await tell.chapter(
      'The same bytes go to staging',
      'A version is sealed once; every environment installs exactly that.',
      async () => {
        const sealed = await this.#version(second.version);
        tell.command(`mda promote ${second.version} --to staging`);
        await this.#client.promote(sealed.id, { targetEnv: 'staging' });
        tell.check('dev and staging run the same checksum', await this.#sameChecksum());
        const written = this.#staging.insert(sampleRows(second.version));
        tell.say(`The testers write ${written} rows in staging.`);
      },
    );
  }

  async #breakingRelease(third: AppVersion): Promise<PublishResult> {
    const tell = this.#tell;
    const before = this.#dev.total();
    return tell.chapter(
      'A breaking version',
      'An object renamed, types changed, columns and a table dropped; one rename left undeclared on purpose.',
      async () => {
        let draft = await this.#draft();
        for (const { ref, field, to } of third.renames) {
          if (field !== undefined) continue;
          const name = ref.replace('object/', '');
          tell.command(`mda stage rename object ${name} ${to}`);
          await this.#client.rename(draft, { type: 'object', name }, to);
        }
        tell.command('mda import crm-2.0.0.json --prune');
        await this.#client.importStack({ stack: third.stack, prune: true });
        draft = await this.#draft();
        await this.#answerQuestions(draft, third);
        draft = await this.#draft();
        tell.command('mda diff --preflight');
        const diff = await this.#client.diff(draft, { targetEnv: 'dev', preflight: true });
        tell.show(renderDiff(diff, this.#style));
        tell.check('the plan says that it drops something', diff.plan.destructive);
        const cases = this.#dev.values('crm_case', 'subject');
        const budgets = this.#dev.values('crm_lead', 'budget');
        tell.command('mda publish --force --keep');
        const result = await this.#client.publish(draft, { targetEnv: 'dev', force: true, keep: true });
        this.#published(result);
        tell.check(
          'every case is a ticket now, with its subject',
          sameValues(cases, this.#dev.values('crm_ticket', 'subject')),
        );
        const amounts = this.#dev.values('crm_lead', 'budget');
        tell.check(
          'budgets that were text are amounts, with the same value',
          [...budgets].every(([id, text]) =>
            text === null ? amounts.get(id) === null : amounts.get(id) === Number(text),
          ),
        );
        const unfilled = [...this.#dev.values('crm_account', 'status').values()].filter(
          (value) => value === null,
        );
        tell.check(
          'accounts without a status got the default before it became required',
          unfilled.length === 0,
        );
        this.#remember('dev', third.version, before, this.#dev.total());
        tell.check(
          `all ${before} rows are still there, the dropped table's too: it waits until it is purged`,
          this.#dev.total() === before,
        );
        return result;
      },
    );
  }

  async #answerQuestions(draft: DraftHandle, third: AppVersion): Promise<void> {
    const tell = this.#tell;
    tell.command('mda status');
    const { questions } = await this.#client.status(draft);
    tell.show(renderQuestions(questions, this.#style));
    const [question] = questions;
    tell.check('mda asks instead of guessing', question !== undefined);
    if (!question) return;
    const refused = await this.#client
      .publish(draft, { targetEnv: 'dev', force: true })
      .then(() => false)
      .catch((error: unknown) => error instanceof AuthoringError && error.code === 'RENAME_UNRESOLVED');
    tell.check('publish refuses while a question is open, even with --force', refused);
    const declared = third.renames.find((rename) => rename.field === question.from);
    const answer = declared ? { renameTo: declared.to } : ({ replace: true } as const);
    tell.command(`mda answer ${question.id} ${declared ? `--rename-to ${declared.to}` : '--replace'}`);
    await this.#client.answer(draft, question.id, answer);
    const open = (await this.#client.status(await this.#draft())).questions;
    tell.check('no question is open any more', open.length === 0);
  }

  async #promoteAndRollBack(second: AppVersion, third: AppVersion, released: PublishResult): Promise<void> {
    const tell = this.#tell;
    const before = this.#staging.total();
    const faxes = this.#staging.values('crm_contact', 'fax');
    const subjects = this.#staging.values('crm_case', 'subject');
    await tell.chapter(
      'Promote it, find a problem, roll back',
      'The pointer swings back; what is reversible is reversed; nothing is lost.',
      async () => {
        tell.command(`mda promote ${third.version} --to staging --force`);
        await this.#client.promote(released.packageVersionId, { targetEnv: 'staging', force: true });
        tell.check('dev and staging run the same checksum', await this.#sameChecksum());
        this.#remember('staging', third.version, before, this.#staging.total());
        tell.command('mda rollback --env staging --preview');
        const { id } = await this.#version(second.version);
        const request = { targetEnv: 'staging', packageId: PACKAGE, toVersionId: id, force: true };
        tell.show(renderRollbackPreview(await this.#client.rollbackPreview(request), this.#style));
        tell.command(`mda rollback --env staging --to ${second.version} --force`);
        const back = await this.#client.rollback(request);
        tell.check(`staging runs ${second.version} again`, back.semver === second.version);
        this.#remember('staging', `rollback to ${second.version}`, before, this.#staging.total());
        tell.check(`all ${before} rows are there`, this.#staging.total() === before);
        tell.check(
          'tickets are cases again, with their subjects',
          sameValues(subjects, this.#staging.values('crm_case', 'subject')),
        );
        tell.check(
          'the fax numbers that 2.0.0 had dropped are back',
          sameValues(faxes, this.#staging.values('crm_contact', 'fax')),
        );
      },
    );
    await tell.chapter('Forward again', 'The sealed version is still the same one.', async () => {
      tell.command(`mda promote ${third.version} --to staging --force`);
      await this.#client.promote(released.packageVersionId, { targetEnv: 'staging', force: true });
      tell.check('dev and staging run the same checksum', await this.#sameChecksum());
      tell.check(`all ${before} rows are there`, this.#staging.total() === before);
      this.#remember('staging', `${third.version} again`, before, this.#staging.total());
    });
  }

  async #proveTheEnd(third: AppVersion): Promise<void> {
    const tell = this.#tell;
    await tell.chapter(
      'The app is live',
      'What a runtime loads, and whether the tables are as it needs them.',
      async () => {
        const written = this.#dev.insert(sampleRows(third.version));
        tell.say(`The running app writes ${written} more rows on ${third.version}.`);
        for (const environment of ['dev', 'staging']) {
          tell.command(`mda drift --env ${environment}`);
          const drift = await this.#client.drift(environment);
          tell.check(`${environment}: no difference between tables and version`, drift.length === 0);
        }
        tell.command('mda artifact --env dev --out app.json');
        const artifact = (await this.#client.artifact('dev')) as { metadata?: { objects?: unknown[] } };
        const objects = third.stack.objects?.length ?? 0;
        tell.check(
          `the artifact holds its ${objects} objects`,
          artifact.metadata?.objects?.length === objects,
        );
        const events = await this.#client.log();
        tell.say(`Every step is in the log: mda log shows ${events.length} events.`);
      },
    );
  }

  #draft(): Promise<DraftHandle> {
    return this.#client.openDraft(PACKAGE);
  }

  #published({ semver, checksum, activatedEnv, plan }: PublishResult): void {
    this.#tell.say(
      `${semver} is live in ${activatedEnv}: ${plan.steps.length} steps, sealed as ${checksum.slice(0, 16)}…`,
    );
  }

  #remember(environment: string, when: string, before: number, after: number): void {
    this.rows.push({ environment, when, before, after });
  }

  async #version(version: string): Promise<{ readonly id: string }> {
    const found = (await this.#client.versions(PACKAGE)).find((entry) => entry.version === version);
    if (!found) throw new AuthoringError('VERSION_NOT_FOUND', `the demo did not seal ${version}`);
    return found;
  }

  async #sameChecksum(): Promise<boolean> {
    const environments = await this.#client.environments();
    const [dev, staging] = ['dev', 'staging'].map(
      (name) => environments.find((entry) => entry.name === name)?.installations[0]?.checksum,
    );
    return typeof dev === 'string' && dev === staging;
  }
}
