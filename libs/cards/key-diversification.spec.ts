/** Known answers for the card keys, computed with the `openssl` command, which shares no code with ours. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { diversifyKey, externalCryptogram, internalResult } from './key-diversification.js';

const masterKey = fromHex('0123456789ABCDEFFEDCBA9876543210');
const path = {
  provinceCode: '630000',
  cityCode: '632802',
  cardSerial: fromHex('8697159900BF7C7A'),
};
const factor = fromHex('1122334455667788');
const source = fromHex('A1B2C3D4E5F60718');

/*
 * Each step: echo <block> | xxd -r -p | openssl enc -des-ede -K <key> -nopad | xxd -p   (or -sm4-ecb), with the blocks
 * (factor ‖ NOT factor), each key being the answer of the step before:
 *   province 630000sh  3633303030307368c9cccfcfcfcf8c97  → 7b6cc63ce4fb7c8f9e7a428b621d75cc / 050d8092cb590051280b6e4af9529a14
 *   city     632802sx  3633323830327378c9cccdc7cfcd8c87  → 27b4818ae2b93d8505aeba6f06e53d18 / c8fa224ed01e1becea0ea71fa821bee3
 *   card     T6–TD     8697159900bf7c7a7968ea66ff408385  → the card key below
 *   process  factor    1122334455667788eeddccbbaa998877  → d54b9aa4c677f4a124e8458397c70765 / c6f4fb37e3b132a2b6f9d4477a4ee0dc
 *   result   source    a1b2c3d4e5f60718 (SM4: and eight 00) → the result below
 */
describe.each([
  ['3des', '8E333BA9FCED3FA6674D2E349CCD16BE', '0F150C58C76E34FB'],
  ['sm4', '76F649BE39DEFECF9CD3F2E57DEEEF82', 'B2AF516FDC2C423C'],
] as const)('with %s', (algorithm, cardKey, result) => {
  it('a card key comes of the master key over province, city and card', () => {
    expect(toHex(diversifyKey(masterKey, path, algorithm))).toBe(cardKey);
  });

  it('the internal authentication result is the known answer', () => {
    expect(toHex(internalResult(fromHex(cardKey), { processFactor: factor, source }, algorithm))).toBe(
      result,
    );
  });

  it('the external cryptogram is the known answer', () => {
    expect(toHex(externalCryptogram(fromHex(cardKey), { cardChallenge: source, factor }, algorithm))).toBe(
      result,
    );
  });

  it('another card, factor or source gives another answer', () => {
    const byte = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(byte, fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = (bytes: Uint8Array): Uint8Array => bytes.map((b, i) => (i === at ? b ^ change : b));
        const key = fromHex(cardKey);
        expect(
          toHex(diversifyKey(masterKey, { ...path, cardSerial: changed(path.cardSerial) }, algorithm)),
        ).not.toBe(cardKey);
        expect(toHex(internalResult(key, { processFactor: changed(factor), source }, algorithm))).not.toBe(
          result,
        );
        expect(
          toHex(internalResult(key, { processFactor: factor, source: changed(source) }, algorithm)),
        ).not.toBe(result);
      }),
    );
  });

  it('keys, factors and codes of the wrong size are refused', () => {
    expect(() => diversifyKey(masterKey.slice(1), path, algorithm)).toThrow('key has 15 bytes');
    expect(() => diversifyKey(masterKey, { ...path, cityCode: '63280' }, algorithm)).toThrow('region code');
    expect(() =>
      internalResult(masterKey, { processFactor: factor, source: factor.slice(1) }, algorithm),
    ).toThrow('source has 7 bytes');
  });
});
