/**
 * All that is done with cards' keys, each use on record. The vault is asked before the transaction of what a key is used for, since
 * a security module may take its time: what it gives is handed to nobody before `recordUse` has put the use on record in there.
 * Every act throws Refused: what the vault refuses with (key-vault.ts), and `recordUse` what it says.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { cardSerial } from '#libs/cards/answer-to-reset.js';
import type { CardAlgorithm } from '#libs/cards/card-image.js';
import { cardKeyNames, type CardKeyName, type CardKeys } from '#libs/cards/card-keys.js';
import { externalCryptogram, internalResult } from '#libs/cards/key-diversification.js';
import { commandMac, sealBlock } from '#libs/cards/secure-messaging.js';
import { concat, fromHex } from '#libs/kernel/bytes.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { KEY_VAULT, type KeyVault, type VaultStanding } from './key-vault.js';
import { KeyVersionsStore } from './key-versions.store.js';
import type { MasterKeyName } from './master-keys.js';

/** Whose keys are meant: they are diversified by the area and the chip's serial. */
export type CardKeyOwner = {
  readonly algorithm: CardAlgorithm;
  /** T1–TD in hex. */
  readonly historicalBytes: string;
  /** Of the master keys. */
  readonly keyVersion: number;
};

/** Who uses a key, and for what: goes into the audit trail as it is. */
export type KeyUse = {
  /** A word for the act, such as `internal-authentication` or `pin-reset`; what people read for it: libs/contract/key-uses.ts. */
  readonly purpose: string;
  /** What it is used for: a card number, a batch number; never a name. */
  readonly subject: string;
  readonly terminalId?: string;
  readonly staffNumber?: string | null;
  readonly cardSessionId?: string;
};

/** What a card is asked to prove itself with; 8 bytes each. */
type InternalChallenge = { readonly processFactor: Uint8Array; readonly source: Uint8Array };

const serialOf = ({ historicalBytes }: CardKeyOwner): Uint8Array => {
  const serial = cardSerial(fromHex(historicalBytes));
  if (serial === null) throw new RangeError('historical bytes carry no chip serial');
  return serial;
};

type Alike = { readonly first: CardKeyOwner; readonly cards: CardKeyOwner[] };

/** Cards by the master keys they hang on: those of one group are made with one encryption. */
const groupAlike = (cards: readonly CardKeyOwner[]): Iterable<Alike> => {
  const groups = new Map<string, Alike>();
  for (const card of cards) {
    const of = `${card.algorithm} ${card.keyVersion}`;
    const group = groups.get(of);
    if (group === undefined) groups.set(of, { first: card, cards: [card] });
    else group.cards.push(card);
  }
  return groups.values();
};

