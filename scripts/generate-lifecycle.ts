/** Owns docs/lifecycle.md: states of versions, runs and install pointers, from the tables that the code asserts. */
import { RUN_TRANSITIONS } from '@objectstack/metadata-authoring';
import { INSTALLATION_TRANSITIONS } from '../packages/core/src/release/installation-state.ts';
import { VERSION_TRANSITIONS } from '../packages/core/src/release/version-state.ts';
import { INSTALLATION_PROSE, RUN_PROSE, VERSION_PROSE } from './lifecycle-prose.ts';
import { fence, GENERATED } from './markdown.ts';

interface Machine {
  readonly title: string;
  readonly intro: string;
  readonly born: readonly string[];
  readonly transitions: Readonly<Record<string, readonly string[]>>;
  readonly prose: Readonly<Record<string, string>>;
}

const MACHINES: readonly Machine[] = [
  {
    title: 'Versions',
    intro:
      'A version of a package (`sys_package_version.status`). It never goes back. The table is `VERSION_TRANSITIONS` in `packages/core/src/release/version-state.ts`.',
    born: ['draft', 'published'],
    transitions: VERSION_TRANSITIONS,
    prose: VERSION_PROSE,
  },
  {
    title: 'Runs',
    intro:
      'One execution of a plan on one environment: publish, preview, promote, rollback, uninstall, finalize, purge or repair. Every change of state is checked against `RUN_TRANSITIONS` in `packages/core/src/release/run-state.ts` before it is saved. `mda run list` and `mda run show RUN` print the state.',
    born: ['requested'],
    transitions: RUN_TRANSITIONS,
    prose: RUN_PROSE,
  },
  {
    title: 'Install pointers',
    intro:
      'Which version an environment runs, per package (`sys_package_installation.status`). The statuses are those of `@objectstack/spec`; the table is `INSTALLATION_TRANSITIONS` in `packages/core/src/release/installation-state.ts`. An arrow that starts at a status never written here is what the next successful run does with a row of another program.',
    born: ['installed'],
    transitions: INSTALLATION_TRANSITIONS,
    prose: INSTALLATION_PROSE,
  },
];

export function lifecyclePage(): string {
  const sections = MACHINES.map(
    (machine) => `## ${machine.title}

${machine.intro}

${fence('mermaid', diagram(machine))}

${Object.keys(machine.transitions)
  .map((state) => `**${state}** ${endNote(machine, state)}${machine.prose[state]}`)
  .join('\n\n')}
`,
  );
  return `${GENERATED}
# Lifecycle: states and transitions

${sections.join('\n')}`;
}

function diagram({ born, transitions }: Machine): string {
  const lines = ['stateDiagram-v2', ...born.map((state) => `  [*] --> ${state}`)];
  for (const [from, targets] of Object.entries(transitions)) {
    for (const to of targets) lines.push(`  ${from} --> ${to}`);
    if (targets.length === 0) lines.push(`  ${from} --> [*]`);
  }
  return lines.join('\n');
}

function endNote({ transitions }: Machine, state: string): string {
  return transitions[state]?.length === 0 ? '(end). ' : '';
}
