/** Reads a maker's public key out of a file, as far as it is one; a private key leaves the page on no account. */
import { calculateJwkThumbprint } from 'jose';
import type { ConsoleRequest } from '#libs/contract/console.js';

export type PublicKey = ConsoleRequest<'card-makers.add'>['body']['publicKey'];
export type ReadKey = { readonly key: PublicKey; readonly thumbprint: string };

const part = /^[\w-]{43}$/;
const isPart = (value: unknown): value is string => typeof value === 'string' && part.test(value);

const parse = (text: string): Readonly<Record<string, unknown>> | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch (fault) {
    if (fault instanceof SyntaxError) return null;
    throw fault;
  }
};

/** The key with its thumbprint (RFC 7638), or why there is none. */
export const readPublicKey = async (text: string): Promise<ReadKey | 'unfit' | 'private'> => {
  const { kty, crv, x, y, d } = parse(text) ?? {};
  if (d !== undefined) return 'private';
  let key: PublicKey;
  if (kty === 'EC' && crv === 'P-256' && isPart(x) && isPart(y)) key = { kty, crv, x, y };
  else if (kty === 'OKP' && crv === 'X25519' && isPart(x)) key = { kty, crv, x };
  else return 'unfit';
  return { key, thumbprint: await calculateJwkThumbprint(key) };
};
