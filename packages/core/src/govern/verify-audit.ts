/** Owns walking the audit log from its first row to its last, and saying where it is no longer what was written. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { Scope } from '../scope.ts';
import { brokenBecause, CHAIN_START } from './audit-chain.ts';

/** Rows read at once: few enough that they are gone before the next ones come. */
const PAGE = 1_000;

export interface AuditVerdict {
  readonly intact: boolean;
  /** Rows that are as they were written. */
  readonly rows: number;
  /** Number and hash of the last of them, to be kept elsewhere: a log that was cut or written anew does not have it. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** The first that is not. */
  readonly broken: { readonly seq: number; readonly because: string } | null;
}

export interface VerifyAuditOptions {
  /** A head that was kept: the log must still have it. */
  readonly anchor?: { readonly seq: number; readonly hash: string };
}

/** @param onRows how many rows are done, now and then */
export async function verifyAudit(
  context: Context,
  scope: Scope,
  { anchor }: VerifyAuditOptions = {},
  onRows: (rows: number) => void = () => {},
): Promise<AuditVerdict> {
  context.authorize(scope, 'read_audit', null);
  let head = { seq: 0, hash: CHAIN_START };
  const broken = (seq: number, because: string): AuditVerdict => ({
    intact: false,
    rows: head.seq,
    head,
    broken: { seq, because },
  });
  /** The row that looked half there. */
  let half = 0;
  const after = (seq: number) => context.plane.log.audited(scope, seq, PAGE);
  for (let page = await after(0); page.length > 0; ) {
    // The database reads on while this page is hashed.
    const ahead = Promise.resolve(after(page.at(-1)?.seq ?? 0));
    ahead.catch(() => {});
    let isWhole = true;
    for (const row of page) {
      const because = brokenBecause(scope.orgId, head, row);
      // Written between the two reads of a page, a row looks half there: read again it is whole, or it is broken.
      if ((row.event === null || row.audit === null) && half !== row.seq) {
        half = row.seq;
        isWhole = false;
        break;
      }
      if (because !== null) return broken(Math.min(row.seq, head.seq + 1), because);
      head = { seq: row.seq, hash: row.audit?.hash ?? '' };
      if (anchor?.seq === head.seq && anchor.hash !== head.hash)
        return broken(head.seq, 'its hash is not the one that was kept: the log was written anew');
    }
    onRows(head.seq);
    page = await (isWhole ? ahead : after(head.seq));
  }
  if (anchor !== undefined && anchor.seq > head.seq)
    return broken(head.seq + 1, `the log ends before row ${anchor.seq}, whose hash was kept`);
  return { intact: true, rows: head.seq, head, broken: null };
}

/** @param text `SEQ:HASH`, as a verdict gives it @throws USAGE_INVALID */
export function parseAnchor(text: string): { readonly seq: number; readonly hash: string } {
  const found = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text);
  if (found) return { seq: Number(found[1]), hash: found[2] ?? '' };
  throw new AuthoringError('USAGE_INVALID', `'${text}' is no head of an audit log`, {
    suggestion: 'give the head that an earlier mda audit verify printed: SEQ:HASH',
  });
}

/** @throws AUDIT_BROKEN naming the first row that is not as it was written */
export function assertIntact(verdict: AuditVerdict): AuditVerdict {
  const { broken, rows } = verdict;
  if (broken === null) return verdict;
  throw new AuthoringError(
    'AUDIT_BROKEN',
    `row ${broken.seq} of the audit log is not as it was written: ${broken.because}`,
    {
      details: { seq: broken.seq, because: broken.because, rows },
      suggestion: `look at the rows around it with: mda audit --since ${Math.max(0, broken.seq - 3)}`,
    },
  );
}
