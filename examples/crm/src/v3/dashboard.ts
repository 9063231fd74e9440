// The overview in 2.0.0: its titles say ticket. The datasets keep their names, so nothing else changes.
import type { Dashboard } from '@objectstack/spec/ui';
import { followRename } from '../evolve.ts';
import { overview as before } from '../v2/dashboard.ts';

export const overview: Dashboard = followRename(
  followRename(before, 'Open Cases', 'Open Tickets'),
  'Cases by Priority',
  'Tickets by Priority',
);
