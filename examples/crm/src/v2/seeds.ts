// Seeds of 1.1.0: the demo account under the renamed field, and a first article.
import type { Seed } from '@objectstack/spec/data';
import { followRename } from '../evolve.ts';
import { accountSeed as before } from '../v1/seeds.ts';

export const accountSeed: Seed = followRename(before, 'phone', 'main_phone');

export const articleSeed: Seed = {
  object: 'crm_article',
  externalId: 'slug',
  mode: 'upsert',
  records: [
    {
      slug: 'pair-a-gateway',
      title: 'How to pair a gateway',
      body: 'Hold the button for five seconds.',
      published: true,
    },
  ],
};
