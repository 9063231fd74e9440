/** Owns the words about what preflight finds: code knows the names and how bad each is, people want to know what it means. */
import type { PreflightFindingKind } from '@objectstack/metadata-authoring';

export const PREFLIGHT_PROSE: Readonly<
  Record<PreflightFindingKind, { readonly means: string; readonly asked: string; readonly next: string }>
> = {
  null_values: {
    means:
      'Rows have no value in a column that is to refuse NULL, and no default fills them; or what an author said of the column gives none.',
    asked: 'a field becomes `storage: {notNull: true}`, or one that is gets other values',
    next: 'Say what fills them: `mda stage convert OBJECT FIELD --fill VALUE`; or give the field a `defaultValue`. Alone it is reported as BACKFILL_REQUIRED.',
  },
  unfilled_rows: {
    means: 'A new column refuses NULL, and nothing fills it in the rows that exist.',
    asked: 'a new field has `storage: {notNull: true}`',
    next: 'Give the field a `defaultValue`, or say what fills it: `mda stage convert OBJECT FIELD --fill VALUE`. Alone it is reported as BACKFILL_REQUIRED.',
  },
  duplicates: {
    means:
      'Rows share the key that is to be unique. Counted are rows and groups; the biggest groups come first.',
    asked: 'a field or an index becomes unique',
    next: 'Keep one row of each group, or give the others a value of their own.',
  },
  uncastable: {
    means:
      'A value is none of the new type: a word in a field that becomes a number. Or an expression of the author makes nothing of the row: it divides by 0, it reads a day that does not exist.',
    asked: 'a field changes its type, or somebody said how its values come about',
    next: 'Correct these values, or keep the type; or say the expression in another way ([what fails on the rows](expressions.md#what-fails-on-the-rows)).',
  },
  out_of_range: {
    means:
      'A text is a number, but beyond what the type of the engine holds (`real` on PostgreSQL, `float(8,2)` on MySQL and MariaDB); or the result of a calculation is.',
    asked: 'a text becomes a number, or a number is calculated',
    next: 'Correct these numbers, or keep the field a text.',
  },
  too_long: {
    means: 'A text has more characters than the new column takes; so has one that an expression makes.',
    asked:
      'a field gets a smaller `maxLength`, becomes a field of limited length, or gets texts that are made',
    next: 'Shorten these values, or give the field a larger `maxLength`.',
  },
  retired_choices: {
    means: 'Rows hold a choice that their field offers no more. Each choice is counted on its own.',
    asked: 'an option of a select field goes',
    next: 'Say what becomes of them: `mda stage convert OBJECT FIELD --map OLD=NEW` ([conversions](conversions.md)); or leave it to them with `--force`.',
  },
  unoffered_choices: {
    means: 'An expression of the author makes a choice that its field does not offer.',
    asked: 'somebody said how the values of a select field come about',
    next: 'Offer it, map it onto one that is offered, or correct these rows; or let it be with `--force`.',
  },
  changed_values: {
    means:
      'A value converts, and what would come back is not equal: `1.50` becomes 1.5, 16777217 becomes 16777216 in 24 bits, the second entry of a list is not in a single value.',
    asked: 'a field changes its type',
    next: 'Look at these rows. The plan is destructive, which production lets pass only with `--force`.',
  },
  rows_held: {
    means: 'Values of a column, or all rows of a table, are put aside under another name.',
    asked: 'a field or an object is dropped',
    next: 'Nothing is lost until `mda purge`: a rollback brings them back.',
  },
  rows_purged: {
    means: 'What was put aside goes for good.',
    asked: '`mda purge` removes what is held',
    next: 'Nothing brings them back after it.',
  },
  orphan_references: {
    means:
      'The value, or an entry of its list, names no row of the table that the field will point at. Nobody is stopped: there are no foreign keys, and the runtime finds nothing there.',
    asked:
      'a text becomes a relation, or a relation points at another object or at one that is dropped; not asked where the target is of no installed package',
    next: 'Correct these values, or load the rows that they name.',
  },
  unanswered: {
    means: 'A question took longer than it may. `asked` says which.',
    asked: 'a table is very large',
    next: 'The step itself decides: rows that stop it are named by their keys, and the run can be resumed.',
  },
};
