/** The challenge a card signs a write with: both the agent and the centre derive it from the session, key and body. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '#libs/kernel/canonical-json.js';

/**
 * SHA-256 of a request body in lower-case hex, over canonical JSON. The proof cannot cover itself: `cardProof` at the
 * top is left out, so that both sides may pass the body as they hold it. Throws TypeError on what JSON cannot carry.
 */
export const digestBody = (body: object): string => {
  const { cardProof: _, ...covered } = body as { readonly cardProof?: unknown };
  return createHash('sha256').update(canonicalJson(covered)).digest('hex');
};

export type WriteChallenge = { readonly processFactor: Uint8Array; readonly source: Uint8Array };

/** Domain separation: no other use of SHA-256 over these parts can give the same challenge. */
const domain = 'social-security-card/write-challenge/1';

/**
 * Process factor and source (8 bytes each) for INTERNAL AUTHENTICATE: the first 16 bytes of SHA-256 over the domain and
 * the three parts, each led by its length, so that no part can run into the next.
 */
export const writeChallenge = ({
  sessionNonce,
  idempotencyKey,
  bodyDigest,
}: {
  /** As central gave it with the session. */
  readonly sessionNonce: string;
  readonly idempotencyKey: string;
  /** `digestBody` of the request. */
  readonly bodyDigest: string;
}): WriteChallenge => {
  const hash = createHash('sha256');
  for (const part of [domain, sessionNonce, idempotencyKey, bodyDigest]) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  const digest = hash.digest();
  return {
    processFactor: Uint8Array.from(digest.subarray(0, 8)),
    source: Uint8Array.from(digest.subarray(8, 16)),
  };
};
