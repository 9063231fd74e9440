/** Owns the words for a run that did not end: where it stopped, and what to do about it. */
import type { HalfDoneRun } from '@objectstack/metadata-authoring';

export function halfDoneWords({ run, environment, stopped, activateAt }: HalfDoneRun): string {
  const it = `run ${run} in '${environment}'`;
  switch (stopped) {
    case 'before_swap':
      if (activateAt !== undefined)
        return `${it} goes live at ${activateAt} or with the next mda activate --due after it; or mda run cancel ${run}`;
      return `${it} waits for its swap: mda activate --env ${environment}, or mda run abandon ${run}`;
    case 'half_way':
      return `${it} stopped half way, the old version serves: mda run resume ${run}, or mda run abandon ${run}`;
    case 'taking_back':
      return `${it} was given up, and is not taken back yet: mda run resume ${run} goes on with that`;
    case 'removing':
      return `${it} stopped while it removed what no version needs: mda run resume ${run}`;
    case 'before_clean_up':
      return `${it} is live, and what its version drops is not removed yet: mda run resume ${run}`;
  }
}
