// The app in 2.0.0: competitors leave the navigation, and cases are tickets.
import type { App } from '@objectstack/spec/ui';
import { followRename } from '../evolve.ts';
import { app as v2 } from '../v2/app.ts';

const before = followRename(followRename(v2, 'crm_case', 'crm_ticket'), 'Open Cases', 'Open Tickets');

function isKept(item: { id?: string | undefined }): boolean {
  return item.id !== 'nav_competitors';
}

export const app: App = {
  ...before,
  navigation: before.navigation?.map((item) =>
    item.type === 'group' ? { ...item, children: item.children?.filter(isKept) } : item,
  ),
};
