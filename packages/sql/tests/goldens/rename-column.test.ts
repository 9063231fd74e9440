/** The SQL of `rename_column` in every dialect: values stay, indexes follow. */
import { step } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'a column under indexes',
    steps: [{ ...step('rename_column', 'order'), from: 'name', to: 'group' }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` RENAME COLUMN `name` TO `group`',
      ],
      postgres: [
        'ALTER TABLE "order" RENAME COLUMN "name" TO "group"',
      ],
      mysql: [
        'ALTER TABLE `order` RENAME COLUMN `name` TO `group`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
