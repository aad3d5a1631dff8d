/** A key vault in encrypted files, one for each version of the keys: the default where there is no security module. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encryptBlocks } from '#libs/cards/block-cipher.js';
import { cityKey, derivationBlocks } from '#libs/cards/key-diversification.js';
import { Refused } from '../../ground/http/refused.js';
import { makeOnce } from '../../ground/write-once.js';
import type { VaultPassphrase } from '../../ground/vault-passphrase.js';
import type { KeyVault } from './key-vault.js';
import {
  checkValuesOf,
  keysFromText,
  keysToText,
  perKey,
  wipe,
  type CheckValues,
  type MasterKeyId,
  type MasterKeys,
  type PerKey,
} from './master-keys.js';
import { openText, sealText } from './sealed-text.js';

const kind = 'key-version';
const fileName = /^version-([1-9]\d{0,3})\.json$/;

/** Whose keys a vault makes: the first two levels of diversification. */
export type KeyRegion = { readonly provinceCode: string; readonly cityCode: string };

/** An opened version: a card's own key is one step from the city's keys, and the master keys are forgotten again. */
type OpenVersion = { readonly cityKeys: PerKey<Uint8Array>; readonly checkValues: CheckValues };

export class KeyFileVault implements KeyVault {
  readonly description;
  readonly standing = 'ready';
  private readonly opened = new Map<number, Promise<OpenVersion>>();

  /** The folder need not exist: a vault without versions is one whose ceremony is still to come. */
  constructor(
    private readonly folder: string,
    private readonly passphrase: VaultPassphrase,
    private readonly region: KeyRegion,
  ) {
    this.description = { kind: 'file', place: folder } as const;
  }

  async versions(): Promise<readonly number[]> {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .flatMap((name) => fileName.exec(name)?.[1] ?? [])
      .map(Number)
      .toSorted((a, b) => a - b);
  }

  async checkValues(version: number): Promise<CheckValues> {
    return (await this.open(version)).checkValues;
  }

  async admit(version: number, keys: MasterKeys): Promise<boolean> {
    return makeOnce(
      this.fileOf(version),
      await sealText(kind, { version }, keysToText(keys), await this.passphrase()),
    );
  }

  async diversify({ version, algorithm, name }: MasterKeyId, serials: Uint8Array): Promise<Uint8Array> {
    const { cityKeys } = await this.open(version);
    return encryptBlocks(cityKeys[algorithm][name], derivationBlocks(serials), algorithm);
  }

  async close(): Promise<void> {
    this.opened.clear();
  }

  private fileOf(version: number): string {
    return join(this.folder, `version-${version}.json`);
  }

  private open(version: number): Promise<OpenVersion> {
    const known = this.opened.get(version);
    if (known !== undefined) return known;
    const opening = this.read(version);
    this.opened.set(version, opening);
    // A file that is put right or put there opens the next time.
    opening.catch(() => this.opened.delete(version));
    return opening;
  }

  private async read(version: number): Promise<OpenVersion> {
    const file = this.fileOf(version);
    if (!existsSync(file)) throw new Refused('keys-missing', `version ${version}`);
    const opened = await openText(kind, readFileSync(file, 'utf8'), await this.passphrase());
    if (!opened.ok)
      throw opened.refusal.why === 'damaged'
        ? new Refused('key-vault-damaged', `${file}: ${opened.refusal.detail}`)
        : new Refused('key-vault-locked', `${file}: its passphrase is another one`);
    const keys = keysFromText(opened.value.text);
    if (keys === null || opened.value.about['version'] !== version)
      throw new Refused('key-vault-damaged', `${file}: it lacks a key, or is another version`);
    const cityKeys = perKey((algorithm, name) => cityKey(keys[algorithm][name], this.region, algorithm));
    const checkValues = checkValuesOf(keys);
    wipe(keys);
    return { cityKeys, checkValues };
  }
}
