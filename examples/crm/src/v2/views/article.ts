// Views of crm_article.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_article' };

export const articleViews: View = {
  list: {
    label: 'All Articles',
    type: 'grid',
    data,
    columns: [
      { field: 'title' },
      { field: 'product' },
      { field: 'published' },
      { field: 'updated_on' },
      { field: 'helpful_votes' },
    ],
    sort: [{ field: 'updated_on', order: 'desc' }],
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'article_text',
          label: 'Article',
          columns: 2,
          fields: [
            { field: 'title', required: true },
            { field: 'slug', required: true },
            { field: 'product' },
            { field: 'keywords' },
            { field: 'published' },
            { field: 'updated_on' },
            { field: 'body', span: 'full' },
          ],
        },
      ],
    },
  },
};