@Injectable()
export class KeysService {
  constructor(
    @Inject(KEY_VAULT) private readonly vault: KeyVault,
    private readonly versions: KeyVersionsStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** How the vault did the last time it was asked, without asking it now. */
  get vaultStanding(): VaultStanding {
    return this.vault.standing;
  }

  /**
   * The version of the master keys that new cards are made with; it is not given up before this transaction has ended, so
   * make their rows in the same one. Throws Refused `keys-missing` when no ceremony has been held.
   */
  async currentVersion(tx: Transaction): Promise<number> {
    const active = await this.versions.findActive(tx);
    if (active === null) throw new Refused('keys-missing');
    return active.version;
  }

  /**
   * Puts the use of a card's keys on record, in the transaction of what they are used for. Throws Refused `keys-missing` for a
   * version that no ceremony has made, `key-version-retired`.
   */
  async recordUse(
    tx: Transaction,
    asker: KeyUse,
    card: CardKeyOwner,
    names: readonly MasterKeyName[],
  ): Promise<void> {
    await this.record(tx, asker, card, names);
  }

  /** Puts on record that all keys of many cards were made, as one use for each algorithm and version: how many, from which chip to which. */
  async recordUseOfMany(tx: Transaction, asker: KeyUse, cards: readonly CardKeyOwner[]): Promise<void> {
    for (const { first, cards: alike } of groupAlike(cards))
      await this.record(tx, asker, first, cardKeyNames, {
        count: alike.length,
        firstChip: first.historicalBytes,
        lastChip: alike.at(-1)?.historicalBytes ?? first.historicalBytes,
      });
  }

  /**
   * Whether `result` (8 bytes) is what this card's IRK makes of the challenge. The use goes on record by `recordUse` or, as key
   * `irk` with the card's key version, in the audit row of the act that the proof belongs to.
   */
  async checkProof(card: CardKeyOwner, challenge: InternalChallenge, result: Uint8Array): Promise<boolean> {
    const expected = internalResult(await this.diversify(card, 'irk'), challenge, card.algorithm);
    return result.length === expected.length && timingSafeEqual(result, expected);
  }

  /** Data of EXTERNAL AUTHENTICATE for the card's challenge (8 bytes): cipher 8 and factor 8. */
  async authenticateExternally(
    card: CardKeyOwner,
    cardChallenge: Uint8Array,
    key: 'rksse' | 'uk',
  ): Promise<Uint8Array> {
    const factor = Uint8Array.from(randomBytes(8));
    const cardKey = await this.diversify(card, key);
    return concat(externalCryptogram(cardKey, { cardChallenge, factor }, card.algorithm), factor);
  }

  /** MAC (4 bytes) of a command, CLA to data with Lc counting the MAC, for the challenge (8 bytes) the card last gave out. */
  async macCommand(
    card: CardKeyOwner,
    key: 'puk' | 'stk' | 'uk',
    command: Uint8Array,
    cardChallenge: Uint8Array,
  ): Promise<Uint8Array> {
    return commandMac(await this.diversify(card, key), command, cardChallenge, card.algorithm);
  }

  /** Data that only this card can read (`sealBlock`). */
  async sealForCard(card: CardKeyOwner, key: 'puk', block: Uint8Array): Promise<Uint8Array> {
    return sealBlock(await this.diversify(card, key), block, card.algorithm);
  }

  /** All keys of one card, for its personalisation. */
  async cardKeys(card: CardKeyOwner): Promise<CardKeys> {
    const [keys] = await this.cardKeysOfMany([card]);
    if (keys === undefined) throw new Error('one card gave no keys');
    return keys;
  }

  /** All keys of many cards in their order, for a batch. */
  async cardKeysOfMany(cards: readonly CardKeyOwner[]): Promise<CardKeys[]> {
    const keys = new Map<CardKeyOwner, CardKeys>();
    for (const { first, cards: alike } of groupAlike(cards)) {
      const serials = concat(...alike.map(serialOf));
      const all = (name: CardKeyName): Promise<Uint8Array> =>
        this.vault.diversify({ version: first.keyVersion, algorithm: first.algorithm, name }, serials);
      const [irk, rksse, uk, puk, stk] = await Promise.all([
        all('irk'),
        all('rksse'),
        all('uk'),
        all('puk'),
        all('stk'),
      ]);
      for (const [index, card] of alike.entries()) {
        const own = (of: Uint8Array): Uint8Array => of.slice(index * 16, index * 16 + 16);
        keys.set(card, { irk: own(irk), rksse: own(rksse), uk: own(uk), puk: own(puk), stk: own(stk) });
      }
    }
    return cards.flatMap((card) => keys.get(card) ?? []);
  }

  /** The key a blank chip was delivered under: 16 bytes; `keyVersion` is that of its delivery. */
  transportKey(chip: CardKeyOwner): Promise<Uint8Array> {
    return this.diversify(chip, 'tk');
  }

  private diversify(card: CardKeyOwner, name: MasterKeyName): Promise<Uint8Array> {
    return this.vault.diversify(
      { version: card.keyVersion, algorithm: card.algorithm, name },
      serialOf(card),
    );
  }

  private async record(
    tx: Transaction,
    { purpose, ...who }: KeyUse,
    { algorithm, keyVersion }: CardKeyOwner,
    names: readonly MasterKeyName[],
    detail: Readonly<Record<string, string | number>> = {},
  ): Promise<void> {
    const version = await this.versions.find(tx, keyVersion);
    if (version === null) throw new Refused('keys-missing', `version ${keyVersion}`);
    if (version.retiredAt !== null) throw new Refused('key-version-retired', `version ${keyVersion}`);
    await this.audit.append(tx, {
      at: this.clock.now(),
      action: 'key.used',
      ...who,
      detail: { purpose, key: names.join(' '), keyVersion, algorithm, ...detail },
    });
  }
}
