/** Owns how the policy of an environment reads. */
import { type PolicyView, windowText } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';

const OVERLAY_WORDS: Readonly<Record<PolicyView['policy']['overlays'], string>> = {
  allow: 'kept where a new version conflicts with them',
  warn: 'kept where a new version conflicts with them, and told of before',
  block: 'a version that conflicts with them is refused',
};

export function renderPolicy({ environment, policy, set }: PolicyView, style: Style): string {
  const { approvals, order, requireRehearsal, windows, freeze, platform, overlays, health } = policy;
  const lines = [
    `${style.bold(environment)} ${style.dim(set ? '' : '(as its type gives it)')}`.trimEnd(),
    approvals.needed === 0
      ? '  approvals: none'
      : `  approvals: ${approvals.needed} of ${approvals.roles.join(' or ')}, ${approvals.selfApproval ? 'also one’s own' : 'not one’s own'}, valid for ${approvals.expiresHours} h${approvals.extraAtRisk > 0 ? `; ${approvals.extraAtRisk} more where rows are at risk` : ''}`,
    order === 'pipeline'
      ? '  order: a version runs in the environment before this one first'
      : '  order: a version may come from anywhere',
    requireRehearsal
      ? '  rehearsal: a plan that changes tables passed on a copy of them first'
      : '  rehearsal: not asked for',
    windows.length === 0 ? '  windows: always open' : `  windows: ${windows.map(windowText).join('; ')}`,
    `  overlays: ${OVERLAY_WORDS[overlays]}`,
  ];
  if (platform) lines.push(`  platform: ObjectStack ${platform}`);
  if (health.checks.length > 0)
    lines.push(
      `  health: ${health.checks.map(({ name }) => name).join(', ')} within ${health.withinSeconds} s, otherwise ${health.onFailure === 'rollback' ? 'the version before comes back' : 'it is told'}`,
    );
  if (freeze !== null)
    lines.push(
      style.red(`  frozen${freeze.until === null ? '' : ` until ${freeze.until}`}: ${freeze.reason}`),
    );
  return `${lines.join('\n')}\n`;
}
