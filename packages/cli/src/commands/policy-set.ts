/** `mda policy set`: changes parts of what an environment asks for before it changes. */
import { AuthoringError, ITEM_LIMITS } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { parseDocument } from '../input/parse-document.ts';
import { readInput } from '../input/read-input.ts';
import { renderPolicy } from '../output/policy-view.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: { value: 'NAME', summary: 'the environment', required: true },
    file: { value: 'FILE', summary: 'the parts to change, as JSON or YAML (- reads standard input)' },
    freeze: { value: 'REASON', summary: 'let nothing but a rollback change it' },
    until: { value: 'TIME', summary: 'when the freeze ends: 2026-12-01, or 2026-12-01T02:00Z' },
    unfreeze: { summary: 'end the freeze' },
    reset: { summary: 'back to what its type gives' },
  },
  details:
    'A file holds any of: approvals {needed, extraAtRisk, roles, selfApproval, expiresHours}, order (any, pipeline),\nrequireRehearsal (true: a plan that changes tables passes on a copy first), windows [{days: [1-7], from: "HH:MM", to: "HH:MM"}] in UTC, freeze {reason, until},\nhealth {checks, onFailure: report|rollback, withinSeconds} with checks such as {kind: schema}, {kind: rows, object,\nfield?, atLeast|emptyAtMost}, {kind: http, url, status, timeoutSeconds}, {kind: command, command: [program, …]}.\nplatform (the version of ObjectStack that serves it; null: that of the spec which everything is validated with),\noverlays (allow, warn, block).',
  async run({ options, session, io }) {
    const { client } = await session();
    const { env, file, freeze: reason, until, unfreeze, reset } = options;
    if (
      [file, reason, unfreeze || undefined, reset || undefined].filter((way) => way !== undefined).length !==
      1
    )
      throw new AuthoringError('USAGE_INVALID', 'it takes one of --file, --freeze, --unfreeze and --reset', {
        suggestion: 'see how it is called with: mda policy set --help',
      });
    if (until !== undefined && reason === undefined)
      throw new AuthoringError('USAGE_INVALID', '--until says when a freeze ends that --freeze begins', {
        suggestion: 'write them together: --freeze REASON --until 2026-12-01T02:00Z',
      });
    const freeze = reason === undefined ? null : { reason, ...(until === undefined ? {} : { until }) };
    const changes = file === undefined ? (reset ? null : { freeze }) : await readPolicy(file, io);
    const view = await client.setPolicy(env, changes);
    return { json: view, text: (style) => renderPolicy(view, style) };
  },
});

async function readPolicy(path: string, io: Parameters<typeof readInput>[2]): Promise<unknown> {
  const text = await readInput(path, ITEM_LIMITS.bytes, io);
  return parseDocument(text, path === '-' ? 'the input' : path, ITEM_LIMITS);
}
