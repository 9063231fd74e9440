/** Owns which environment is meant where none is named: the first of the pipeline. */
import { AuthoringError } from '@objectstack/metadata-authoring';
import type { AuthoringClient } from '../client.ts';

/** @throws ENVIRONMENT_NOT_FOUND */
export async function firstEnvironment(client: AuthoringClient): Promise<string> {
  const [first] = await client.environments();
  if (first) return first.name;
  throw new AuthoringError('ENVIRONMENT_NOT_FOUND', 'the workspace has no environment yet', {
    suggestion: 'add one with: mda env add NAME --type development --database sqlite:PATH',
  });
}
