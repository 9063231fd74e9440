/** Owns how a call that no command takes becomes an error with a suggestion. */
import type { AuthoringError } from '@objectstack/metadata-authoring';
import type { CommanderError } from 'commander';

export interface UsageFact {
  readonly message: string;
  readonly suggestion: string;
}

/**
 * @param text Commander's: `error: unknown option '--fore'\n(Did you mean --force?)`
 * @param called the command that it is about; null: there is none of that name
 */
export function usageFactOf(code: string, text: string, called: string | null = null): UsageFact {
  if (code === 'commander.help')
    return { message: 'this command needs a subcommand', suggestion: 'see which there are with: mda --help' };
  const [first = '', second = ''] = text.split('\n');
  const guess = /\(Did you mean (?:one of )?(.+)\?\)/.exec(second)?.[1];
  return {
    message: first.replace(/^error: /, ''),
    suggestion:
      guess === undefined
        ? `see how it is called with: mda ${called ?? 'COMMAND'} --help`
        : `did you mean ${guess}?`,
  };
}

export async function usageErrorOf(error: CommanderError, called: string | null): Promise<AuthoringError> {
  const { AuthoringError } = await import('@objectstack/metadata-authoring');
  const { message, suggestion } = usageFactOf(error.code, error.message, called);
  return new AuthoringError('USAGE_INVALID', message, { suggestion });
}
