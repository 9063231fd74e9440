/** Owns how a call that no command takes becomes an error with a suggestion. */
import type { AuthoringError } from '@objectstack/metadata-authoring';
import type { CommanderError } from 'commander';

export interface UsageFact {
  readonly message: string;
  readonly suggestion: string;
}

/** Commander's text: `error: unknown option '--fore'\n(Did you mean --force?)`. */
export function usageFactOf(code: string, text: string): UsageFact {
  if (code === 'commander.help')
    return { message: 'this command needs a subcommand', suggestion: 'see which there are with: mda --help' };
  const [first = '', second = ''] = text.split('\n');
  const guess = /\(Did you mean (?:one of )?(.+)\?\)/.exec(second)?.[1];
  return {
    message: first.replace(/^error: /, ''),
    suggestion:
      guess === undefined ? 'see how it is called with: mda COMMAND --help' : `did you mean ${guess}?`,
  };
}

export async function usageErrorOf(error: CommanderError): Promise<AuthoringError> {
  const { AuthoringError } = await import('@objectstack/metadata-authoring');
  const { message, suggestion } = usageFactOf(error.code, error.message);
  return new AuthoringError('USAGE_INVALID', message, { suggestion });
}
