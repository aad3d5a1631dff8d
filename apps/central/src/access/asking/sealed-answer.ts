/**
 * Answers that only whoever has the Idempotency-Key can read: one may hold a one-time code or a person's data, and neither is to lie in the
 * database for whoever reads it there.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const [ivBytes, tagBytes] = [12, 16];

const keyFrom = (idempotencyKey: string): Buffer =>
  Buffer.from(hkdfSync('sha256', idempotencyKey, '', 'social-security-card/answer/1', 32));

/** What a key is kept and found by. */
export const digestKey = (idempotencyKey: string): Buffer =>
  createHash('sha256').update(`social-security-card/asked-once/1 ${idempotencyKey}`).digest();

/** An answer as it is kept: iv, tag and the JSON, encrypted. Nothing answered is kept as null. */
export const sealAnswer = (idempotencyKey: string, answer: unknown): Buffer => {
  const iv = randomBytes(ivBytes);
  const sealing = createCipheriv(cipher, keyFrom(idempotencyKey), iv);
  const sealed = Buffer.concat([sealing.update(JSON.stringify(answer ?? null), 'utf8'), sealing.final()]);
  return Buffer.concat([iv, sealing.getAuthTag(), sealed]);
};

/** Throws Error for what another key has sealed. */
export const openAnswer = (idempotencyKey: string, sealed: Buffer): unknown => {
  const opening = createDecipheriv(cipher, keyFrom(idempotencyKey), sealed.subarray(0, ivBytes));
  opening.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
  const text = Buffer.concat([opening.update(sealed.subarray(ivBytes + tagBytes)), opening.final()]);
  return JSON.parse(text.toString('utf8')) as unknown;
};
