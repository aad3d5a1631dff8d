/**
 * A key vault in a PKCS#11 security module. 3DES keys are objects of the token, sensitive and not extractable; a card's key is
 * made inside it. PKCS#11 knows no SM4: those keys are kept in the token too, but sealed under an AES key that never leaves
 * it, and opened in this process's memory to be used (docs/decisions/0009).
 */
import { randomBytes } from 'node:crypto';
import pkcs11 from 'pkcs11js';
import type { AesGCM, Handle, Mechanism, Template } from 'pkcs11js';
import { encryptBlocks } from '#libs/cards/block-cipher.js';
import { cityKey, derivationBlocks } from '#libs/cards/key-diversification.js';
import { toHex } from '#libs/kernel/bytes.js';
import { Refused } from '../../ground/http/refused.js';
import type { KeyRegion } from './key-file-vault.js';
import type { KeyVault } from './key-vault.js';
import {
  checkValueOf,
  keysFromText,
  keysToText,
  masterKeyNames,
  perKey,
  wipe,
  type CheckValues,
  type MasterKeyId,
  type MasterKeyName,
  type MasterKeys,
} from './master-keys.js';
import { Pkcs11Token, type Pkcs11Session, type Pkcs11Settings } from './pkcs11-token.js';

const application = 'social-security-card-keys';
const wrappingKeyLabel = `${application}/wrapping`;
const ivLength = 12;
const tagLength = 16;
// What one call encrypts, in bytes: modules limit it, and each is asked in turn.
const bytesPerCall = 16 * 1024;

/** An opened version: handles of the city's 3DES keys in the token, the city's SM4 keys in memory. */
type OpenVersion = {
  readonly cityKeys3des: ReadonlyMap<MasterKeyName, Handle>;
  readonly cityKeysSm4: ReadonlyMap<MasterKeyName, Uint8Array>;
  readonly checkValues: CheckValues;
};

