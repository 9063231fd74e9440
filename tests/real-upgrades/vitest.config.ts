// The root's config for this folder alone, which it leaves out: what is tested here is installed by its own command.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import rootConfig from '../../vitest.config.ts';

export default defineConfig((env) => {
  const { test, ...config } = rootConfig(env);
  return {
    ...config,
    root: fileURLToPath(new URL('../../', import.meta.url)),
    test: { ...test, include: ['tests/real-upgrades/**/*.test.ts'], exclude: ['**/node_modules/**'] },
  };
});
