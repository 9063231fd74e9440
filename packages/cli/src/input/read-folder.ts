/** Owns reading a folder of metadata files into one stack definition. Order is by path, so that it is always the same. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  ARTIFACT_LIMITS,
  AuthoringError,
  type ItemType,
  LIMITS,
  type ParseLimits,
} from '@objectstack/metadata-authoring';
import { createEvaluator, type ModuleEvaluator } from './evaluate-module.ts';
import type { LoadedStack, SkippedFile } from './load-stack.ts';
import { type MetadataFile, metadataFileOf } from './metadata-file.ts';
import { factPartsOf, PACKAGE_FILE, type PackageFile, readPackageFile } from './package-file.ts';
import { parseDocument } from './parse-document.ts';
import { readTextFile } from './read-input.ts';

const CONFIG_FILES = [
  'objectstack.config.ts',
  'objectstack.config.mts',
  'objectstack.config.js',
  'objectstack.config.mjs',
];
const LEFT_ALONE = new Set(['node_modules', 'dist', 'coverage']);

/** @throws USAGE_INVALID when it holds no metadata, INPUT_UNPARSABLE naming the file */
export async function readFolder(root: string, shown: string): Promise<LoadedStack> {
  const config = CONFIG_FILES.find((name) => existsSync(join(root, name)));
  if (config !== undefined) return { stack: await readModule(join(root, config), config), skipped: [] };
  const packageFile = existsSync(join(root, PACKAGE_FILE))
    ? await readPackageFile(join(root, PACKAGE_FILE))
    : null;
  const gathered = new Gathered(packageFile);
  let evaluator: ModuleEvaluator | undefined;
  for (const path of await filesOf(root, '')) {
    if (path === PACKAGE_FILE) continue;
    const file = metadataFileOf(path);
    if (!file) {
      gathered.pass(path);
      continue;
    }
    if (file.kind === 'code') evaluator ??= await createEvaluator();
    gathered.add(file, await valuesOf(file, root, evaluator));
  }
  return gathered.finish(shown);
}

/** The default export of the app's own config, which `defineStack` returned; without one, its only export with a manifest. */
export async function readModule(path: string, shown: string): Promise<unknown> {
  const exports = await (await createEvaluator()).evaluate(path, shown);
  const stacks = Object.values(exports).filter((value) => typeof value === 'object' && hasManifest(value));
  const stack = exports.default ?? exports.stack ?? (stacks.length === 1 ? stacks[0] : undefined);
  if (typeof stack === 'object' && stack !== null) return stack;
  const what = stacks.length > 1 ? 'several stack definitions' : 'no stack definition';
  throw new AuthoringError('USAGE_INVALID', `${shown} exports ${what}`, {
    suggestion: 'end it with: export default defineStack({ … })',
  });
}

function hasManifest(value: object | null): boolean {
  return value !== null && 'manifest' in value;
}

async function filesOf(root: string, folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    if (entry.name.startsWith('.') || LEFT_ALONE.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await filesOf(root, path)));
    else if (entry.isFile()) files.push(path);
  }
  return files.sort();
}

async function valuesOf(
  file: MetadataFile,
  root: string,
  evaluator: ModuleEvaluator | undefined,
): Promise<readonly unknown[]> {
  const path = join(root, file.path);
  if (file.kind === 'code' && evaluator) return exportedValues(await evaluator.evaluate(path, file.path));
  const limits: ParseLimits =
    file.holds.what === 'items' ? { ...ARTIFACT_LIMITS, bytes: LIMITS.artifact_bytes } : ARTIFACT_LIMITS;
  const value = await parseDocument(await readTextFile(path, limits.bytes, file.path), file.path, limits);
  return Array.isArray(value) && file.holds.what === 'items' ? value : [value];
}

/** Every exported object, lists taken apart; an object exported by name and by default counts once. */
export function exportedValues(exports: Readonly<Record<string, unknown>>): readonly unknown[] {
  const values = Object.values(exports).flatMap((value) => (Array.isArray(value) ? value : [value]));
  return [...new Set(values.filter((value) => typeof value === 'object' && value !== null))];
}

class Gathered {
  readonly #packageFile: PackageFile | null;
  readonly #collections = new Map<
    string,
    { readonly type: ItemType; readonly bodies: { path: string; body: unknown }[] }
  >();
  readonly #keys = new Map<string, unknown>();
  readonly #skipped: SkippedFile[] = [];

  constructor(packageFile: PackageFile | null) {
    this.#packageFile = packageFile;
  }

  add(file: MetadataFile, values: readonly unknown[]): void {
    const { holds, path } = file;
    if (holds.what === 'stack-key') {
      this.#keys.set(holds.key, values[0]);
      return;
    }
    const known = this.#collections.get(holds.collection.key) ?? { type: holds.collection, bodies: [] };
    known.bodies.push(...values.map((body) => ({ path, body })));
    this.#collections.set(holds.collection.key, known);
  }

  /** A data file with a name that says nothing is reported; code and project files are no metadata. */
  pass(path: string): void {
    if (
      !/\.(json|ya?ml)$/i.test(path) ||
      /^(package|package-lock|tsconfig.*|objectstack\.manifest)\.json$/.test(basename(path))
    )
      return;
    this.#skipped.push({
      ref: `file/${path}`,
      reason: 'its name says no metadata type: call it NAME.TYPE.json, or put it into the folder of its type',
    });
  }

  finish(shown: string): LoadedStack {
    if (this.#collections.size === 0 && this.#keys.size === 0)
      throw new AuthoringError('USAGE_INVALID', `'${shown}' holds no metadata files`, {
        suggestion: 'give a folder with objectstack.config.ts, or with files such as account.object.json',
      });
    const stack: Record<string, unknown> = Object.fromEntries(this.#keys);
    const names: Record<string, readonly string[]> = {};
    for (const [key, { type, bodies }] of this.#collections) {
      stack[key] = bodies.map(({ body }) => body);
      const known = this.#packageFile?.names;
      if (type.naming === 'derived' && known && bodies.every(({ path }) => known[path] !== undefined))
        names[key] = bodies.map(({ path }) => known[path] ?? '');
    }
    return {
      stack,
      skipped: this.#skipped,
      ...(this.#packageFile ? factPartsOf(this.#packageFile) : {}),
      ...(Object.keys(names).length > 0 ? { names } : {}),
    };
  }
}
