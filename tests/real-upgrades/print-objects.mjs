/**
 * Prints every object that one installed version of the package exports, as a stack. Runs in a process of its own: each
 * version brings its own spec, and only its plain JSON may reach the one that judges.
 * Usage: node print-objects.mjs po-17-0
 */
import { readFileSync } from 'node:fs';

const [alias] = process.argv.slice(2);
const folder = new URL(`./node_modules/${alias}/`, import.meta.url);
const { version, exports } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));

const objects = new Map();
for (const entry of Object.values(exports)) {
  if (typeof entry !== 'object' || !entry.import) continue;
  const module = await import(new URL(entry.import, folder).href);
  for (const value of Object.values(module)) if (isObject(value)) objects.set(value.name, value);
}

const manifest = {
  id: 'com.objectstack.platform-objects',
  namespace: 'sys',
  version,
  type: 'app',
  name: 'Platform Objects',
};
process.stdout.write(JSON.stringify({ manifest, objects: [...objects.values()] }, refuseCode));

function isObject(value) {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof value.name === 'string' &&
    typeof value.fields === 'object'
  );
}

function refuseCode(key, value) {
  if (typeof value === 'function') throw new Error(`'${key}' is code, which no stack can hold`);
  return value;
}
