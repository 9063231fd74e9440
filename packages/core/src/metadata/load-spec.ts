/**
 * Owns loading the ObjectStack packages. Their modules cost 200–500 ms, so they come by dynamic import where a command
 * stages, imports or validates, and never when the process starts. Loaded once; every later call is free.
 */
export type Spec = typeof import('@objectstack/spec');
export type SpecKernel = typeof import('@objectstack/spec/kernel');
export type MetadataCore = typeof import('@objectstack/metadata-core');

let spec: Promise<Spec> | undefined;
let kernel: Promise<SpecKernel> | undefined;
let core: Promise<MetadataCore> | undefined;

export function loadSpec(): Promise<Spec> {
  spec ??= import('@objectstack/spec');
  return spec;
}

export function loadSpecKernel(): Promise<SpecKernel> {
  kernel ??= import('@objectstack/spec/kernel');
  return kernel;
}

export function loadMetadataCore(): Promise<MetadataCore> {
  core ??= import('@objectstack/metadata-core');
  return core;
}
