/** The master keys a bureau keeps: for each algorithm one of every name, in numbered versions. */
import { blockLengthOf, encryptBlocks } from '#libs/cards/block-cipher.js';
import type { CardAlgorithm } from '#libs/cards/card-image.js';
import { cardKeyNames } from '#libs/cards/card-keys.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';

export const keyAlgorithms = ['3des', 'sm4'] as const satisfies readonly CardAlgorithm[];

/** The keys that end up in cards, and the transport key that blank chips are delivered under. ASSUMED: one for all makers. */
export const masterKeyNames = [...cardKeyNames, 'tk'] as const;

export type MasterKeyName = (typeof masterKeyNames)[number];

/** Bytes of every master key. */
export const masterKeyLength = 16;

/** One value for each master key of a version. */
export type PerKey<T> = Readonly<Record<CardAlgorithm, Readonly<Record<MasterKeyName, T>>>>;

/** All master keys of one version, 16 bytes each. */
export type MasterKeys = PerKey<Uint8Array>;

/** What can be told of keys without telling them: three bytes in hex each. */
export type CheckValues = PerKey<string>;

/** Which master key is meant. */
export type MasterKeyId = {
  readonly version: number;
  readonly algorithm: CardAlgorithm;
  readonly name: MasterKeyName;
};

const perName = <T>(make: (name: MasterKeyName) => T): Readonly<Record<MasterKeyName, T>> => ({
  irk: make('irk'),
  rksse: make('rksse'),
  uk: make('uk'),
  puk: make('puk'),
  stk: make('stk'),
  tk: make('tk'),
});

/** Makes one value for each master key. */
export const perKey = <T>(make: (algorithm: CardAlgorithm, name: MasterKeyName) => T): PerKey<T> => ({
  '3des': perName((name) => make('3des', name)),
  sm4: perName((name) => make('sm4', name)),
});

/** Every master key of a version, in a fixed order. */
export const eachKey: readonly Omit<MasterKeyId, 'version'>[] = keyAlgorithms.flatMap((algorithm) =>
  masterKeyNames.map((name) => ({ algorithm, name })),
);

/** A key's check value: the first three bytes of a block of 00 encrypted with it, in hex. As PKCS#11 has it for 3DES. */
export const checkValueOf = (key: Uint8Array, algorithm: CardAlgorithm): string =>
  toHex(encryptBlocks(key, new Uint8Array(blockLengthOf(algorithm)), algorithm).slice(0, 3));

export const checkValuesOf = (keys: MasterKeys): CheckValues =>
  perKey((algorithm, name) => checkValueOf(keys[algorithm][name], algorithm));

/** The first key whose check values differ, such as `3des irk`; null when all agree. */
export const differingKey = (a: CheckValues, b: CheckValues): string | null => {
  const key = eachKey.find(({ algorithm, name }) => a[algorithm][name] !== b[algorithm][name]);
  return key === undefined ? null : `${key.algorithm} ${key.name}`;
};

/** Keys from two components: exclusive or, so that either alone says nothing of them. */
export const combine = (a: MasterKeys, b: MasterKeys): MasterKeys =>
  perKey((algorithm, name) =>
    a[algorithm][name].map((byte, index) => byte ^ (b[algorithm][name][index] ?? 0)),
  );

// The lowest bit of a byte of a DES key is parity.
const effective = (key: Uint8Array): string => toHex(key.map((byte) => byte & 0xfe));

/** The first key that would protect nothing: all bytes alike, or 3DES of two equal halves, which is single DES; null when all are good. */
export const weakKey = (keys: MasterKeys): string | null => {
  const key = eachKey.find(({ algorithm, name }) => {
    const bytes = effective(keys[algorithm][name]);
    return bytes.slice(0, 16) === bytes.slice(16) || /^(..)\1*$/.test(bytes);
  });
  return key === undefined ? null : `${key.algorithm} ${key.name}`;
};

/** Overwrites keys that are needed no more. What the runtime copied in between is out of reach. */
export const wipe = (keys: MasterKeys): void => {
  for (const { algorithm, name } of eachKey) keys[algorithm][name].fill(0);
};

/** Keys as text, for what is encrypted right after. */
export const keysToText = (keys: MasterKeys): string =>
  JSON.stringify(perKey((algorithm, name) => toHex(keys[algorithm][name])));

const keyText = new RegExp(`^[0-9A-F]{${2 * masterKeyLength}}$`);

/** Keys out of their text; null unless every one is there. */
export const keysFromText = (text: string): MasterKeys | null => {
  const read = JSON.parse(text) as Partial<Record<string, Partial<Record<string, unknown>>>>;
  const found = (algorithm: CardAlgorithm, name: MasterKeyName): string => {
    const hex = read[algorithm]?.[name];
    return typeof hex === 'string' && keyText.test(hex) ? hex : '';
  };
  const keys = perKey((algorithm, name) => fromHex(found(algorithm, name)));
  return eachKey.every(({ algorithm, name }) => keys[algorithm][name].length === masterKeyLength)
    ? keys
    : null;
};
