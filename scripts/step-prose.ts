/** Owns the words of docs/steps/: what each kind means and when a plan has it. A kind without them does not compile. */
import type { StepKind } from '@objectstack/metadata-authoring';

export interface StepProse {
  /** What the step does, for people. */
  readonly meaning: string;
  /** Which edit brings it, and in which phase. */
  readonly when: string;
  /** What taking it back means. */
  readonly undo: string;
}

export const STEP_PROSE: Readonly<Record<StepKind, StepProse>> = {
  create_table: {
    meaning: 'A new table with its columns and indexes. Touches nothing that exists.',
    when: 'An object is new. It waits for the switch phase only when its name, or the name of one of its indexes, still belongs to something that leaves.',
    undo: 'The table is renamed aside with the rows that were written to it.',
  },
  rename_table: {
    meaning:
      'A table gets another name. Rows, columns and indexes stay. Where nothing else needs the old name, a view takes it in the same breath (`create_view`); else whoever reads it fails from here on.',
    when: 'An object was renamed, and the rename is a fact of the version: declared with `mda stage rename`, or answered. Runs in the switch phase, right before the pointer moves.',
    undo: 'The table gets its old name back.',
  },
  create_view: {
    meaning:
      'A table that was renamed keeps its old name as a view, with the columns of the old version under their old names: a runtime that still runs it goes on reading and writing. A column that another one took the place of is the old one that is held aside; what is written to it is written along to the new one, and refused where it does not convert. On PostgreSQL and MySQL the server itself writes through the view, and what a writer leaves out takes the default of the table. On SQLite the view has triggers: there a NULL takes the default too, a statement counts no changed rows, and `ON CONFLICT` is not for views. A view is for runtimes that run already: one of the old version that starts anew brings its tables up to date first, and its driver cannot alter a view.',
    when: 'An object was renamed and its old table name stays free: in chains (A becomes B, B becomes C) only the names that nobody takes, in an exchange (A becomes B, B becomes A) none. Runs in the switch phase right after the renames: on SQLite and PostgreSQL in their transaction, on MySQL and MariaDB in their unit, where the name is missing between two statements of it. What it makes good only pauses the old version then: the plan says so beside `breaks_old_readers`.',
    undo: 'The view is dropped; its rows are those of the table.',
  },
  drop_view: {
    meaning:
      'The old name of a renamed table goes. Whoever still uses it fails from here on; rows are all in the table.',
    when: 'Runs in the contract phase, that is by `mda finalize`. Earlier when a rollback takes the name back, or changes what the view shows: then in the switch, and a new view follows where the name stays free.',
    undo: 'The view is made again.',
  },
  hold_table: {
    meaning:
      'A dropped table is renamed aside to `_hold_…`, with all its rows. Its indexes go. `mda purge` removes it later.',
    when: 'An object is deleted. Runs in the contract phase, that is by `mda finalize`, long after the swap; in the switch phase only when something new needs the name.',
    undo: 'The table comes back under its name, with its rows.',
  },
  restore_table: {
    meaning: 'A table that was put aside comes back under its name, with its rows and indexes.',
    when: 'A rollback returns to a version that has the object, the table is still held, and its columns are still what that version asks for.',
    undo: 'The table is put aside again.',
  },
  purge_table: {
    meaning: 'A table that was put aside is dropped for good.',
    when: 'Only in a purge run: `mda purge`, or the clean-up after a publish to a development environment.',
    undo: 'Impossible: the rows are gone.',
  },
  add_column: {
    meaning:
      'A new column, nullable or with a default, so that writers of the old version keep working. A column that is NOT NULL without a default is added nullable and required by a step of its own.',
    when: 'A field is new. It waits for the switch phase only when its name still belongs to a column that leaves or is renamed.',
    undo: 'The column is renamed aside with the values that were written to it.',
  },
  rename_column: {
    meaning:
      'A column gets another name. Values stay and indexes follow; whoever reads the old name fails from here on.',
    when: 'A field was renamed, and the rename is a fact of the version: declared with `mda stage rename-field`, or answered. Runs in the switch phase, where the policy of the environment or `--renames in-switch` says so; and wherever both names cannot stand side by side: one of them is needed for another column of the same plan, or the runtime counts an autonumber under it. Otherwise: `add_shadow`, `turn_sync`.',
    undo: 'The column gets its old name back.',
  },
  change_type: {
    meaning:
      'The physical type of a column changes. Longer text keeps every value; shorter text keeps what fits and is stopped by the preflight otherwise; any other change converts each value by a typed expression.',
    when: 'A field has another maxLength and the engine changes that in place (widening in expand); or a field has another type and another name at once, and one of the names is needed for another column: that runs in switch, after the renames. Every other change of type goes by a shadow: `add_shadow`.',
    undo: 'Between text types the old type comes back. A conversion cannot be taken back: values may not come back equal.',
  },
  retire_choices: {
    meaning:
      'A field offers some of its values no more. Nothing is changed in the tables; rows that still hold one are counted by the preflight, and stop the plan with their keys, unless it is forced: no row is left unnoticed with a value that nobody can choose.',
    when: 'An option of a select, radio, multiselect or checkboxes field was removed or got another value.',
    undo: 'Nothing to take back.',
  },
  retarget_reference: {
    meaning:
      'The values of a column name rows of another table than before. Nothing is changed in the tables, and nothing refuses such a value, since the runtime looks references up and there are no foreign keys; rows whose value names no row of the new target are counted by the preflight and listed by their keys.',
    when: 'A text became a lookup, master_detail, tree or user field; or such a field points at another object, or at one that is dropped. Not asked where the target is of no installed package.',
    undo: 'Nothing to take back.',
  },
  add_shadow: {
    meaning:
      'A second column is added beside the one that is to change, and triggers write the converted value into it with every write of the first one. Both versions of the app work on; a value that does not convert leaves the shadow empty and fails nobody. Where the field is renamed online the second column has the new name, and triggers write both ways.',
    when: 'A field has another type, or on MySQL and MariaDB becomes NOT NULL with a default; or it is renamed online. Runs in expand; a backfill in batches then fills the rows that were there.',
    undo: 'The triggers and the shadow go; every value in it came from the column beside it.',
  },
  drop_shadow: {
    meaning: 'A shadow that took no place goes, and the triggers that filled it.',
    when: 'Only when a run is abandoned or cancelled.',
    undo: 'Not needed: the next run adds it again.',
  },
  check_shadow: {
    meaning:
      'The last look before a shadow takes the place: from here on a value that does not convert is refused where it is written, rows that are still empty are converted, and those that cannot be stop the run with their keys. Where a new column goes on following others and may be empty, nobody is refused afterwards.',
    when: 'Right before the switch, outside of its transaction, while others write; on SQLite as its first part, where an index finds the rows (`watch_rows`).',
    undo: 'Nothing to take back.',
  },
  swap_column: {
    meaning:
      'The filled shadow gets the name of the column, which is renamed aside and held with its values. From now on every write of the new column also writes the old one, converted back: until finalize a rollback takes it in again and loses nothing, neither old values nor those written since.',
    when: 'In the switch phase, as one look at the catalog; on MySQL and MariaDB under the lock of the table for that moment.',
    undo: 'The old column gets its name back.',
  },
  turn_sync: {
    meaning:
      'A column that stands under two names, each written along with the other, is led by the new one from now on: its default is the one in force, and nothing that the new version writes is refused for the sake of the old name. No name changes, and the old version goes on reading and writing its own.',
    when: 'In the switch phase, where a field was renamed online: by the policy of production environments, with `--renames online`, or because its type changes too. In a rollback before finalize the old name leads again, and no value was converted.',
    undo: 'The other name leads again.',
  },
  retire_column: {
    meaning:
      'The old name of a renamed column ends: nothing writes both names any longer, and the old column is renamed aside to `_hold_…` until purge. Every value is under the new name, so nothing is lost, and a rollback takes the values from there.',
    when: 'By `mda finalize`; or in a rollback over several versions, before the column changes in another way.',
    undo: 'Impossible: what is written from here on is only under the name that stays.',
  },
  end_sync: {
    meaning: 'The old column of a swap no longer follows the new one. Its values stay held until purge.',
    when: 'By `mda finalize`; or in a rollback over several versions, before the column changes in another way.',
    undo: 'Impossible: what is written from here on is not in the old column. It stays in the new one.',
  },
  follow_column: {
    meaning:
      'Triggers write a column along with every write of the columns that its values are made of, by a typed expression that the author stated, unless the writer gives the column a value itself: in a new row one that is there and is not its default, in an old one a change in the same statement. A value that does not convert leaves it empty and fails nobody; from the switch on, a required column refuses it.',
    when: 'In expand, where a new field gets its values from others that rows hold already; a backfill in batches then fills the rows that were there. It goes on until finalize, because clients of the old version write on after the switch. In the switch, where a field that goes has a stated way back: it is written on as the old version would have written it, until it is held; and for a new field once more, where the switch renames it or what it is made of.',
    undo: 'The triggers go.',
  },
  unfollow_column: {
    meaning: 'A column is no longer written along with others. Its values stay.',
    when: 'By `mda finalize`: from then on a new column is the new version’s own, and one that goes is put aside. In the switch for a new column that is renamed there, or is made of one whose values change or whose name something else takes; and in a rollback for one that comes back.',
    undo: 'The triggers come back.',
  },
  restore_sync: {
    meaning:
      'What writes columns along with each other until finalize is made anew, as the run left it: somebody dropped, changed or switched off one of its triggers. Rows that were written meanwhile get what they miss; where both columns hold a value that says something else, both stay. Where only one holds a value, no row tells which of the two is newer. What clients of the active version see is kept: its value goes to the other column; a column of theirs that is empty, and may be, gets a value only in rows that say they were not changed since they were made (`updated_at` is `created_at`), because nobody can have emptied it there. In any other row it stays empty, and the old value stays under the old name.',
    when: 'By `mda reconcile --repair`, where `mda drift` finds such a trigger missing or changed.',
    undo: 'Nothing is to be undone: it stands as it should have stood all the time.',
  },
  watch_rows: {
    meaning:
      'A partial index of the rows that the switch will have to find: those without a value, those whose value did not convert, those that are too long. It grows in batches while others write, and from then on SQLite itself keeps it, whoever writes. The last look, under the lock for which every writer of the file waits, then reads that index alone, however large the table is. A table of up to 10,000 rows gets none: it is read faster. Nothing depends on it: where it is missing the same rows are found by reading all of them.',
    when: 'On SQLite, at the end of expand, where a column becomes required, a shadow is to take a place, or a text gets a shorter limit; in contract, where a column is required only then.',
    undo: 'The index goes.',
  },
  unwatch_rows: {
    meaning: 'The index of `watch_rows` goes, in the transaction of the steps that it was for.',
    when: 'At the end of the switch, or of the contract; and when a run is abandoned or cancelled.',
    undo: 'Not needed: the next run grows it again.',
  },
  prove_not_null: {
    meaning:
      'Before a column refuses NULL, the last empty rows are filled: while others write, on SQLite in the transaction of the switch, where an index finds them (`watch_rows`). PostgreSQL keeps a proof: a check that refuses new NULLs at once and is validated without a lock, so that SET NOT NULL need not read the table.',
    when: 'Right before the switch, when a column that is there becomes required.',
    undo: 'The proof goes.',
  },
  set_not_null: {
    meaning:
      'A column refuses NULL from now on. Rows that hold NULL make it fail: the preflight counts them before anything runs.',
    when: 'A field has `storage: {notNull: true}` and had not. With a default, a backfill fills the empty rows before it.',
    undo: 'The column accepts NULL again.',
  },
  drop_not_null: {
    meaning: 'A column accepts NULL from now on.',
    when: 'A field no longer has `storage: {notNull: true}`; or the column is on its way out, so that writers of the new version may leave it out. Runs in the switch phase.',
    undo: 'The column refuses NULL again, which fails where NULLs were written meanwhile.',
  },
  set_default: {
    meaning: 'The default of a column changes. Rows that exist keep their values.',
    when: 'A field has another literal `defaultValue`, or none. It waits for the switch phase when the type changes too: a default must fit its type.',
    undo: 'The old default comes back.',
  },
  hold_column: {
    meaning:
      'A dropped column is renamed aside to `_hold_…` with its values. Indexes over it go. `mda purge` removes it later.',
    when: 'A field is deleted. Runs in the contract phase, that is by `mda finalize`; in the switch phase only when a new column needs the name.',
    undo: 'The column comes back under its name, with its values.',
  },
  restore_column: {
    meaning:
      'A column that was put aside comes back under its name, with its values. NOT NULL follows as a step of its own.',
    when: 'A rollback returns to a version that has the field, and a held column of that name and type is there.',
    undo: 'The column is put aside again.',
  },
  purge_column: {
    meaning: 'A column that was put aside is dropped for good.',
    when: 'Only in a purge run: `mda purge`, or the clean-up after a publish to a development environment.',
    undo: 'Impossible: the values are gone.',
  },
  backfill: {
    meaning:
      'Rows get a value by a typed expression: those where the column is NULL, or all of a shadow. In expand batch by batch, each a transaction of its own that also keeps the key it came to: a run that was cut off goes on there. Batches are sized by the time they take, so that writers wait for milliseconds. PostgreSQL goes over each few pages eight times, for an eighth of their rows: new versions of the later ones find room on the page that the first eighth left, and the table and its indexes hardly grow. On SQLite a new column that gets its default only in the switch is written everywhere, NULL too: what was never written reads the default.',
    when: 'A column is about to refuse NULL and has a default, or a shadow is to be filled.',
    undo: 'Not possible, and not needed: abandoning a run leaves the filled values, which do the old version no harm.',
  },
  create_index: {
    meaning: 'A new index. A unique one fails on duplicates: the preflight counts them before anything runs.',
    when: 'A field becomes unique, or an index is declared. In expand when every column is there under its name, else in switch.',
    undo: 'The index goes.',
  },
  drop_index: {
    meaning: 'An index goes away. No value is touched.',
    when: 'A field is no longer unique, or a declared index is removed. A unique index goes in the switch phase, so that new writers are free; a plain one waits for contract.',
    undo: 'The index is built again; a unique one fails on duplicates that were written meanwhile.',
  },
  rename_index: {
    meaning:
      'An index follows the new name of its table or column. The real runtime looks indexes up by their derived names.',
    when: 'A table or column that an index covers was renamed, or a declared index got another name.',
    undo: 'The index gets its old name back.',
  },
};
