/**
 * Central's own keys, in files only its user can read: what signs tokens, makes receipts' codes and signs what is told to others. The
 * first of each is made with the installation; later ones are files of their own, and take their turn in every process without a restart.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { makeOnce, readOrMake } from './write-once.js';

export const ownKeyKinds = ['receipt', 'token', 'notify'] as const;

/** `receipt`: makes receipts' verification codes; `token`: signs tokens (Ed25519); `notify`: signs what is told of applications. */
export type OwnKeyKind = (typeof ownKeyKinds)[number];

type Material = { readonly receipt: string; readonly notify: string; readonly token: JWK };

/** One key of a kind; hex, or a private JWK of `token`. */
export type OwnKey<Kind extends OwnKeyKind = OwnKeyKind> = {
  /** 1 and up; what is signed names it. */
  readonly id: string;
  /** From when on it is used; null: since the installation. */
  readonly from: Date | null;
  /** Since when the next one is used in its place; null: there is none. */
  readonly until: Date | null;
  readonly key: Material[Kind];
};

type First = { readonly tokenKey: JWK; readonly receiptKey: string; readonly notifyKey?: string };
type Later = { readonly from: string; readonly key: unknown };

/** For how long what lies in the folder is taken to be what was there. */
const knownForMs = 1000;
/** A new key is used this much later than it is made: by then every process knows it. */
export const takenUpAfterMs = 5000;

const laterFile = /^(receipt|token|notify)-([1-9]\d{0,5})\.json$/;

const hexKey = (): string => randomBytes(32).toString('hex');

const tokenKey = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return exportJWK(privateKey);
};

type Keys = { readonly [Kind in OwnKeyKind]: readonly OwnKey<Kind>[] };

export class Secrets {
  private known: Keys | null = null;
  private knownSinceMs = 0;

  /** Reads nothing yet. */
  constructor(private readonly folder: string) {}

  /** The key that is used at this time. */
  current<Kind extends OwnKeyKind>(kind: Kind, now: Date): OwnKey<Kind> {
    const key = this.list(kind).findLast(({ from }) => from === null || from <= now);
    if (key === undefined) throw new Error(`there is no ${kind} key: make one by \`keys renew ${kind}\``);
    return key;
  }

  /** The key that is named in what was signed; null when it is not here. What was signed before keys had names is of the first. */
  find<Kind extends OwnKeyKind>(kind: Kind, id = '1'): OwnKey<Kind> | null {
    return this.list(kind).find((key) => key.id === id) ?? null;
  }

  /** In the order in which they are used. */
  list<Kind extends OwnKeyKind>(kind: Kind): readonly OwnKey<Kind>[] {
    if (this.known === null || performance.now() - this.knownSinceMs > knownForMs) {
      this.known = this.read();
      this.knownSinceMs = performance.now();
    }
    return this.known[kind];
  }

  /**
   * Makes the next key of a kind, used from then on, whole or not at all. Throws RangeError when the one before it is not yet
   * in use by then; of two for one moment the later one is used.
   */
  async renew(kind: OwnKeyKind, from: Date): Promise<OwnKey> {
    const key = kind === 'token' ? await tokenKey() : hexKey();
    for (;;) {
      this.known = null;
      const before = this.list(kind).at(-1);
      if (before !== undefined && before.from !== null && before.from > from)
        throw new RangeError(`${kind} key ${before.id} is used from ${before.from.toISOString()} on`);
      // One file cannot be made twice: of two who renew at once, the second comes after the first.
      const id = String(Number(before?.id ?? '1') + 1);
      const file = join(this.folder, 'signing-keys', `${kind}-${id}.json`);
      if (!makeOnce(file, JSON.stringify({ from: from.toISOString(), key }, null, 2))) continue;
      this.known = null;
      return { id, from, until: null, key };
    }
  }

  private read(): Keys {
    const first = JSON.parse(readFileSync(join(this.folder, 'secrets.json'), 'utf8')) as First;
    return {
      receipt: this.readKind('receipt', first.receiptKey),
      token: this.readKind('token', first.tokenKey),
      // A file from before anybody was told has none.
      notify: this.readKind('notify', first.notifyKey),
    };
  }

  private readKind<Kind extends OwnKeyKind>(
    kind: Kind,
    first: Material[Kind] | undefined,
  ): readonly OwnKey<Kind>[] {
    const folder = join(this.folder, 'signing-keys');
    const later = (existsSync(folder) ? readdirSync(folder) : [])
      .flatMap((name) => {
        const [, of, id] = laterFile.exec(name) ?? [];
        return of === kind && id !== undefined ? [{ id, name }] : [];
      })
      .toSorted((one, other) => Number(one.id) - Number(other.id))
      .map(({ id, name }) => {
        const { from, key } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Later;
        return { id, from: new Date(from), key: key as Material[Kind] };
      });
    const all = [...(first === undefined ? [] : [{ id: '1', from: null, key: first }]), ...later];
    return all.map((key, index) => ({ ...key, until: all[index + 1]?.from ?? null }));
  }
}

/** The keys of a folder, the first of them made when it has none. */
export const openSecrets = async (folder: string): Promise<Secrets> => {
  const fresh: First = { tokenKey: await tokenKey(), receiptKey: hexKey(), notifyKey: hexKey() };
  readOrMake(join(folder, 'secrets.json'), () => JSON.stringify(fresh, null, 2));
  return new Secrets(folder);
};
