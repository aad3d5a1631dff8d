/** A key vault in an encrypted file (AES-256-GCM under a passphrase, scrypt): the default where there is no security module. */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { encryptBlocks } from '#libs/cards/block-cipher.js';
import type { CardAlgorithm } from '#libs/cards/card-image.js';
import { cityKey, derivationBlocks } from '#libs/cards/key-diversification.js';
import { fromHex } from '#libs/kernel/bytes.js';
import { readOrMake } from '../write-once.js';
import type { KeyVault } from './key-vault.js';
import type { MasterKeyId, MasterKeyName } from './master-keys.js';

type MasterKeys = Record<CardAlgorithm, Readonly<Record<MasterKeyName, string>>>;

type CityKeys = Record<CardAlgorithm, Readonly<Record<MasterKeyName, Uint8Array>>>;

type SealedFile = {
  readonly salt: string;
  readonly iv: string;
  readonly tag: string;
  readonly sealed: string;
};

const fileKey = (passphrase: string, salt: Buffer): Buffer =>
  scryptSync(passphrase, salt, 32, { N: 2 ** 15, r: 8, maxmem: 2 ** 26 });

const seal = (keys: MasterKeys, passphrase: string): SealedFile => {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', fileKey(passphrase, salt), iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(keys), 'utf8'), cipher.final()]);
  return {
    salt: salt.toString('hex'),
    iv: iv.toString('hex'),
    tag: cipher.getAuthTag().toString('hex'),
    sealed: sealed.toString('hex'),
  };
};

const unseal = ({ salt, iv, tag, sealed }: SealedFile, passphrase: string): MasterKeys => {
  const decipher = createDecipheriv(
    'aes-256-gcm',
    fileKey(passphrase, Buffer.from(salt, 'hex')),
    Buffer.from(iv, 'hex'),
  );
  decipher.setAuthTag(Buffer.from(tag, 'hex'));
  const text = Buffer.concat([decipher.update(Buffer.from(sealed, 'hex')), decipher.final()]).toString(
    'utf8',
  );
  return JSON.parse(text) as MasterKeys;
};

const each = <T>(make: (name: MasterKeyName) => T): Readonly<Record<MasterKeyName, T>> => ({
  irk: make('irk'),
  rksse: make('rksse'),
  uk: make('uk'),
  puk: make('puk'),
  stk: make('stk'),
  tk: make('tk'),
});

const fresh = () => each(() => randomBytes(16).toString('hex'));

const freshKeys = (): MasterKeys => {
  return { '3des': fresh(), sm4: fresh() };
};

/** The city's keys, derived once: a card's own key is one step from them. */
const cityKeysOf = (keys: MasterKeys, areaCode: string): CityKeys => {
  const path = { provinceCode: `${areaCode.slice(0, 2)}0000`, cityCode: areaCode };
  const of = (algorithm: CardAlgorithm) =>
    each((name) => cityKey(fromHex(keys[algorithm][name]), path, algorithm));
  return { '3des': of('3des'), sm4: of('sm4') };
};

export class KeyFileVault implements KeyVault {
  private constructor(private readonly keys: CityKeys) {}

  /** Opens the vault's file, making it with fresh master keys when there is none. Throws when the passphrase is wrong. */
  static open(file: string, passphrase: string, areaCode: string): KeyFileVault {
    const text = readOrMake(file, () => JSON.stringify(seal(freshKeys(), passphrase)));
    return new KeyFileVault(cityKeysOf(unseal(JSON.parse(text) as SealedFile, passphrase), areaCode));
  }

  async diversify({ version, algorithm, name }: MasterKeyId, serials: Uint8Array): Promise<Uint8Array> {
    if (version !== 1) throw new RangeError(`no version ${version} of the master keys`);
    return encryptBlocks(this.keys[algorithm][name], derivationBlocks(serials), algorithm);
  }
}
