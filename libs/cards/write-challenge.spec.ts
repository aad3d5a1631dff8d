/** Promises of the challenge a write is signed with. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { toHex } from '#libs/kernel/bytes.js';
import { digestBody, writeChallenge } from './write-challenge.js';

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
};

describe('body digest', () => {
  it('is SHA-256 over canonical JSON', () => {
    // echo -n '{"a":[{"b":2,"z":"德令哈"},null,true],"amount":"1090.00"}' | openssl dgst -sha256
    expect(digestBody({ amount: '1090.00', a: [{ z: '德令哈', b: 2 }, null, true] })).toBe(
      '50769fe624d326caa94e12543fdce3bd8d377619a83f8696fe4568da4b3c6357',
    );
  });

  it('does not depend on the order of keys, absent values, the trip through JSON, or the proof', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((name) => name !== 'cardProof'),
          fc.jsonValue(),
        ),
        (body) => {
          const digest = digestBody(body);
          expect(digestBody(reversed(body) as object)).toBe(digest);
          expect(digestBody(JSON.parse(JSON.stringify(body)) as object)).toBe(digest);
          expect(digestBody({ ...body, cardProof: 'AB' })).toBe(digest);
          expect(digestBody({ ...body, absent: undefined })).toBe(digestBody({ ...body }));
        },
      ),
    );
  });

  it('changes with any amount, and with a proof that is not at the top', () => {
    expect(digestBody({ amount: '1090.00' })).not.toBe(digestBody({ amount: '1090.01' }));
    expect(digestBody({ items: ['a', 'b'] })).not.toBe(digestBody({ items: ['b', 'a'] }));
    expect(digestBody({ in: { cardProof: '1' } })).not.toBe(digestBody({ in: { cardProof: '2' } }));
  });

  it('refuses what JSON cannot carry instead of digesting it as empty', () => {
    for (const value of [new Date(0), new Map([[1, 2]]), 1n, Number.NaN, () => 1])
      expect(() => digestBody({ value })).toThrow(TypeError);
  });
});

describe('write challenge', () => {
  const parts = { sessionNonce: 'nonce-1', idempotencyKey: '018f-key', bodyDigest: 'ab'.repeat(32) };

  it('is the known answer of an independent computation', () => {
    // Python: sha256 over struct.pack('>I', len(p)) + p for domain, nonce, key and digest; first 16 bytes.
    const { processFactor, source } = writeChallenge(parts);
    expect([toHex(processFactor), toHex(source)]).toEqual(['E3660B70E4D2C423', '202436F6BCEF4652']);
  });

  it('never lets one part run into the next', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (a, b) => {
        const one = writeChallenge({ ...parts, sessionNonce: a, idempotencyKey: b });
        const other = writeChallenge({ ...parts, sessionNonce: '', idempotencyKey: a + b });
        expect(toHex(one.source)).not.toBe(toHex(other.source));
      }),
    );
  });
});
