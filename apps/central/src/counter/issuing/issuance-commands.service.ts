/** The commands a card body still needs until it can be read back: all of them for a blank, a key's proof for a written one. */
import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { externalAuthenticate } from '#libs/cards/apdu.js';
import { personalisationCommands } from '#libs/cards/management-commands.js';
import { personalise } from '#libs/cards/personalisation.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { countOf } from '#libs/policy/look-up.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import type { Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { chipFacts, transientPin } from '../../cards/lives/chip-content.js';
import type { Issuance, StockChip } from './issuances.store.js';

type Wanted = {
  readonly issuance: Issuance;
  readonly chip: StockChip;
  readonly person: Person;
  /** 8 bytes, hex. */
  readonly cardChallenge: string;
  /** Whether the chip has its files already, as after an answer that was lost. */
  readonly isWritten: boolean;
};

@Injectable()
export class IssuanceCommands {
  constructor(
    private readonly keys: KeysService,
    private readonly policy: PolicyService,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** Hex of each command, in the order they are sent. */
  async make(
    tx: Transaction,
    { terminal, staff }: { readonly terminal: TerminalIdentity; readonly staff: StaffIdentity },
    { issuance, chip, person, cardChallenge, isWritten }: Wanted,
  ): Promise<string[]> {
    if (issuance.stage !== 'allotted') return [];
    const asker = {
      purpose: 'issuance',
      subject: issuance.cardNumber,
      terminalId: terminal.id,
      staffNumber: staff.number,
    };
    const card = { ...chip, keyVersion: issuance.keyVersion };
    const challenge = fromHex(cardChallenge);
    if (isWritten) {
      if (chip.specificationVersion !== '3.00') return [];
      const proof = await this.keys.authenticateExternally(tx, asker, card, challenge, 'rksse');
      return [toHex(externalAuthenticate(proof.slice(0, 8), proof.slice(8)))];
    }
    const delivered = { ...chip, keyVersion: chip.transportKeyVersion };
    const image = personalise({
      ...chipFacts(issuance, chip, person, this.config.areaCode),
      id: issuance.id,
      label: issuance.cardNumber,
      note: '',
      algorithm: chip.algorithm,
      keys: await this.keys.cardKeys(tx, asker, card),
      pin: transientPin(),
      pinTryLimit: await this.policy.value(tx, issuance.issuedOn, countOf('card.pin-try-limit')),
    });
    const access = {
      transportKey: await this.keys.transportKey(tx, asker, delivered),
      cardChallenge: challenge,
      factor: Uint8Array.from(randomBytes(8)),
    };
    return personalisationCommands(image, access).map(toHex);
  }
}
