// The app in 1.1.0: contracts and articles join the service group.
import type { App } from '@objectstack/spec/ui';
import { app as before } from '../v1/app.ts';

const contracts = {
  id: 'nav_contracts',
  type: 'object' as const,
  label: 'Contracts',
  icon: 'file-signature',
  objectName: 'crm_contract',
};

const articles = {
  id: 'nav_articles',
  type: 'object' as const,
  label: 'Articles',
  icon: 'book-open',
  objectName: 'crm_article',
};

export const app: App = {
  ...before,
  navigation: before.navigation?.map((item) =>
    item.type === 'group' && item.id === 'group_service'
      ? { ...item, children: [...(item.children ?? []), contracts, articles] }
      : item,
  ),
};
