/**
 * Owns running a TypeScript or JavaScript file of the user and taking its exports. This is the only place where code
 * from outside runs, and only for files that the user names on their own machine.
 */
import { AuthoringError } from '@objectstack/metadata-authoring';

export interface ModuleEvaluator {
  /** @throws INPUT_UNPARSABLE when the module fails */
  evaluate(path: string, shown: string): Promise<Readonly<Record<string, unknown>>>;
}

export async function createEvaluator(): Promise<ModuleEvaluator> {
  const { createJiti } = await import('jiti');
  // No cache on disk: nothing is written outside the workspace for a mere import.
  const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: true, interopDefault: false });
  return {
    async evaluate(path, shown) {
      try {
        return await jiti.import<Record<string, unknown>>(path);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
        throw new AuthoringError('INPUT_UNPARSABLE', `${shown} could not be run: ${reason}`, {
          details: { file: shown },
          suggestion: 'make it run by itself (install its packages), or give the built JSON artifact instead',
          cause,
        });
      }
    },
  };
}
