/** Shows all about one person as it was known and stood on a day: participations, dues, payments, accounts, cards, benefits, and who looked. */
import { Injectable } from '@nestjs/common';
import { lifeStates, type CardState } from '#libs/cards/card-life.js';
import { onRecord } from '#libs/contract/authority.js';
import { accountName, schemeName } from '#libs/contract/schemes.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { addDays, ageOn, parseDate, startOfDay, type PlainDate } from '#libs/kernel/plain-date.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { maskedAccountOf } from '../../cards/lives/bank-account.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { Clock } from '../../ground/clock.js';
import { CounterDatabase, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditTrail } from '../../records/audit/audit-trail.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { WhoseFile } from '../card-window/whose-file.service.js';
import { benefitOf } from './benefit-life-shown.js';
import type {
  FormerDataDto,
  OverviewAccountDto,
  OverviewDueDto,
  OverviewPersonDto,
  PersonOverviewDto,
  PersonOverviewRequestDto,
} from './person-overview.dto.js';
import {
  PersonOverviewStore,
  type DueRow,
  type EntryRow,
  type FormerRow,
  type Known,
} from './person-overview.store.js';

const shownPayments = 40;
const shownEntries = 24;
const shownLooks = 30;
const lookActions = Object.keys(onRecord);

const yuan = (amount: string): string => formatYuan(fen(BigInt(amount)));
const named = <T extends { readonly scheme: string }>(row: T) => ({
  ...row,
  schemeName: schemeName(row.scheme),
});
const masked = (number: string): string => maskSocialSecurityNumber(number as SocialSecurityNumber);

/** What was on record of a field before a moment: the first that was replaced after it, else what is. */
const asKnown = <T extends string | null>(
  formers: readonly FormerRow[],
  field: string,
  { before }: Known,
  now: T,
): T => {
  if (before === 'infinity') return now;
  // The newest come first.
  const replaced = formers.filter((one) => one.field === field && one.until.toISOString() >= before).at(-1);
  // A name and a number were never nothing.
  return replaced === undefined ? now : (replaced.value as T);
};

/** A number is masked, and a birth date goes no further than a year. */
const describeFormer = ({ field, value, after, until, ...more }: FormerRow): FormerDataDto => {
  const say = (text: string | null): string | null =>
    text === null
      ? null
      : field === 'socialSecurityNumber'
        ? masked(text)
        : field === 'birthDate'
          ? text.slice(0, 4)
          : text;
  return {
    field: field === 'birthDate' ? 'birthYear' : field,
    value: say(value),
    after: say(after),
    until: until.toISOString(),
    ...more,
  };
};

const accountsOf = (rows: readonly EntryRow[]): OverviewAccountDto[] =>
  [...new Set(rows.map(({ scheme }) => scheme))].map((scheme) => {
    const entries = rows
      .filter((row) => row.scheme === scheme && row.version !== null)
      .map(({ version, kind, amount, balanceAfter, period, bookedAt }) => ({
        version: version ?? '',
        kind,
        amount: yuan(amount),
        balanceAfter: yuan(balanceAfter),
        period,
        bookedAt: bookedAt.toISOString(),
      }));
    return {
      scheme,
      schemeName: accountName(scheme),
      balance: entries[0]?.balanceAfter ?? yuan('0'),
      entries,
    };
  });

const describeDue = (row: DueRow, { day }: Known): OverviewDueDto => ({
  ...named(row),
  amount: row.amount === null ? null : yuan(row.amount),
  inArrears: row.state === 'open' && row.period.slice(0, 4) < day.slice(0, 4),
});

const sumOf = (dues: readonly DueRow[]): string =>
  formatYuan(fen(dues.reduce((sum, { amount }) => sum + BigInt(amount ?? '0'), 0n)));

/** A holder at a kiosk has what the card session in its reader is of, as it is today. Throws Refused `service-at-window`. */
const demandOwn = ({
  cardSessionId,
  socialSecurityNumber,
  name,
  personId,
  on,
}: PersonOverviewRequestDto): void => {
  const further = [socialSecurityNumber, name, personId, on];
  if (cardSessionId === undefined || further.some((one) => one !== undefined))
    throw new Refused('service-at-window');
};

@Injectable()
export class PersonOverview {
  constructor(
    private readonly database: CounterDatabase,
    private readonly whose: WhoseFile,
    private readonly people: PeopleService,
    private readonly trail: AuditTrail,
    private readonly store: PersonOverviewStore,
    private readonly clock: Clock,
  ) {}

  /** Throws Refused as the opening of a card file does; `person-unknown` for an id or a number of nobody, `malformed-request` for a day that is none or has not come, `service-at-window` for a holder who asks for more than their own. */
  read(
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    request: PersonOverviewRequestDto,
  ): Promise<PersonOverviewDto> {
    if (staff === null) demandOwn(request);
    const known = this.known(request.on);
    return this.database.transaction(async (tx) => {
      const person = await this.person(tx, terminal, staff, request);
      return this.describe(tx, person, known);
    });
  }

