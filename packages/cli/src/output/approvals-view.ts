/** Owns how requests for leave read: what it is, what it may cost, who said what, what to do. */
import type { ApprovalSummary } from '@objectstack/metadata-authoring';
import { rehearsalJson, rehearsalLine } from './rehearsal-view.ts';
import type { Style } from './style.ts';

export function approvalJson(summary: ApprovalSummary): unknown {
  const { id, environment, status, submitter, comment, emergency, subject, needed, roles, actions, expired } =
    summary;
  const { expiresAt, createdAt, completedAt, runId } = summary;
  const { kind, version, versionId, checksum, planHash, baseFingerprint, destructive, rowsAtRisk } = subject;
  const { others = [] } = subject;
  return {
    request: id,
    environment,
    packages: summary.packages,
    status: expired && (status === 'pending' || status === 'approved') ? 'expired' : status,
    kind,
    version,
    versionId,
    checksum,
    ...(others.length > 0 ? { others } : {}),
    planHash,
    baseFingerprint,
    destructive,
    rowsAtRisk,
    submitter,
    comment,
    emergency,
    needed,
    roles,
    actions,
    createdAt,
    expiresAt,
    completedAt,
    run: runId,
    rehearsal: summary.rehearsal && rehearsalJson({ ...summary.rehearsal, environment }),
  };
}

export function renderApprovals(summaries: readonly ApprovalSummary[], style: Style): string {
  if (summaries.length === 0) return 'Nothing waits for an answer.\n';
  return summaries.map((summary) => renderApproval(summary, style)).join('\n');
}

export function renderApproval(summary: ApprovalSummary, style: Style): string {
  const {
    id,
    environment,
    status,
    submitter,
    comment,
    emergency,
    subject,
    needed,
    roles,
    actions,
    expiresAt,
  } = summary;
  const { kind, version, others = [] } = subject;
  const versions = [version, ...others.map((other) => other.version)];
  const moves = summary.packages.map((id, at) => `${id} ${versions[at] ?? ''}`.trimEnd());
  const what = [kind, moves.join(' with ')].join(' ').trimEnd();
  const lines = [`${style.bold(what)} in ${style.bold(environment)}  ${style.dim(id)}`];
  if (emergency !== null) lines.push(style.red(`  emergency: ${emergency}`));
  lines.push(`  asked for by ${submitter} at ${summary.createdAt}${comment === null ? '' : `: ${comment}`}`);
  if (subject.destructive)
    lines.push(style.red(`  loses or changes data: ${subject.rowsAtRisk} rows at risk`));
  lines.push(`  ${rehearsalLine(summary.rehearsal)}`);
  for (const { action, actor, comment: said, at } of actions)
    lines.push(
      `  ${action === 'approve' ? 'approved' : 'rejected'} by ${actor} at ${at}${said === null ? '' : `: ${said}`}`,
    );
  const approved = actions.filter(({ action }) => action === 'approve').length;
  if (summary.expired) lines.push(`  ${status}, expired at ${expiresAt}`);
  else if (status === 'pending')
    lines.push(
      `  ${approved} of ${needed} approvals (${roles.join(' or ')}), until ${expiresAt}: ${style.cyan(`mda approve ${id}`)}`,
    );
  else if (status === 'approved')
    lines.push(`  approved until ${expiresAt}: ${submitter} repeats the command`);
  else lines.push(`  ${status}${summary.runId === null ? '' : ` by run ${summary.runId}`}`);
  return `${lines.join('\n')}\n`;
}
