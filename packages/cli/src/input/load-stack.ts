/** Owns reading what `mda import PATH` names, whatever its form, into one stack definition. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import {
  ARTIFACT_LIMITS,
  AuthoringError,
  type FactParts,
  type PlacedConversion,
} from '@objectstack/metadata-authoring';
import type { Io } from '../command-line/io.ts';
import { parseDocument } from './parse-document.ts';
import { readInput } from './read-input.ts';

export interface SkippedFile {
  readonly ref: string;
  readonly reason: string;
}

export interface LoadedStack extends Partial<FactParts> {
  readonly stack: unknown;
  readonly skipped: readonly SkippedFile[];
  /** Of a sealed version, as its facts are: the names that its bodies do not carry. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
}

/** @throws USAGE_INVALID, INPUT_UNPARSABLE, PAYLOAD_TOO_LARGE, DEPTH_EXCEEDED */
export async function loadStack(path: string, io: Io): Promise<LoadedStack> {
  const absolute = resolve(io.cwd, path);
  if (path !== '-' && (await isFolder(absolute, path))) {
    const { readFolder } = await import('./read-folder.ts');
    return readFolder(absolute, path);
  }
  if (/\.[mc]?[jt]s$/.test(path)) {
    const { readModule } = await import('./read-folder.ts');
    return { stack: await readModule(absolute, basename(path)), skipped: [] };
  }
  const shown = path === '-' ? 'the input' : path;
  const text = await readInput(path, ARTIFACT_LIMITS.bytes, io);
  return unwrapSealed(await parseDocument(text, shown, ARTIFACT_LIMITS));
}

/** The file that `mda export` writes holds the stack inside; any other document is the stack. */
export function unwrapSealed(document: unknown): LoadedStack {
  const sealed = document as Partial<
    Record<'format' | 'stack' | keyof FactParts | 'names' | 'configurationSchema', unknown>
  > | null;
  if (sealed?.format !== 'mda/1') return { stack: document, skipped: [] };
  const { renames, conversions, stack, configurationSchema } = sealed;
  if (!Array.isArray(renames) || !Array.isArray(conversions ?? []) || typeof stack !== 'object')
    throw new AuthoringError(
      'INPUT_UNPARSABLE',
      'the sealed version is not whole: its facts or its stack are missing',
      {
        suggestion: 'export it again with: mda export',
      },
    );
  return {
    stack: configurationSchema === undefined ? stack : { ...stack, configurationSchema },
    skipped: [],
    renames,
    ...(conversions === undefined ? {} : { conversions: conversions as readonly PlacedConversion[] }),
    ...(sealed.names === undefined ? {} : { names: sealed.names as Record<string, readonly string[]> }),
  };
}

async function isFolder(absolute: string, shown: string): Promise<boolean> {
  try {
    return (await stat(absolute)).isDirectory();
  } catch (cause) {
    throw new AuthoringError(
      'USAGE_INVALID',
      `cannot read '${shown}': it does not exist or may not be read`,
      {
        suggestion: 'check the path',
        cause,
      },
    );
  }
}
