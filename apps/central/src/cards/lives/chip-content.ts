/** What is written to the chip of a person's card: the register's data as the personaliser takes it. */
import { randomInt } from 'node:crypto';
import type { CardFacts, HolderData } from '#libs/cards/personalisation.js';
import { fromHex } from '#libs/kernel/bytes.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Person } from '../../register/people/person.entity.js';

/** ASSUMED: where nobody was ever asked, the chip says Han (汉族, GB/T 3304). */
export const usualEthnicGroup = '01';

/** A PIN that nobody is told: the holder sets one before the card can be used. */
export const transientPin = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** The holder's items as they belong on the chip. ASSUMED: where no birthplace is known, it is the area. */
export const holderOnChip = (
  person: Pick<Person, 'socialSecurityNumber' | 'name' | 'sex' | 'ethnicGroup' | 'birthplace' | 'birthDate'>,
  areaCode: string,
): HolderData => ({
  socialSecurityNumber: person.socialSecurityNumber,
  name: person.name,
  sex: person.sex,
  ethnicGroup: person.ethnicGroup ?? usualEthnicGroup,
  birthplace: person.birthplace ?? areaCode,
  birthDate: person.birthDate,
});

/** All that the finished chip says of itself and its holder. */
export const chipFacts = (
  card: {
    readonly cardNumber: string;
    readonly issuedOn: PlainDate;
    readonly validUntil: PlainDate;
    /** Hex. */
    readonly historicalBytes: string;
  },
  { specificationVersion }: Pick<CardFacts, 'specificationVersion'>,
  person: Person,
  areaCode: string,
): CardFacts => ({
  specificationVersion,
  chipSerial: fromHex(card.historicalBytes),
  cityCode: areaCode,
  cardNumber: card.cardNumber,
  issueDate: card.issuedOn,
  validUntil: card.validUntil,
  initialisingInstitution: `${areaCode}000000`,
  holder: holderOnChip(person, areaCode),
});
