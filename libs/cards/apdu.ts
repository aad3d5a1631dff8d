/** Command APDUs of the social security card, and what its status words mean. */
import { concat, fromHex } from '#libs/kernel/bytes.js';

/** DF name of the social security application: "sx1.sh.社会保障" in GBK. */
export const applicationName: Uint8Array = fromHex('7378312E73682EC9E7BBE1B1A3D5CF');

/** Short file identifiers of the two free files; EF05 is about the card, EF06 about its holder. */
export const shortFileIds = { ef05: 0x05, ef06: 0x06 } as const;

/** Key id of RKSSSE (read external), which opens the holder's file of a v3 card. */
export const readExternalKeyId = 0x0a;

const byte = (value: number, what: string): number => {
  if (!Number.isInteger(value) || value < 0 || value > 0xff)
    throw new RangeError(`${what} is not a byte: ${value}`);
  return value;
};

const sized = (bytes: Uint8Array, length: number, what: string): Uint8Array => {
  if (bytes.length !== length) throw new RangeError(`${what} has ${bytes.length} bytes, not ${length}`);
  return bytes;
};

const header = (ins: number, p1: number, p2: number, p3: number): Uint8Array =>
  Uint8Array.of(0x00, ins, byte(p1, 'P1'), byte(p2, 'P2'), byte(p3, 'P3'));

/** SELECT of the social security application by name; T=0 cards answer `61xx`. */
export const selectApplication = (): Uint8Array =>
  concat(header(0xa4, 0x04, 0x00, applicationName.length), applicationName);

/** SELECT of an elementary file by its identifier, such as 0xEF05. */
export const selectFile = (fileId: number): Uint8Array =>
  concat(header(0xa4, 0x02, 0x00, 2), Uint8Array.of(byte(fileId >> 8, 'file id'), fileId & 0xff));

/** READ RECORD by ordinal (from 1) in the file of a short file identifier; `le` counts tag, length and value. */
export const readRecord = (shortFileId: number, ordinal: number, le: number): Uint8Array =>
  header(0xb2, ordinal, (shortFileId << 3) | 0x04, le);

/** READ RECORD by tag in the file that is selected. */
export const readRecordByTag = (tag: number, le: number): Uint8Array => header(0xb2, tag, 0x00, le);

/** GET CHALLENGE: eight random bytes of the card. */
export const getChallenge = (): Uint8Array => header(0x84, 0x00, 0x00, 0x08);

/** INTERNAL AUTHENTICATE: the card proves its IRK over a process factor and a source, eight bytes each. */
export const internalAuthenticate = (processFactor: Uint8Array, source: Uint8Array): Uint8Array =>
  concat(header(0x88, 0x00, 0x00, 16), sized(processFactor, 8, 'process factor'), sized(source, 8, 'source'));

/** EXTERNAL AUTHENTICATE: we prove a key to the card, by cryptogram and factor, eight bytes each. */
export const externalAuthenticate = (
  cryptogram: Uint8Array,
  factor: Uint8Array,
  keyId: number = readExternalKeyId,
): Uint8Array =>
  concat(header(0x82, 0x00, keyId, 16), sized(cryptogram, 8, 'cryptogram'), sized(factor, 8, 'factor'));

/** Whether a PIN has a form the card can take: 4 to 16 digits. */
export const isPin = (pin: string): boolean => /^\d{4,16}$/.test(pin);

/** VERIFY: the holder's PIN in BCD, filled with F; throws RangeError unless `isPin`. The message never holds the PIN. */
export const verifyPin = (pin: string): Uint8Array => {
  if (!isPin(pin)) throw new RangeError('a PIN has 4 to 16 digits');
  const digits = fromHex(pin.length % 2 === 0 ? pin : `${pin}F`);
  return concat(header(0x20, 0x00, 0x00, digits.length), digits);
};

/** GET RESPONSE: fetches what a `61xx` announced; `length` 0 asks for 256. */
export const getResponse = (length: number): Uint8Array => header(0xc0, 0x00, 0x00, length);

/** What a status word (SW1 SW2) says. */
export type StatusMeaning =
  | { readonly kind: 'ok' }
  | { readonly kind: 'more-data'; readonly available: number }
  | { readonly kind: 'wrong-le'; readonly right: number }
  | { readonly kind: 'pin-wrong'; readonly triesLeft: number }
  | {
      readonly kind:
        | 'pin-blocked'
        | 'conditions-not-satisfied'
        | 'authentication-failed'
        | 'no-challenge'
        | 'file-not-found'
        | 'record-not-found'
        | 'application-blocked'
        | 'key-not-found'
        | 'wrong-length'
        | 'wrong-parameters'
        | 'unknown-instruction'
        | 'unknown-class'
        | 'other';
    };

const meanings = new Map<number, StatusMeaning>([
  [0x9000, { kind: 'ok' }],
  [0x6283, { kind: 'application-blocked' }],
  [0x6300, { kind: 'authentication-failed' }],
  [0x6700, { kind: 'wrong-length' }],
  [0x6982, { kind: 'conditions-not-satisfied' }],
  [0x6983, { kind: 'pin-blocked' }],
  [0x6984, { kind: 'no-challenge' }],
  [0x6985, { kind: 'conditions-not-satisfied' }],
  [0x6988, { kind: 'authentication-failed' }],
  [0x6a81, { kind: 'application-blocked' }],
  [0x6a82, { kind: 'file-not-found' }],
  [0x6a83, { kind: 'record-not-found' }],
  [0x6a86, { kind: 'wrong-parameters' }],
  [0x6a88, { kind: 'key-not-found' }],
  [0x6b00, { kind: 'wrong-parameters' }],
  [0x6d00, { kind: 'unknown-instruction' }],
  [0x6e00, { kind: 'unknown-class' }],
]);

/** Reads a status word, such as 0x63C2: PIN wrong, two tries left. */
export const readStatusWord = (statusWord: number): StatusMeaning => {
  const low = statusWord & 0xff;
  if (statusWord >> 8 === 0x61) return { kind: 'more-data', available: low === 0 ? 256 : low };
  if (statusWord >> 8 === 0x6c) return { kind: 'wrong-le', right: low };
  if (statusWord >> 4 === 0x63c) return { kind: 'pin-wrong', triesLeft: statusWord & 0x0f };
  return meanings.get(statusWord) ?? { kind: 'other' };
};

/** A status word as it is written: `63C2`. */
export const formatStatusWord = (statusWord: number): string =>
  statusWord.toString(16).padStart(4, '0').toUpperCase();
