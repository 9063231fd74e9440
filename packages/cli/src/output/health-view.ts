/** Owns how health reads: each check with what it found, and what was observed beside what is desired. */
import type {
  ActivationHealth,
  HealthReport,
  HealthState,
  ObservedInstallation,
} from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

export function renderHealth({ environment, results, installations }: HealthReport, style: Style): string {
  return (
    `${style.bold(environment)}\n` +
    resultLines(results, style) +
    installations.map((one) => `  ${observedWords(one, style)}\n`).join('')
  );
}

/** After a version went live; '' where nothing is to be said. */
export function renderActivationHealth(health: ActivationHealth | null, style: Style): string {
  if (health === null) return '';
  const left = health.results.filter(({ state }) => state !== 'healthy');
  if (left.length === 0) return `  ${style.green('healthy')}: ${health.results.length} checks passed\n`;
  return resultLines(left, style);
}

export function observedWords(
  { package: name, version, observed, since, failing }: ObservedInstallation,
  style: Style,
): string {
  const what = failing.map((one) => `${one.name}: ${one.detail}`).join('; ');
  return `${name} ${version}: ${stateWords(observed, style)}${since === null ? ', nobody looked since it went live' : ` since ${since}`}${what === '' ? '' : `, ${what}`}`;
}

function resultLines(results: HealthReport['results'], style: Style): string {
  return renderTable(
    ['check', 'found', ''],
    results.map(({ name, state, detail }) => [name, stateWords(state, style), detail]),
    style,
    '  ',
  );
}

function stateWords(state: HealthState, style: Style): string {
  const paint = { healthy: style.green, failing: style.red, unknown: style.yellow }[state];
  return paint(state);
}
