/** Owns the options that every command takes. */
import type { Command as Program } from 'commander';

export interface GlobalOptions {
  readonly workspace: string | undefined;
  readonly json: boolean;
  readonly package: string | undefined;
  readonly actor: string | undefined;
  readonly server: string | undefined;
  readonly token: string | undefined;
}

export function addGlobalOptions(program: Program): void {
  program
    .option('--workspace <DIR>', 'workspace folder (default: the nearest parent with mda.json)')
    .option('--json', 'print one JSON document on stdout and nothing else')
    .option('--package <ID>', 'package to work on (may be left out where the workspace has one)')
    .option('--actor <NAME>', 'who acts (default: the operating-system user)')
    .option('--server <URL>', 'drive a server instead of the embedded workspace (or MDA_SERVER)')
    .option('--token <T>', 'act by a token instead of as a person (or MDA_TOKEN)');
}

export function globalOptionsOf(values: Readonly<Record<string, unknown>>): GlobalOptions {
  const text = (name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    workspace: text('workspace'),
    json: values.json === true,
    package: text('package'),
    actor: text('actor'),
    server: text('server'),
    token: text('token'),
  };
}
