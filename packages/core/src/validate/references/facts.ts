/**
 * Owns the facts of one item body: what it refers to and what others may refer to in it. Facts depend on the item's
 * own name and body alone, are plain JSON, and are cached by the body's checksum.
 */
import type { FoundSecret } from '../secrets/find-secrets.ts';

/** What a reference names. A field may be a relationship path (`account.owner.name`), resolved hop by hop. */
export type Target =
  | {
      readonly kind: 'item';
      readonly type: string;
      readonly name: string;
      /** A form action opens form views only. */
      readonly viewKind?: 'form';
    }
  | {
      readonly kind: 'field';
      readonly object: string;
      readonly field: string;
      /** The path is compiled into joins: `inner` hops, or `all` of them, must be relationships. */
      readonly joins?: 'inner' | 'all';
    }
  /** A field of the object that a dataset is based on: only the set knows which object that is. */
  | { readonly kind: 'dataset_field'; readonly dataset: string; readonly field: string }
  /** A named part of another item: a dataset's dimension or measure, an object's field group. */
  | {
      readonly kind: 'part';
      readonly type: string;
      readonly name: string;
      readonly group: PartGroup;
      readonly part: string;
      /** Navigation opens list views only. */
      readonly viewKind?: 'list';
    };

export type PartGroup =
  | 'dimensions'
  | 'measures'
  /** A dimension or a measure of a dataset. */
  | 'axes'
  /** Field groups of an object. */
  | 'groups'
  /** Named sections of an object's forms and details: its field groups, and what views and pages add. */
  | 'sections'
  | 'views'
  | 'actions'
  | 'navigation'
  | 'widgets';

export interface Reference {
  /** Dotted path inside the body. */
  readonly path: string;
  readonly target: Target;
  /** The runtime tolerates a miss here (a translation, a template token): it is reported as a warning. */
  readonly soft?: true;
  /** The name may be a local variable instead: reported only when it nearly is a known field's. */
  readonly maybe?: true;
}

/** A bare string is the field's type; the long form carries what rules need beside it. */
export type FieldFacts =
  | string
  | { readonly type: string; readonly reference?: string; readonly multiple?: true };

export interface ItemDefinitions {
  /** Absent when none is declared: an external object's columns are the remote database's business. */
  readonly fields?: Readonly<Record<string, FieldFacts>>;
  /** Fields that make another object this one's master. */
  readonly masters?: readonly { readonly field: string; readonly object: string }[];
  /** Columns that the platform adds to the object. */
  readonly injected?: readonly string[];
  /** The object that this extension adds its fields to. */
  readonly extends?: string;
  /** The object that this dataset, view or action works on. */
  readonly object?: string;
  /** View names that this container derives: `<object>.<key>`, with the kind of each. */
  readonly views?: Readonly<Record<string, 'list' | 'form'>>;
  /** Names of the actions embedded in an object. */
  readonly actions?: readonly string[];
  readonly parts?: Parts;
  /** Parts that this item adds to others: a form's sections or a standalone action, to their object. */
  readonly adds?: readonly { readonly type: string; readonly name: string; readonly parts: Parts }[];
}

export type Parts = Readonly<Partial<Record<PartGroup, readonly string[]>>>;

export interface ItemFacts {
  readonly references: readonly Reference[];
  readonly defines: ItemDefinitions;
  /** Absent: none. Masked. */
  readonly secrets?: readonly FoundSecret[];
}

export function fieldType(field: FieldFacts): string {
  return typeof field === 'string' ? field : field.type;
}

/** The object that a relationship field points at, if it is one. */
export function fieldReference(field: FieldFacts): string | undefined {
  return typeof field === 'string' ? undefined : field.reference;
}

/** Where a name leads beyond its own body: relationship paths and dataset fields cannot be followed without it. */
export interface Relations {
  relatedObject(object: string, field: string): string | undefined;
  datasetObject(dataset: string): string | undefined;
}
