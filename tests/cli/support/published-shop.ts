// A workspace whose first environment runs version 1.0.0 of the small app.
import { writeFile } from 'node:fs/promises';
import { type TestWorkspace, temporaryWorkspace } from './mda.ts';
import { shop } from './shop.ts';

export async function publishedShop(): Promise<TestWorkspace> {
  const at = await temporaryWorkspace();
  await writeFile(at.path('stack.json'), JSON.stringify(shop()));
  await at.ok('import', 'stack.json');
  await at.ok('publish', '--version', '1.0.0');
  return at;
}
