/**
 * Layer 1, the type: whether items of a type may be overridden or created beside their package at all. The spec's own
 * registry says so; a type that it does not list may be created, and not overridden, as the runtime has it.
 */
import { loadSpecKernel } from '../../metadata/load-spec.ts';

export interface TypePolicy {
  /** An item that a package ships may be overridden. */
  readonly allowOrgOverride: boolean;
  /** A new item may be created outside any package. */
  readonly allowRuntimeCreate: boolean;
}

const UNLISTED_TYPE: TypePolicy = { allowOrgOverride: false, allowRuntimeCreate: true };

export type TypePolicies = (type: string) => TypePolicy;

export async function loadTypePolicies(): Promise<TypePolicies> {
  const { DEFAULT_METADATA_TYPE_REGISTRY } = await loadSpecKernel();
  const listed = new Map(
    DEFAULT_METADATA_TYPE_REGISTRY.map(
      ({ type, allowOrgOverride, allowRuntimeCreate }): [string, TypePolicy] => [
        type,
        { allowOrgOverride: allowOrgOverride === true, allowRuntimeCreate: allowRuntimeCreate === true },
      ],
    ),
  );
  return (type) => listed.get(type) ?? UNLISTED_TYPE;
}
