/** Finds out whom an identity document names, and who may act for somebody. */
import { Injectable } from '@nestjs/common';
import type { AgentRelation } from '#libs/cards/card-services.js';
import { cardNameFaults, readCardName } from '#libs/cards/card-name.js';
import { unfitToAct, type Agent, type RepresentationRules } from '#libs/cards/representation.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import { parseNumberOfLiving } from '#libs/identity/lifetime.js';
import { nameFaults, readName, tidyName } from '#libs/identity/person-name.js';
import {
  numberFaults,
  parseSocialSecurityNumber,
  type NumberedPerson,
} from '#libs/identity/social-security-number.js';
import { ageOn, type PlainDate } from '#libs/kernel/plain-date.js';
import { inOneLine } from '#libs/kernel/words.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import type { CardRules } from './card-rules.service.js';

export type Named = { readonly socialSecurityNumber: string; readonly name: string };

/** Throws Refused `number-invalid`. */
const readNumber = (number: string): NumberedPerson => {
  const parsed = parseSocialSecurityNumber(number);
  if (!parsed.ok) throw new Refused('number-invalid', inOneLine(numberFaults[parsed.refusal]));
  return parsed.value;
};

@Injectable()
export class IdentifyService {
  constructor(
    private readonly people: PeopleService,
    private readonly clock: Clock,
  ) {}

  /**
   * Whom number and name name; `person` is null when they are not registered. Throws Refused `malformed-request` naming the
   * field, `number-invalid`, `name-unfit`, `person-differs` when the register has another name for the number.
   */
  async byDocument(
    tx: Transaction,
    number: string | undefined,
    name: string | undefined,
  ): Promise<{ readonly person: Person | null; readonly birthDate: PlainDate } & Named> {
    if (number === undefined) throw new Refused('malformed-request', 'socialSecurityNumber is missing');
    if (name === undefined || name.trim() === '') throw new Refused('malformed-request', 'name is missing');
    const parsed = readNumber(number);
    const named = readName(name);
    if (!named.ok) throw new Refused('name-unfit', inOneLine(nameFaults[named.refusal]));
    const person = await this.people.findByNumber(tx, parsed.number);
    // A name whose change was under way when names were tidied may be untidy yet.
    if (person !== null && tidyName(person.name) !== named.value) throw new Refused('person-differs');
    if (person === null) this.demandLiving(parsed);
    return {
      person,
      birthDate: parsed.birthDate,
      socialSecurityNumber: parsed.number,
      name: named.value,
    };
  }

  /** Whom a number alone names. Throws Refused `number-invalid`, `person-unknown`: only somebody with a name can be registered. */
  async byNumber(tx: Transaction, number: string): Promise<Person> {
    const parsed = readNumber(number);
    const person = await this.people.findByNumber(tx, parsed.number);
    if (person === null) {
      this.demandLiving(parsed);
      throw new Refused('person-unknown');
    }
    return person;
  }

  /** Nobody is registered who cannot be alive. Throws Refused `number-invalid`. */
  private demandLiving({ number }: NumberedPerson): void {
    if (!parseNumberOfLiving(number, this.clock.today()).ok)
      throw new Refused('number-invalid', inOneLine(numberFaults['birth-date']));
  }

  /** The tidy form of a name that can be written to a card, which says whose it is. Throws Refused `name-unfit`. */
  nameThatFits(name: string): string {
    const read = readCardName(name);
    if (!read.ok) throw new Refused('name-unfit', inOneLine(cardNameFaults[read.refusal]));
    return read.value;
  }

  /** Who stands at the window for the holder, once they may; null: nobody does. Throws Refused `agent-unfit`. */
  async agentOf(
    tx: Transaction,
    holder: Pick<Person, 'socialSecurityNumber'>,
    agent: (Named & { readonly relation: AgentRelation }) | undefined,
    rules: RepresentationRules,
  ): Promise<Agent | null> {
    if (agent === undefined) return null;
    await this.requireFitToAct(tx, agent, holder.socialSecurityNumber, rules, 'agent-unfit');
    const { socialSecurityNumber: number, name, relation } = agent;
    return { number: number.toUpperCase(), name: tidyName(name), relation };
  }

  /** A card goes into the hands of its holder or of an agent; a minor's only of the latter. Throws Refused `guardian-missing`. */
  requireTaker(
    { birthDate }: Pick<Person, 'birthDate'>,
    agent: object | null,
    { today, guardianAge }: Pick<CardRules, 'today' | 'guardianAge'>,
  ): void {
    if (agent === null && ageOn(birthDate, today) < guardianAge)
      throw new Refused('guardian-missing', 'agent');
  }

  /**
   * Whether somebody may act for the holder: another person, of age, and by the name that the register has for the number, if any.
   * Throws Refused with the code given and the reason.
   */
  async requireFitToAct(
    tx: Transaction,
    { socialSecurityNumber: number, name }: Named,
    holderNumber: string,
    rules: RepresentationRules,
    code: Extract<ProblemCode, 'guardian-unfit' | 'agent-unfit'>,
  ): Promise<void> {
    const unfit = unfitToAct({ number, name }, holderNumber, rules);
    if (unfit !== null) throw new Refused(code, unfit);
    const known = await this.people.findByNumber(tx, number.toUpperCase());
    if (known !== null && tidyName(known.name) !== tidyName(name)) throw new Refused(code, 'name');
  }
}
