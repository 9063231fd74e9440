/**
 * Owns the numbers that generated packages follow: how often what occurs in real ObjectStack packages. Read off the
 * newest app-crm, app-todo and platform-objects 17.4.0 (60 objects, 730 fields), and off the 36 steps between their
 * published versions. Frequencies are shares of the whole unless a name says of what.
 */

/** Fields by type, of 730. Types that occur once or never stand at 1, so that every storage class is met. */
export const FIELD_TYPE_WEIGHTS = {
  text: 267,
  datetime: 138,
  lookup: 74,
  textarea: 70,
  select: 52,
  number: 51,
  boolean: 39,
  url: 9,
  json: 7,
  currency: 4,
  formula: 4,
  email: 4,
  percent: 3,
  date: 2,
  phone: 1,
  markdown: 1,
  richtext: 1,
  color: 1,
  master_detail: 1,
  time: 1,
  tags: 1,
  autonumber: 1,
} as const;

export type FieldType = keyof typeof FIELD_TYPE_WEIGHTS;

/** Characters of one field's body, as JSON. */
export const BYTES_PER_FIELD = 250;

/** The build writes these out on 713 of 730 fields, whatever their value: most of a body is their `false`. */
export const WRITTEN_OUT_SHARE = 0.977;
export const TRUE_SHARES = {
  required: 0.366,
  readonly: 0.367,
  searchable: 0.071,
  sortable: 0.98,
  hidden: 0.02,
  unique: 0,
  multiple: 0.001,
  externalId: 0.002,
} as const;

export const DESCRIPTION_SHARE = 0.481;
/** Characters of a description: middle and longest of the bulk. */
export const DESCRIPTION_CHARS = { typical: 55, most: 320 } as const;
export const GROUP_SHARE = 0.529;
/** Real packages name 3 to 5 without declaring them, which warns; generated ones declare theirs. */
export const GROUPS_PER_OBJECT = 4;

/** Of text fields. */
export const MAX_LENGTH_SHARE = 0.745;
export const MAX_LENGTH_WEIGHTS = {
  255: 93,
  64: 18,
  128: 15,
  200: 14,
  512: 14,
  100: 13,
  80: 4,
  1024: 4,
  4000: 4,
  32: 4,
  16: 2,
  320: 2,
  2048: 2,
} as const;

/** Of the fields of each type. */
export const DEFAULT_VALUE_SHARES: Readonly<Partial<Record<FieldType, number>>> = {
  text: 0.019,
  datetime: 0.384,
  select: 0.538,
  number: 0.569,
  boolean: 0.821,
};

export const OPTION_COUNT_WEIGHTS = { 2: 7, 3: 15, 4: 11, 5: 15, 6: 4 } as const;
export const DELETE_BEHAVIOR_WEIGHTS = { set_null: 64, cascade: 1, restrict: 1 } as const;

/** Indexes an object declares, of 60 objects; 72 % of them stand on one column, 23 % on two. */
export const INDEX_COUNT_WEIGHTS = { 0: 9, 1: 4, 2: 11, 3: 23, 4: 5, 5: 4, 6: 3, 7: 1 } as const;
export const INDEX_WIDTH_WEIGHTS = { 1: 109, 2: 36, 3: 5, 4: 5 } as const;
export const INDEX_UNIQUE_WEIGHTS = { false: 110, true: 40, organization: 3, global: 2 } as const;

export const TENANCY_OFF_SHARE = 0.033;

/**
 * What changes between two published versions of the same package. `relabel` is everything that leaves the tables
 * alone (label, group, description, readonly, deleteBehavior …): by far the most.
 */
export const CHANGE_WEIGHTS = {
  relabel: 990,
  addField: 73,
  dropField: 61,
  requireField: 51,
  uniqueField: 50,
  multipleField: 49,
  changeIndexes: 26,
  addObject: 24,
  changeMaxLength: 22,
  dropObject: 15,
  changeOptions: 15,
  changeType: 6,
  renameObject: 4,
  renameField: 4,
  changeDefault: 3,
} as const;

export type ChangeKind = keyof typeof CHANGE_WEIGHTS;
