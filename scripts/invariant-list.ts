/**
 * Owns the list of invariants in words: what must hold at every instant, whatever crashes. Ids are never reused; a test
 * proves one by naming its id in its title. docs/invariants.md is generated from here and from those titles.
 */
export interface Invariant {
  readonly id: string;
  readonly promise: string;
  /** What part of it this release has nothing for. */
  readonly absent?: string;
}

export interface InvariantGroup {
  readonly title: string;
  readonly invariants: readonly Invariant[];
}

const NO_SERVER = 'this release has no HTTP server';

export const INVARIANT_GROUPS: readonly InvariantGroup[] = [
  {
    title: 'Authoring',
    invariants: [
      {
        id: 'I-01',
        promise:
          'A stage or discard that was acknowledged survives kill -9 and a restart; with durable settings, power loss too.',
      },
      {
        id: 'I-02',
        promise:
          'One that was not acknowledged happened whole or not at all; repeated with its idempotency key it answers what it answered first.',
        absent: `idempotency keys: ${NO_SERVER}`,
      },
      {
        id: 'I-03',
        promise: 'No update is lost: of n writers of one item who saw the same state, exactly one succeeds.',
      },
      { id: 'I-04', promise: 'Writers of different items never conflict.' },
      {
        id: 'I-05',
        promise:
          'Staging, diff, validation, dry run and preflight change no table of an environment and no pointer; a dry run changes no row anywhere.',
      },
      {
        id: 'I-06',
        promise: 'A package has at most one active draft in an organization, whatever the interleaving.',
      },
      { id: 'I-07', promise: 'Whoever reads active metadata never sees a draft row.' },
      {
        id: 'I-08',
        promise:
          'An edit during a publish is either in the sealed bytes or in the next draft: never in both, never lost.',
      },
    ],
  },
  {
    title: 'Sealing',
    invariants: [
      {
        id: 'I-09',
        promise:
          'Sealed bytes never change. Their checksum is verified at export, whenever they are served, and when an environment moves to them, unless they are as this process wrote or verified them and nobody else has written since; and the database refuses to update them.',
      },
      {
        id: 'I-10',
        promise:
          'Equal content gives equal bytes, on every engine, Node version and key order; canonical form is a fixed point.',
      },
      { id: 'I-11', promise: 'A version number of a package is used once for ever, also after a failure.' },
      { id: 'I-12', promise: 'The status of a version moves draft → published → deprecated and never back.' },
      { id: 'I-13', promise: 'What was migrated is what is sealed: the frozen checksum is the stored one.' },
    ],
  },
  {
    title: 'Publishing',
    invariants: [
      {
        id: 'I-14',
        promise:
          'At every instant an environment runs the previous or the new version, both sealed; when the new one, every step before the swap is done and the tables hold what it needs.',
      },
      { id: 'I-15', promise: 'Seal, active rows, pointer, change-log event and next draft commit together.' },
      {
        id: 'I-16',
        promise:
          'After any crash, resume or abandon reaches an end; both may be repeated, and repeating changes nothing.',
      },
      {
        id: 'I-17',
        promise: 'No step takes effect twice, also when a statement of a dead runner finishes late.',
      },
      {
        id: 'I-18',
        promise:
          'A run that stopped half way is reported, and reads and writes of the version before it still succeed.',
      },
      {
        id: 'I-19',
        promise:
          'Every statement has a lock timeout and, where the engine has one, a limit on its time; one that runs out changes nothing and holds up others no longer than that.',
      },
      {
        id: 'I-20',
        promise: 'Every failure records run, step, statement hash and code, and can be asked for.',
      },
    ],
  },
  {
    title: 'Concurrency',
    invariants: [
      { id: 'I-21', promise: 'Two runs on one environment never interleave.' },
      { id: 'I-22', promise: 'Runs on different environments do not wait for each other.' },
      { id: 'I-23', promise: 'A runner that slept past its lease can write nothing, in neither database.' },
      {
        id: 'I-24',
        promise:
          'A dead runner holds others up for its lease and its running statement at most, and nobody has to step in.',
      },
    ],
  },
  {
    title: 'Migration',
    invariants: [
      {
        id: 'I-25',
        promise: 'The schema after a plan is the schema that the target asks for, on each engine.',
      },
      { id: 'I-26', promise: 'A version against itself has an empty plan; so has what was just published.' },
      {
        id: 'I-27',
        promise: 'Plans are deterministic: key order and process do not matter, and the plan hash is equal.',
      },
      { id: 'I-28', promise: 'Going from a to b to c ends in the same schema as going from a to c.' },
      {
        id: 'I-29',
        promise:
          'Whenever a value is lost or changed, the plan was marked destructive and named the column; plans that only add are never marked.',
      },
      { id: 'I-30', promise: 'A plan that is not destructive keeps every row and value.' },
      {
        id: 'I-31',
        promise:
          'What is marked reversible comes back, with the data of held columns; what is not is listed exactly and never run by itself.',
      },
      {
        id: 'I-32',
        promise:
          "Between expand and contract, readers and writers of the old and the new version both work and see each other's writes.",
      },
      {
        id: 'I-33',
        promise:
          'A backfill can be resumed, gives each row its value once, and covers rows that were inserted meanwhile.',
      },
      { id: 'I-34', promise: 'A plan whose tables are not as it was made for executes nothing.' },
      { id: 'I-35', promise: "A schema change from outside is reported as drift, with the object's name." },
    ],
  },
  {
    title: 'Rollback and promotion',
    invariants: [
      {
        id: 'I-36',
        promise:
          'A rollback goes to a sealed, checked version, and afterwards the environment and its tables are as I-14 says for it.',
      },
      { id: 'I-37', promise: 'Promotion installs the same bytes: one checksum in every environment.' },
      { id: 'I-38', promise: 'Contract never runs while an installation needs the old shape.' },
    ],
  },
  {
    title: 'Security',
    invariants: [
      {
        id: 'I-39',
        promise:
          "For another tenant's id every operation answers what it answers for an id that does not exist, and changes nothing.",
      },
      { id: 'I-40', promise: "Every statement on a tenant's table carries the tenant." },
      {
        id: 'I-41',
        promise: 'Roles allow exactly what the table of roles says; what has no rule is denied.',
        absent: `routes and tools: ${NO_SERVER}`,
      },
      {
        id: 'I-42',
        promise: 'A revoked token fails on the next request and closes open streams.',
        absent: `open streams: ${NO_SERVER}`,
      },
      { id: 'I-43', promise: 'No identifier or literal reaches SQL unquoted.' },
      { id: 'I-44', promise: 'No input changes Object.prototype.' },
      {
        id: 'I-45',
        promise:
          'Input over a limit is refused before it is parsed to the end, and no input is answered as a defect.',
      },
      { id: 'I-46', promise: "Errors show no SQL, path, stack or other tenant's name." },
      {
        id: 'I-47',
        promise: "Every face acts with the caller's rights; an agent cannot approve what it asked for.",
        absent: `routes and tools: ${NO_SERVER}`,
      },
    ],
  },
  {
    title: 'Governance',
    invariants: [
      {
        id: 'I-48',
        promise: 'Every state change has one audit row, and numbers are gapless in commit order.',
        absent: `event streams: ${NO_SERVER}`,
      },
      {
        id: 'I-49',
        promise: 'Losing data in production takes force and a live approval of that very plan.',
      },
      {
        id: 'I-50',
        promise:
          'A draft can be installed, as a frozen snapshot, only in development, sandbox and preview environments.',
      },
    ],
  },
];
