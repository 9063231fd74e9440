/**
 * Owns the four layers of metadata protection (ADR-0010), asked in order, coarse first: type, package, item, path.
 * They guard overlays and other packages' items. A draft of the owning package may change its own locked items.
 */
import { AuthoringError } from '../../error.ts';
import { type ItemRef, keyOf } from '../../metadata/ref.ts';
import { frozenPathsOf, touchedFrozenPath } from './frozen-paths.ts';
import { forbidsDelete, forbidsWrite, lockOf, matchesAny } from './item-lock.ts';
import type { TypePolicy } from './type-policy.ts';

export type ProtectionLayer = 'L1' | 'L2' | 'L3' | 'L4';

export interface ProtectionInput {
  readonly ref: ItemRef;
  /** The item as its package ships it, or as the organization made it; null when it is new. */
  readonly before: unknown;
  /** The item as it would be; null for a delete. */
  readonly after: unknown;
  /** manifestId of the package that ships `before`; null for an item that the organization made. */
  readonly ownerPackage: string | null;
  /** manifestId of the draft's package; null for an overlay, which belongs to no package. */
  readonly ownPackage: string | null;
  /** Manifest of the owner; null when there is none. */
  readonly manifest: unknown;
  readonly policy: TypePolicy;
  /** The draft's package may be written at all. Default: yes. */
  readonly packageWritable?: boolean;
  /** `type/name` globs that this environment has unlocked: they lift layers 2 and 3. */
  readonly unlockedItems?: readonly string[];
}

export interface ProtectionRefusal {
  readonly layer: ProtectionLayer;
  readonly message: string;
  readonly suggestion: string;
  /** L2, L3: the lock that refused. */
  readonly lock?: string;
  /** L4: the frozen path that would change. */
  readonly path?: string;
  /** A holder of `metadata.unlock_protected` may override it, audited as forced. Never for L1. */
  readonly overridable: boolean;
}

/** The first layer that refuses, or null. Pure. */
export function protectionOf(input: ProtectionInput): ProtectionRefusal | null {
  const { before, ownerPackage, ownPackage } = input;
  if (ownPackage !== null && input.packageWritable === false)
    return typeRefusal(
      `package '${ownPackage}' is read-only`,
      'edit a package of your own, or extend this one from there',
    );
  if (before === null || before === undefined) return refuseCreate(input);
  // What an organization made is its own, and a package's draft is where its items are meant to change.
  if (ownerPackage === null || ownerPackage === ownPackage) return null;
  return (
    refuseOverride(input, ownerPackage) ??
    refuseLocked(input, ownerPackage) ??
    refuseFrozen(input, ownerPackage)
  );
}

/** @throws ITEM_PROTECTED naming the layer */
export function assertUnprotected(input: ProtectionInput): void {
  const refusal = protectionOf(input);
  if (refusal) throw protectedError(input.ref, refusal);
}

function protectedError(ref: ItemRef, refusal: ProtectionRefusal): AuthoringError {
  const { layer, message, suggestion, lock, path, overridable } = refusal;
  return new AuthoringError('ITEM_PROTECTED', `${message} (layer ${layer})`, {
    details: {
      ref: keyOf(ref),
      layer,
      overridable,
      ...(lock === undefined ? {} : { lock }),
      ...(path === undefined ? {} : { path }),
    },
    suggestion,
  });
}

function refuseCreate({ ref, ownPackage, policy }: ProtectionInput): ProtectionRefusal | null {
  if (ownPackage !== null || policy.allowRuntimeCreate) return null;
  return typeRefusal(
    `items of type '${ref.type}' cannot be created outside a package`,
    'stage it in the draft of a package instead',
  );
}

function refuseOverride({ ref, policy }: ProtectionInput, owner: string): ProtectionRefusal | null {
  if (policy.allowOrgOverride) return null;
  return typeRefusal(
    `'${keyOf(ref)}' belongs to package '${owner}', and items of type '${ref.type}' cannot be overridden`,
    ref.type === 'object'
      ? 'add fields with an object extension in your own package'
      : `change it in a draft of '${owner}'`,
  );
}

function refuseLocked(input: ProtectionInput, owner: string): ProtectionRefusal | null {
  const key = keyOf(input.ref);
  if (matchesAny(key, input.unlockedItems)) return null;
  const { lock, layer, reason } = lockOf(key, input.before, input.manifest);
  const deleting = input.after === null || input.after === undefined;
  if (!(deleting ? forbidsDelete(lock) : forbidsWrite(lock))) return null;
  const by = layer === 'L2' ? `package '${owner}' locks its items` : 'the item is locked';
  return {
    layer,
    lock,
    message: `'${key}' cannot be ${deleting ? 'deleted' : 'changed'}: ${by} (${lock})${reason === null ? '' : `: ${reason}`}`,
    suggestion: `change it in a draft of '${owner}', or ask someone with metadata.unlock_protected`,
    overridable: true,
  };
}

function refuseFrozen(input: ProtectionInput, owner: string): ProtectionRefusal | null {
  if (input.after === null || input.after === undefined) return null;
  const path = touchedFrozenPath(input.before, input.after, frozenPathsOf(input.ref.type, input.before));
  if (path === null) return null;
  return {
    layer: 'L4',
    path,
    message: `'${path}' of '${keyOf(input.ref)}' is frozen by package '${owner}'`,
    suggestion: `leave '${path}' as it is, or change it in a draft of '${owner}'`,
    overridable: true,
  };
}

function typeRefusal(message: string, suggestion: string): ProtectionRefusal {
  return { layer: 'L1', message, suggestion, overridable: false };
}
