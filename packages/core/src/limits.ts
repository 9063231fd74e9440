/** Owns every limit of the domain, in one place. Units last in the name. */
export const LIMITS = {
  /** One item's body. */
  item_bytes: 8 * 1024 * 1024,
  /** A whole artifact: import, bundle, export. */
  artifact_bytes: 256 * 1024 * 1024,
  /** Rows of one package that are taken over from a runtime's own metadata. */
  adopted_rows: 100_000,
  /** Nesting inside an item. */
  depth_levels: 64,
  /** Nesting of a value expression: an engine repeats an inner value in every condition around it. */
  expression_levels: 8,
  /** Ops and literals of one value expression. */
  expression_nodes: 200,
  /** Cases of all maps of one value expression. */
  expression_cases: 2_000,
  /** One text within a value expression. */
  expression_text_chars: 4_000,
  /** Conversions inside each other: the condition of each repeats the value inside several times. */
  expression_conversions: 5,
  /** Beyond it no constant is calculated with: whole numbers stay exact up to here. */
  expression_number_max: 1e15,
  /** Portable identifiers: `[a-z][a-z0-9_]{0,47}`. */
  identifier_chars: 48,
  /** Derived names (indexes, holds). */
  derived_name_bytes: 60,
  /** Tables of one PostgreSQL transaction: the default lock table holds about 6,400 locks. */
  tables_per_transaction: 250,
  token_lifetime_ms_min: 60_000,
  token_lifetime_ms_max: 366 * 24 * 60 * 60 * 1_000,
  /** A use is written down when the one before it is older than this. */
  token_use_ms: 60_000,
  /** A clock that is further behind what was written last does not judge whether a token or an approval has expired. */
  clock_skew_ms: 5 * 60 * 1_000,
  /** One pass over the outbox. */
  notification_batch: 50,
  /** After so many tries that failed a notification is parked. */
  notification_attempts_max: 10,
  notification_backoff_ms: 30_000,
  notification_backoff_ms_max: 6 * 60 * 60 * 1_000,
  /** Longer than any try lasts: then another process may try. */
  notification_claim_ms: 60_000,
  lease_ttl_ms: 30_000,
  lock_timeout_ms: 500,
  /** One statement that looks at no rows, or at few: beside what it waits for a lock, like the two that follow. */
  catalog_statement_ms: 30_000,
  /** One batch of rows, which is sized to take some ten milliseconds. */
  batch_statement_ms: 10_000,
  /** One look through a table, or one index: long on a large table, but never for ever. */
  table_statement_ms: 6 * 60 * 60 * 1_000,
  /** A server that should answer and says nothing for so long is not there any more, whatever the socket says. */
  silence_ms: 30_000,
  /** One statement of the control plane, with what it waits for its turn. */
  control_statement_ms: 60_000,
  /** Rows of a table that is copied under a lock where nothing else does it: writers wait for less than for a lock. */
  copied_rows: 10_000,
  /** How long an index that is built beside writers waits for transactions older than itself. */
  online_build_wait_ms: 600_000,
  /** How often a long chunk renews its lease, hears a cancel and tells how far it is. */
  watch_ms: 1_000,
  /** How long an environment lasts that is made for a look: 30 days. */
  preview_ttl_ms_max: 30 * 24 * 60 * 60 * 1_000,
  /** Of why something was done: an emergency, a rejection, a yank. */
  reason_chars_max: 1_000,
  /** Rows of each table in a sample, unless somebody asks for more or fewer. */
  sample_rows: 1_000,
  sample_rows_max: 100_000,
  /** How long the copy of a rehearsal may stay when nobody takes it away: a day. While somebody is at work on it, it stays. */
  rehearsal_ttl_ms: 24 * 60 * 60 * 1_000,
  preflight_keys: 20,
  preflight_samples: 5,
  /** One statement of preflight. What takes longer is left to the step itself. */
  preflight_statement_ms: 30_000,
  /** About how many rows one statement of preflight looks at. */
  preflight_slice_rows: 100_000,
  /** About how many rows one statement of preflight sorts to find those that share a key. */
  preflight_group_rows: 500_000,
  /** Up to here what goes is counted to the byte; beyond, this many rows of a sample speak for the rest. */
  preflight_exact_rows: 1_000_000,
  preflight_sampled_rows: 10_000,
} as const;
