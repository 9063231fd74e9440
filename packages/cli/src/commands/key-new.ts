/** `mda key new`: a pair of Ed25519 keys, the private one for its owner alone. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AuthoringError, keyIdOf } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    out: { value: 'NAME', summary: 'writes NAME.key, to be kept secret, and NAME.pub', required: true },
  },
  async run({ options, io }) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const [secret, open] = [`${options.out}.key`, `${options.out}.pub`];
    const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const publicPem = publicKey.export({ type: 'spki', format: 'pem' });
    await writeNew(resolve(io.cwd, secret), privatePem.toString(), 0o600, secret);
    await writeNew(resolve(io.cwd, open), publicPem.toString(), 0o644, open);
    const keyId = keyIdOf(publicKey);
    return {
      json: { keyId, privateKey: secret, publicKey: open },
      text: (style) =>
        `key ${style.bold(keyId)}\n  ${secret} signs: keep it secret\n  ${open} verifies: give it to whoever takes your versions\n`,
    };
  },
});

/** Never over a key that is there. */
async function writeNew(path: string, text: string, mode: number, shown: string): Promise<void> {
  await writeFile(path, text, { mode, flag: 'wx' }).catch((cause: unknown) => {
    throw new AuthoringError(
      'USAGE_INVALID',
      `cannot write '${shown}': it is there already, or its folder is not`,
      {
        suggestion: 'choose another name: a key that is lost cannot be made again',
        cause,
      },
    );
  });
}
