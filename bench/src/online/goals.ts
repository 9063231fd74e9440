/** Owns which goals of PERFORMANCE.md the measured changes are held against. */
import type { GoalLine } from './goal-line.ts';
import type { Summary } from './summary.ts';

const STALL_MS = 100;
const SQLITE_STALL_MS = 250;
const GROWTH_MB = 100;
/** Changes that the naive statement makes under a lock, or holds writers up for. */
const G11 = ['required', 'to-text', 'to-number', 'unique', 'index', 'narrow'];

export function goalLines(summaries: readonly Summary[]): readonly GoalLine[] {
  const engines = [...new Set(summaries.map(({ engine }) => engine))];
  return engines.flatMap((engine) => {
    const own = summaries.filter((summary) => summary.engine === engine);
    const find = (change: string, variant: Summary['variant']) =>
      own.find((summary) => summary.change === change && summary.variant === variant);
    const line = (goal: string, what: string, measured: number, target: number, unit: GoalLine['unit']) => ({
      goal,
      engine,
      what,
      measured,
      target,
      unit,
    });
    const lines: GoalLine[] = [];
    const ours = find('required', 'ours');
    const naive = find('required', 'naive');
    const pt = find('required', 'pt');
    if (ours && engine === 'postgres') {
      lines.push(line('G8', 'required: longest writer stall', ours.writerStallMs, STALL_MS, 'ms'));
      const slower = ours.writerP99Ms / ours.baselineP99Ms;
      lines.push(line('G8', 'required: writer p99, against its baseline', slower, 5, '×'));
      if (naive)
        lines.push(
          line('G8', 'required: total, against the single UPDATE', ours.totalMs / naive.updateMs, 2, '×'),
        );
    }
    if (ours && engine === 'mysql') {
      lines.push(line('G9', 'required: longest writer stall', ours.writerStallMs, STALL_MS, 'ms'));
      lines.push(line('G9', 'required: failed requests', ours.failedWrites + ours.failedReads, 0, 'failed'));
      if (pt) {
        const stall = ours.writerStallMs / pt.writerStallMs;
        lines.push(line('G9', "required: longest writer stall, against pt-osc's", stall, 0.2, '×'));
        lines.push(
          line('G9', "required: total, against pt-osc's (stretch)", ours.totalMs / pt.totalMs, 3.5, '×'),
        );
      }
    }
    for (const change of G11) {
      const [mine, other] = [find(change, 'ours'), find(change, 'naive')];
      if (!mine || !other) continue;
      if (other.writerStallMs <= STALL_MS) {
        const what = `${change}: longest writer stall; the naive statement runs beside writers, too`;
        lines.push(line('G11', what, mine.writerStallMs, STALL_MS, 'ms'));
        continue;
      }
      const ratio = mine.writerStallMs / other.writerStallMs;
      lines.push(line('G11', `${change}: longest writer stall, against the naive one's`, ratio, 0.1, '×'));
    }
    const all = own.filter(({ variant }) => variant === 'ours');
    const worst = (value: (summary: Summary) => number) =>
      all.reduce((most, summary) => (value(summary) > value(most) ? summary : most), all[0]!);
    if (all.length === 0) return lines;
    if (engine === 'sqlite') {
      const most = worst(({ writerStallMs }) => writerStallMs);
      const what = `every change: longest writer stall (${most.change})`;
      lines.push(line('SQLite', what, most.writerStallMs, SQLITE_STALL_MS, 'ms'));
    }
    const grown = worst(({ growthMb }) => growthMb);
    lines.push(
      line(
        'memory',
        `every change: growth of our process (${grown.change})`,
        grown.growthMb,
        GROWTH_MB,
        'MB',
      ),
    );
    const failed = all.reduce((sum, { failedWrites, failedReads }) => sum + failedWrites + failedReads, 0);
    lines.push(line('clients', 'every change: failed requests', failed, 0, 'failed'));
    const broken = all.reduce((sum, { failures }) => sum + failures.length, 0);
    lines.push(line('runs', 'every change: runs of ours that failed', broken, 0, 'failed'));
    return lines;
  });
}
