/** Says which of chip, printed card and bank still hold what the register says no more, and what is to be done about each. */
import { Injectable } from '@nestjs/common';
import { lifeStates } from '#libs/cards/card-life.js';
import {
  carriedFields,
  carryingParts,
  type CarriedField,
  type CarryingPart,
} from '#libs/cards/carrying-parts.js';
import type { Words } from '#libs/kernel/words.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import type { Person } from '../../register/people/person.entity.js';
import type { Card } from './card.entity.js';
import { usualEthnicGroup } from './chip-content.js';
import { CarriedDataStore } from './carried-data.store.js';

/** A part of a card that holds former data; `held` is the name it holds, null where that is right. */
export type Behind = {
  readonly part: CarryingPart;
  readonly words: Words;
  readonly fields: Words;
  readonly held: string | null;
  readonly nextStep: Words;
};

/** What a card carries of a value; where nobody was asked, it has one all the same. */
const onCard = (field: CarriedField, value: string | null): string | null =>
  field === 'ethnicGroup' ? (value ?? usualEthnicGroup) : value;

@Injectable()
export class CarriedData {
  constructor(
    private readonly store: CarriedDataStore,
    private readonly clock: Clock,
  ) {}

  /** Of a card whose life is over nothing is to be done any more. */
  async behind(tx: Transaction, card: Card, person: Person): Promise<readonly Behind[]> {
    if (lifeStates[card.state].final) return [];
    const former = await this.store.former(tx, person.id);
    if (former.length === 0) return [];
    const since = await this.store.since(tx, card.id);
    return (Object.keys(carryingParts) as CarryingPart[]).flatMap((part) => {
      // A card that has no account has nothing at the bank.
      if (part === 'bank' && card.bankAccount === null) return [];
      const { words, carries, nextStep } = carryingParts[part];
      const held = carries.flatMap((field) => {
        // The first value that was given up after the part was made is the one that it holds.
        const first = former.find((one) => one.field === field && one.until >= since[part]);
        return first === undefined || onCard(field, first.value) === onCard(field, person[field])
          ? []
          : [first];
      });
      if (held.length === 0) return [];
      const fields = {
        zh: held.map(({ field }) => carriedFields[field].zh).join('、'),
        en: held.map(({ field }) => carriedFields[field].en).join(', '),
      };
      const name = held.find(({ field }) => field === 'name')?.value ?? null;
      return [{ part, words, fields, held: name, nextStep }];
    });
  }

  /** From now on this part carries what the register says. The caller knows it: it was read back, or told. */
  async bringUp(tx: Transaction, cardId: string, part: 'chip' | 'bank'): Promise<void> {
    await this.store.bringUp(tx, cardId, part, this.clock.now());
  }
}
