/** Makes the commands by which the centre changes a card in a terminal's reader: for its own challenge, and on record. */
import { Inject, Injectable } from '@nestjs/common';
import { externalAuthenticate } from '#libs/cards/apdu.js';
import { refusalOfCard, type CardRefusal } from '#libs/cards/card-life.js';
import { encodeItem, encodeName, type CardItem } from '#libs/cards/file-layout.js';
import {
  pinBlock,
  reloadPin,
  unblockPin,
  updateKeyId,
  updateRecord,
} from '#libs/cards/management-commands.js';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ServiceReleases } from '../releases/service-releases.service.js';
import { CardSessionsService } from '../tap/card-sessions.service.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { CardsService } from '../../cards/lives/cards.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import type { CardScriptDto, CardScriptRequestDto } from './card-scripts.dto.js';
import { holderOnChip, transientPin } from '../../cards/lives/chip-content.js';

const stored = (item: CardItem, text: string): Uint8Array => {
  const value = encodeItem(item, text);
  if (!value.ok) throw new RangeError(`${item} does not go on the card: ${value.refusal}`);
  return value.value;
};

/** The records of EF06 that a change of data can touch. */
const holderUpdates = (person: Person, areaCode: string): readonly Uint8Array[] => {
  const holder = holderOnChip(person, areaCode);
  const names = encodeName(holder.name);
  if (!names.ok) throw new RangeError(`name does not go on the card: ${names.refusal}`);
  return [
    updateRecord('name', names.value.name),
    updateRecord('nameExtension', names.value.nameExtension),
    updateRecord('ethnicGroup', stored('ethnicGroup', holder.ethnicGroup)),
    updateRecord('birthplace', stored('birthplace', holder.birthplace)),
  ];
};

/**
 * Why a card gets no such commands: what its register would not record afterwards is not done to its chip before. A sealed
 * card gets the PIN it is enabled with; what stands on a chip may be put right in any state.
 */
const refusalOfScript = (
  purpose: CardScriptRequestDto['purpose'],
  { state, validUntil }: Card,
  today: PlainDate,
): CardRefusal | null => {
  if (purpose === 'holder-update') return null;
  if (purpose === 'pin-reset' && state === 'handed-over') return validUntil < today ? 'card-expired' : null;
  return refusalOfCard({ state, validUntil }, today);
};

type ProvenCommand = {
  readonly command: Uint8Array;
  readonly keys: readonly ('puk' | 'uk')[];
  readonly transientPin: string | null;
};

@Injectable()
export class CardScriptsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: CardSessionsService,
    private readonly people: PeopleService,
    private readonly keys: KeysService,
    private readonly cards: CardsService,
    private readonly releases: ServiceReleases,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** Commands for the card of an open session of this window. Throws Refused `card-session-ended`, `card-…` for its state, `service-…` without a second person. */
  async make(
    terminal: TerminalIdentity,
    staff: StaffIdentity,
    cardSessionId: string,
    { purpose, cardChallenge }: CardScriptRequestDto,
  ): Promise<CardScriptDto> {
    const allowed = async (tx: Transaction): Promise<Card> => {
      const card = await this.sessions.card(tx, terminal, staff, cardSessionId);
      const refusal = refusalOfScript(purpose, card, this.clock.today());
      if (refusal !== null) throw new Refused(refusal);
      // Whoever asks, and through whatever program: here the chip is changed.
      if (purpose !== 'holder-update') await this.releases.begin(tx, purpose, card, cardSessionId);
      return card;
    };
    const owner = await this.database.transaction(allowed);
    const proven = await this.prove(owner, purpose, fromHex(cardChallenge));
    return this.database.transaction(async (tx) => {
      // The card may have been pulled, or reported lost, since the vault was asked.
      const card = await allowed(tx);
      const asker = {
        purpose,
        subject: card.cardNumber,
        terminalId: terminal.id,
        staffNumber: staff.number,
        cardSessionId,
      };
      for (const key of proven.keys) await this.keys.recordUse(tx, asker, card, [key]);
      if (proven.transientPin !== null)
        await this.cards.keepGivenPin(tx, {
          cardId: card.id,
          day: this.clock.today(),
          staffNumber: staff.number,
          at: this.clock.now(),
          terminalId: terminal.id,
        });
      // As the register has the holder now.
      const updates =
        purpose === 'holder-update'
          ? holderUpdates(await this.people.get(tx, card.personId), this.config.areaCode)
          : [];
      return { commands: [proven.command, ...updates].map(toHex), transientPin: proven.transientPin };
    });
  }

  /** The command that the vault has to vouch for, and each use it made of a key. */
  private async prove(
    card: Card,
    purpose: CardScriptRequestDto['purpose'],
    challenge: Uint8Array,
  ): Promise<ProvenCommand> {
    switch (purpose) {
      case 'pin-reset': {
        const pin = transientPin();
        const sealed = await this.keys.sealForCard(card, 'puk', pinBlock(pin));
        const command = await this.macked(card, reloadPin(sealed), challenge);
        return { command, keys: ['puk', 'puk'], transientPin: pin };
      }
      case 'pin-unblock':
        return {
          command: await this.macked(card, unblockPin(), challenge),
          keys: ['puk'],
          transientPin: null,
        };
      case 'holder-update': {
        const proof = await this.keys.authenticateExternally(card, challenge, 'uk');
        return {
          command: externalAuthenticate(proof.slice(0, 8), proof.slice(8), updateKeyId),
          keys: ['uk'],
          transientPin: null,
        };
      }
    }
  }

  private async macked(card: Card, command: Uint8Array, challenge: Uint8Array): Promise<Uint8Array> {
    return concat(command, await this.keys.macCommand(card, 'puk', command, challenge));
  }
}
