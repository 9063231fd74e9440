/** Owns how an installation reads. */
import type { InstallationView } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';

export function renderInstallation(view: InstallationView, style: Style): string {
  const names = Object.keys(view.settings).sort();
  const lines = [
    `${style.bold(`${view.package} ${view.version}`)} in ${style.bold(view.environment)}, since ${view.installedAt} by ${view.installedBy}`,
    view.enabled
      ? '  enabled'
      : style.yellow('  disabled: it is not in the artifact, and its tables stay as they are'),
    `  sample data: ${view.withSampleData ? 'the runtime loads it when it starts next' : 'off'}`,
    names.length === 0 ? '  settings: none' : `  settings: ${names.join(', ')}`,
  ];
  return `${lines.join('\n')}\n`;
}