const secretKey = (label: string, keyType: number, more: Template): Template => [
  { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
  { type: pkcs11.CKA_KEY_TYPE, value: keyType },
  { type: pkcs11.CKA_TOKEN, value: true },
  { type: pkcs11.CKA_PRIVATE, value: true },
  { type: pkcs11.CKA_SENSITIVE, value: true },
  { type: pkcs11.CKA_EXTRACTABLE, value: false },
  { type: pkcs11.CKA_LABEL, value: label },
  ...more,
];

const keyCalled = (label: string): Template => [
  { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
  { type: pkcs11.CKA_LABEL, value: label },
];

const ecb: Mechanism = { mechanism: pkcs11.CKM_DES3_ECB };

/** AES-GCM for one version's sealed keys, bound to its label. */
const gcm = (iv: Buffer, label: string): Mechanism => {
  const parameter: AesGCM = {
    type: pkcs11.CK_PARAMS_AES_GCM,
    iv,
    aad: Buffer.from(label),
    ivBits: ivLength * 8,
    tagBits: tagLength * 8,
  };
  return { mechanism: pkcs11.CKM_AES_GCM, parameter };
};

export class Pkcs11Vault implements KeyVault {
  readonly description;
  readonly standing = 'ready';
  private readonly token: Pkcs11Token;
  private readonly opened = new Map<number, OpenVersion>();

  constructor(
    settings: Pkcs11Settings,
    private readonly region: KeyRegion,
  ) {
    this.token = new Pkcs11Token(settings);
    this.description = { kind: 'pkcs11', place: `${settings.token} (${settings.module})` } as const;
  }

  async versions(): Promise<readonly number[]> {
    const prefix = this.labelOf('');
    return this.use((session) =>
      session
        .find([
          { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_DATA },
          { type: pkcs11.CKA_APPLICATION, value: application },
        ])
        .map((object) => session.attribute(object, pkcs11.CKA_LABEL).toString('utf8'))
        .filter((label) => label.startsWith(prefix))
        .map((label) => Number(label.slice(prefix.length)))
        .toSorted((a, b) => a - b),
    );
  }

  async checkValues(version: number): Promise<CheckValues> {
    return this.use((session) => this.open(session, version).checkValues);
  }

  async admit(version: number, keys: MasterKeys): Promise<boolean> {
    return this.use((session) => {
      if (this.findMark(session, version) !== null) return false;
      // Of an admission that was cut short: the mark is made last, so nothing was ever made with these.
      this.destroyKeys(session, version);
      try {
        for (const name of masterKeyNames) this.createKeys(session, version, name, keys['3des'][name]);
        this.createMark(session, version, keys);
      } catch (fault) {
        this.destroyKeys(session, version);
        throw fault;
      }
      return true;
    });
  }

  async diversify({ version, algorithm, name }: MasterKeyId, serials: Uint8Array): Promise<Uint8Array> {
    const blocks = derivationBlocks(serials);
    return this.use((session) => {
      const { cityKeys3des, cityKeysSm4 } = this.open(session, version);
      const inMemory = cityKeysSm4.get(name);
      const inToken = cityKeys3des.get(name);
      if (inMemory === undefined || inToken === undefined)
        throw new Error(`version ${version} has no ${name}`);
      if (algorithm === 'sm4') return encryptBlocks(inMemory, blocks, 'sm4');
      const answer = new Uint8Array(blocks.length);
      for (let at = 0; at < blocks.length; at += bytesPerCall) {
        const part = blocks.subarray(at, at + bytesPerCall);
        answer.set(session.encrypt(ecb, inToken, part, part.length), at);
      }
      return answer;
    });
  }

  async close(): Promise<void> {
    this.opened.clear();
    this.token.close();
  }

  private use<T>(work: (session: Pkcs11Session) => T): T {
    return this.token.use(() => this.opened.clear(), work);
  }

  private labelOf(version: number | ''): string {
    return `${application}/${this.region.cityCode}/${version}`;
  }

  private masterLabel(version: number, name: MasterKeyName): string {
    return `${this.labelOf(version)}/3des/${name}/master`;
  }

  private cityLabel(version: number, name: MasterKeyName): string {
    return `${this.labelOf(version)}/3des/${name}/city`;
  }

  /** The object that says a version is complete; it also holds the sealed SM4 keys. */
  private findMark(session: Pkcs11Session, version: number): Handle | null {
    const [mark] = session.find([
      { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_DATA },
      { type: pkcs11.CKA_LABEL, value: this.labelOf(version) },
    ]);
    return mark ?? null;
  }

  private destroyKeys(session: Pkcs11Session, version: number): void {
    for (const name of masterKeyNames)
      for (const label of [this.masterLabel(version, name), this.cityLabel(version, name)])
        for (const left of session.find(keyCalled(label))) session.destroy(left);
  }

  /**
   * The master key, which may only be derived from, and the city's key, which makes cards' keys. The city's key is worked out
   * here while the ceremony's key is at hand anyway: the driver cannot pass the parameter of CKM_DES3_ECB_ENCRYPT_DATA.
   */
  private createKeys(session: Pkcs11Session, version: number, name: MasterKeyName, key: Uint8Array): void {
    const keyOfCity = cityKey(key, this.region, '3des');
    session.create(
      secretKey(this.masterLabel(version, name), pkcs11.CKK_DES2, [
        { type: pkcs11.CKA_DERIVE, value: true },
        { type: pkcs11.CKA_ENCRYPT, value: false },
        { type: pkcs11.CKA_DECRYPT, value: false },
        { type: pkcs11.CKA_VALUE, value: Buffer.from(key) },
      ]),
    );
    session.create(
      secretKey(this.cityLabel(version, name), pkcs11.CKK_DES2, [
        { type: pkcs11.CKA_DERIVE, value: false },
        { type: pkcs11.CKA_ENCRYPT, value: true },
        { type: pkcs11.CKA_DECRYPT, value: false },
        { type: pkcs11.CKA_VALUE, value: Buffer.from(keyOfCity) },
      ]),
    );
    keyOfCity.fill(0);
  }

  private createMark(session: Pkcs11Session, version: number, keys: MasterKeys): void {
    const [known] = session.find(keyCalled(wrappingKeyLabel));
    const wrapping =
      known ??
      session.generate(
        { mechanism: pkcs11.CKM_AES_KEY_GEN },
        secretKey(wrappingKeyLabel, pkcs11.CKK_AES, [
          { type: pkcs11.CKA_VALUE_LEN, value: 32 },
          { type: pkcs11.CKA_ENCRYPT, value: true },
          { type: pkcs11.CKA_DECRYPT, value: true },
        ]),
      );
    const label = this.labelOf(version);
    const iv = randomBytes(ivLength);
    const empty = new Uint8Array(16);
    const text = Buffer.from(
      keysToText(perKey((algorithm, name) => (algorithm === 'sm4' ? keys.sm4[name] : empty))),
    );
    const sealed = session.encrypt(gcm(iv, label), wrapping, text, text.length + tagLength);
    text.fill(0);
    session.create([
      { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_DATA },
      { type: pkcs11.CKA_TOKEN, value: true },
      { type: pkcs11.CKA_PRIVATE, value: true },
      { type: pkcs11.CKA_APPLICATION, value: application },
      { type: pkcs11.CKA_LABEL, value: label },
      { type: pkcs11.CKA_VALUE, value: Buffer.concat([iv, sealed]) },
    ]);
  }

  private open(session: Pkcs11Session, version: number): OpenVersion {
    const known = this.opened.get(version);
    if (known !== undefined) return known;
    const mark = this.findMark(session, version);
    if (mark === null) throw new Refused('keys-missing', `version ${version}`);
    const sm4 = this.unseal(session, version, session.attribute(mark, pkcs11.CKA_VALUE));
    const the = (label: string): Handle => {
      const [key] = session.find(keyCalled(label));
      if (key === undefined) throw this.damaged(`${label} is not there`);
      return key;
    };
    const opened: OpenVersion = {
      cityKeys3des: new Map(masterKeyNames.map((name) => [name, the(this.cityLabel(version, name))])),
      cityKeysSm4: new Map(masterKeyNames.map((name) => [name, cityKey(sm4.sm4[name], this.region, 'sm4')])),
      checkValues: perKey((algorithm, name) =>
        algorithm === 'sm4'
          ? checkValueOf(sm4.sm4[name], 'sm4')
          : toHex(session.attribute(the(this.masterLabel(version, name)), pkcs11.CKA_CHECK_VALUE)),
      ),
    };
    wipe(sm4);
    this.opened.set(version, opened);
    return opened;
  }

  private unseal(session: Pkcs11Session, version: number, value: Buffer): MasterKeys {
    const label = this.labelOf(version);
    const [wrapping] = session.find(keyCalled(wrappingKeyLabel));
    if (wrapping === undefined) throw this.damaged(`${wrappingKeyLabel} is not there`);
    let text: string;
    try {
      const iv = value.subarray(0, ivLength);
      text = session.decrypt(gcm(iv, label), wrapping, value.subarray(ivLength)).toString('utf8');
    } catch (fault) {
      throw this.damaged(`SM4 keys of ${label} do not open: ${fault instanceof Error ? fault.message : ''}`);
    }
    const keys = keysFromText(text);
    if (keys === null) throw this.damaged(`${label} lacks a key`);
    return keys;
  }

  private damaged(detail: string): Refused {
    return new Refused('key-vault-damaged', detail);
  }
}
