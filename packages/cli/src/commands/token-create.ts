/** `mda token create`: a token for a service or an agent. Its text is printed once, and kept nowhere. */
import { OPERATIONS, ROLES } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { parseLifetime } from '../input/lifetime.ts';
import { scopeWords, tokenJson } from '../output/token-view.ts';

const KINDS = ['service', 'agent'] as const;

export const command = defineCommand({
  arguments: ['NAME'],
  options: {
    role: { value: 'ROLE', summary: 'the most that it may', choices: ROLES, required: true },
    kind: { value: 'KIND', summary: 'who acts by it (default: service)', choices: KINDS },
    env: {
      value: 'NAME',
      summary: 'only in this environment (may be given more than once)',
      repeatable: true,
    },
    operations: {
      value: 'LIST',
      summary: 'only these, with commas between them (may be given more than once)',
      repeatable: true,
    },
    expires: { value: 'TIME', summary: 'how long it is valid: 30d, 12h, 90m', required: true },
  },
  details:
    `Operations: ${OPERATIONS.join(', ')}.\n` +
    'A token acts with --token, or MDA_TOKEN, which no list of processes shows. It may no more than who makes it; an agent\n' +
    'prepares and asks whatever its role, and no token approves or makes another one.',
  async run({ args, options, session }) {
    const { client } = await session();
    const operations = options.operations.flatMap((list) => list.split(',')).map((one) => one.trim());
    const created = await client.createToken({
      name: args.name,
      role: options.role,
      ...(options.kind === undefined ? {} : { kind: options.kind }),
      ...(options.env.length === 0 ? {} : { environments: options.env }),
      ...(operations.length === 0 ? {} : { operations }),
      lifetimeMs: parseLifetime(options.expires),
    });
    return {
      json: { token: created.token, ...tokenJson(created) },
      text: (style) =>
        `${created.token}\n${style.dim(
          `it is shown this once. ${created.name}: ${scopeWords(created)}, until ${created.expiresAt}; revoke it with: mda token revoke ${created.id}`,
        )}\n`,
    };
  },
});
