/** The terminal's own Ed25519 key pair: made once, kept in a file that only its owner reads. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { privateFolder, readIfThere, writePrivateFile } from '../ground/private-files.js';

export type TerminalKey = {
  readonly privateKey: KeyObject;
  /** `x` of the public JWK, base64url, 43 characters. */
  readonly publicX: string;
};

const parse = (pem: string, path: string): KeyObject => {
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch (error) {
    throw new Error(`${path} is damaged: restore it, or remove it and enrol with a new code`, {
      cause: error,
    });
  }
};

/** The key of `terminal-key.pem` (PKCS #8), made at the first call. Throws when the file holds something else. */
export const loadTerminalKey = (directory: string): TerminalKey => {
  privateFolder(directory);
  const path = join(directory, 'terminal-key.pem');
  const stored = readIfThere(path);
  const privateKey = stored === null ? generateKeyPairSync('ed25519').privateKey : parse(stored, path);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${path} does not hold an Ed25519 key`);
  if (stored === null) writePrivateFile(path, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new Error(`${path} has no public half`);
  return { privateKey, publicX: x };
};