  private known(on: string | undefined): Known {
    const today = this.clock.today();
    const day = on === undefined ? today : parseDate(on);
    if (day === null || day > today) throw new Refused('malformed-request', 'on');
    return {
      day,
      before: day === today ? 'infinity' : startOfDay(addDays(day, 1)).toISOString(),
    };
  }

  private async person(
    tx: Transaction,
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    { personId, ...named }: PersonOverviewRequestDto,
  ): Promise<Person> {
    if (personId !== undefined) {
      if ([named.cardSessionId, named.socialSecurityNumber, named.name].some((one) => one !== undefined))
        throw new Refused('malformed-request', 'personId alone');
      noteLookedUp(personId.toLowerCase());
    }
    const person =
      personId === undefined
        ? (await this.whose.of(tx, terminal, staff, named)).person
        : await this.people.find(tx, await this.people.keptOf(tx, personId));
    if (person === null) throw new Refused('person-unknown');
    return person;
  }

  private async describe(tx: Transaction, person: Person, known: Known): Promise<PersonOverviewDto> {
    const { id } = person;
    // Somebody registered twice is shown as one.
    const ids = await this.people.allOf(tx, id);
    // Nothing here needs another's answer: asked for together, they go to the database and back once.
    const [
      dues,
      described,
      participations,
      contributions,
      payments,
      entries,
      cards,
      benefits,
      changes,
      anew,
      months,
      looks,
    ] = await Promise.all([
      this.store.dues(tx, ids, known),
      this.describePerson(tx, person, known),
      this.store.participations(tx, ids, known),
      this.store.contributionYears(tx, ids, known),
      this.store.payments(tx, ids, known, shownPayments),
      this.store.entries(tx, ids, known, shownEntries),
      this.store.cards(tx, ids, known),
      this.store.benefits(tx, ids, known),
      this.store.benefitChanges(tx, ids, known),
      this.store.redeterminations(tx, ids, known),
      this.store.benefitMonths(tx, ids, known),
      this.looks(tx, id, known),
    ]);
    const open = dues.filter(({ state }) => state === 'open');
    const year = known.day.slice(0, 4);
    return {
      on: known.day,
      person: described,
      participations: participations.map(named),
      contributions: contributions.map((row) => ({
        ...named(row),
        unitPart: yuan(row.unitPart),
        personPart: yuan(row.personPart),
        governmentPart: yuan(row.governmentPart),
      })),
      dues: dues.map((row) => describeDue(row, known)),
      openTotal: sumOf(open),
      arrearsTotal: sumOf(open.filter(({ period }) => period.slice(0, 4) < year)),
      payments: payments.map((row) => ({
        ...row,
        total: yuan(row.total),
      })),
      accounts: accountsOf(entries),
      cards: cards.map(({ bankAccountState, bankAccount, ...card }) => ({
        ...card,
        words: lifeStates[card.state as CardState].words,
        bankAccount: maskedAccountOf({
          bankAccount,
          bankAccountState: bankAccountState as Card['bankAccountState'],
        }),
      })),
      benefits: benefits.map((row) =>
        benefitOf(
          row,
          changes.filter(({ claimId }) => claimId === row.id),
          anew.filter(({ claimId }) => claimId === row.id),
          months.filter(({ claimId }) => claimId === row.id),
          known.day,
        ),
      ),
      looks,
    };
  }

  private async describePerson(tx: Transaction, person: Person, known: Known): Promise<OverviewPersonDto> {
    const { id, phone, address } = person;
    const [formers, [township]] = await Promise.all([
      this.store.formers(tx, [id]),
      this.store.township(tx, person.township),
    ]);
    const stood = <T extends string | null>(field: string, now: T): T => asKnown(formers, field, known, now);
    const diedOn = stood('diedOn', person.diedOn);
    const dead = diedOn !== null && diedOn <= known.day;
    return {
      id,
      name: stood('name', person.name),
      maskedNumber: masked(stood('socialSecurityNumber', person.socialSecurityNumber)),
      sex: stood('sex', person.sex),
      age: ageOn(stood('birthDate', person.birthDate), dead ? diedOn : (known.day as PlainDate)),
      category: stood('category', person.category),
      diedOn: dead ? diedOn : null,
      phone,
      address,
      township: stood('township', township?.name ?? null),
      formers: formers
        .filter(({ until }) => known.before === 'infinity' || until.toISOString() < known.before)
        .map(describeFormer),
    };
  }

  private async looks(tx: Transaction, personId: string, known: Known): Promise<PersonOverviewDto['looks']> {
    const { subjects } = await this.trail.inTrail(tx, personId);
    const rows = await this.store.looks(tx, { subjects, actions: lookActions }, known, shownLooks);
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }
}
