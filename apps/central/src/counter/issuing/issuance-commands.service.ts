/** The commands a card body still needs until it can be read back: all of them for a blank, a key's proof for a written one. */
import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { externalAuthenticate } from '#libs/cards/apdu.js';
import type { CardKeys } from '#libs/cards/card-keys.js';
import { personalisationCommands } from '#libs/cards/management-commands.js';
import { personalise } from '#libs/cards/personalisation.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { countOf } from '#libs/policy/look-up.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import type { Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { KeysService, type CardKeyOwner } from '../../cards/keys/keys.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { chipFacts, transientPin } from '../../cards/lives/chip-content.js';
import type { Issuance, IssuanceStage, StockChip } from './issuances.store.js';

/** What a chip still needs of the vault. */
export type NeededKeys = {
  /** None; the proof that opens what a written chip says of its holder; or all, for a blank. */
  readonly kind: 'none' | 'opening' | 'all';
  readonly chip: StockChip;
  /** Of the master keys that the card is made with. */
  readonly keyVersion: number;
  /** 8 bytes, hex. */
  readonly cardChallenge: string;
};

/** The same as the vault gave it, which nobody gets before its use is on record. */
export type GivenKeys =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening'; readonly proof: Uint8Array }
  | { readonly kind: 'all'; readonly keys: CardKeys; readonly transportKey: Uint8Array };

type Made = { readonly issuance: Issuance; readonly person: Person };

/** `isWritten`: whether the chip has its files already, as after an answer that was lost. */
export const neededKind = (
  stage: IssuanceStage,
  { specificationVersion }: StockChip,
  isWritten: boolean,
): NeededKeys['kind'] => {
  if (stage !== 'allotted') return 'none';
  if (!isWritten) return 'all';
  return specificationVersion === '3.00' ? 'opening' : 'none';
};

/** Whether what the vault gave for one is what the other needs. */
export const needAlike = (one: NeededKeys, other: NeededKeys): boolean =>
  one.kind === other.kind &&
  one.keyVersion === other.keyVersion &&
  one.chip.historicalBytes === other.chip.historicalBytes &&
  one.cardChallenge === other.cardChallenge;

const delivered = (chip: StockChip): CardKeyOwner => ({ ...chip, keyVersion: chip.transportKeyVersion });

@Injectable()
export class IssuanceCommands {
  constructor(
    private readonly keys: KeysService,
    private readonly policy: PolicyService,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** Asks the vault, before the transaction in which the commands are made. */
  async askKeys({ kind, chip, keyVersion, cardChallenge }: NeededKeys): Promise<GivenKeys> {
    const card = { ...chip, keyVersion };
    switch (kind) {
      case 'none':
        return { kind };
      case 'opening':
        return {
          kind,
          proof: await this.keys.authenticateExternally(card, fromHex(cardChallenge), 'rksse'),
        };
      case 'all':
        return {
          kind,
          keys: await this.keys.cardKeys(card),
          transportKey: await this.keys.transportKey(delivered(chip)),
        };
    }
  }

  /** Hex of each command, in the order they are sent; the keys are those that were asked for this chip. */
  async make(
    tx: Transaction,
    { terminal, staff }: { readonly terminal: TerminalIdentity; readonly staff: StaffIdentity },
    { chip, keyVersion, cardChallenge }: NeededKeys,
    { issuance, person }: Made,
    given: GivenKeys,
  ): Promise<string[]> {
    if (given.kind === 'none') return [];
    const asker = {
      purpose: 'issuance',
      subject: issuance.cardNumber,
      terminalId: terminal.id,
      staffNumber: staff.number,
    };
    const card = { ...chip, keyVersion };
    if (given.kind === 'opening') {
      await this.keys.recordUse(tx, asker, card, ['rksse']);
      return [toHex(externalAuthenticate(given.proof.slice(0, 8), given.proof.slice(8)))];
    }
    await this.keys.recordUseOfMany(tx, asker, [card]);
    await this.keys.recordUse(tx, asker, delivered(chip), ['tk']);
    const image = personalise({
      ...chipFacts(issuance, chip, person, this.config.areaCode),
      id: issuance.id,
      label: issuance.cardNumber,
      note: '',
      algorithm: chip.algorithm,
      keys: given.keys,
      pin: transientPin(),
      pinTryLimit: await this.policy.value(tx, issuance.issuedOn, countOf('card.pin-try-limit')),
    });
    const access = {
      transportKey: given.transportKey,
      cardChallenge: fromHex(cardChallenge),
      factor: Uint8Array.from(randomBytes(8)),
    };
    return personalisationCommands(image, access).map(toHex);
  }
}
