/** Reckons out of a holder's own record what their pension would come to: birth date, sex, paid months, account and scheme. */
import { Injectable } from '@nestjs/common';
import type { InsuranceRecord } from '#libs/benefits/kinds/kind.js';
import { employeeOutlook, type Outlook, residentOutlook } from '#libs/benefits/pension-outlook.js';
import { retirementTypesOf } from '#libs/benefits/retirement.js';
import { isCategory } from '#libs/contributions/category.js';
import { monthsOfSpan } from '#libs/contributions/moved-months.js';
import { schemeName } from '#libs/contract/schemes.js';
import type { Result } from '#libs/kernel/result.js';
import { inOneLine } from '#libs/kernel/words.js';
import { type Fen, fen, formatYuan } from '#libs/money/fen.js';
import { timesFraction } from '#libs/money/rounding.js';
import type { MissingParameter } from '#libs/policy/look-up.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import { ClaimReckoning } from '../../insurance/claims/claim-reckoning.service.js';
import { PaidMonths } from '../../insurance/contributions/paid-months.service.js';
import type { Participation } from '../../insurance/participations/participation.js';
import { ParticipationsService } from '../../insurance/participations/participations.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { CardSessionsService } from '../tap/card-sessions.service.js';
import type { OutlookDto, PensionOutlookDto } from './outlook.dto.js';

const pensions: readonly string[] = ['110', '120', '170'];

/** The base of the month that was paid last; null: none is known. */
const lastBase = ({ counted }: InsuranceRecord): Fen | null => {
  const { bases, spans } = counted('110');
  const last = [...bases].toSorted(([one], [other]) => one.localeCompare(other)).at(-1);
  if (last !== undefined) return last[1];
  const moved = spans.at(-1);
  return moved === undefined ? null : timesFraction(moved.base, 1n, BigInt(monthsOfSpan(moved).length));
};

/** What was found. Throws Refused `outlook-not-ready`, whose detail is key and day. */
const found = <T>(result: Result<T, MissingParameter>): T => {
  if (result.ok) return result.value;
  throw new Refused('outlook-not-ready', `${result.refusal.key} ${result.refusal.on}`);
};

const describe = ({ type, tier, isAsNow, points }: Outlook): OutlookDto => ({
  type,
  tier: tier === null ? null : formatYuan(tier.tier),
  yearly: tier === null ? null : formatYuan(tier.amount),
  isAsNow,
  points: points.map(({ account, amount, ...point }) => ({
    ...point,
    account: formatYuan(account),
    monthly: formatYuan(amount),
  })),
});

@Injectable()
export class PensionOutlook {
  constructor(
    private readonly database: Database,
    private readonly sessions: CardSessionsService,
    private readonly people: PeopleService,
    private readonly participations: ParticipationsService,
    private readonly reckoning: ClaimReckoning,
    private readonly paid: PaidMonths,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /**
   * Throws Refused `card-session-ended`; `outlook-drawn` of whoever draws a pension, `outlook-empty` without a scheme or anything paid,
   * `service-at-window` of public institutions, whose pension hangs on the personal file, `outlook-not-ready`.
   */
  read(
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    sessionId: string,
  ): Promise<PensionOutlookDto> {
    return this.database.transaction(async (tx) => {
      const person = await this.sessions.holder(tx, terminal, staff, sessionId);
      noteLookedUp(person.id);
      return this.of(tx, person);
    });
  }

  private async of(tx: Transaction, person: Person): Promise<PensionOutlookDto> {
    const today = this.clock.today();
    const ids = await this.people.allOf(tx, person.id);
    const record = await this.reckoning.recordOf(tx, person, ids);
    if (record.pensionSince !== null) throw new Refused('outlook-drawn');
    const ofPensions = (await this.participations.ofPerson(tx, person.id))
      .filter(({ scheme, since }) => pensions.includes(scheme) && since <= today)
      .toSorted((one, other) => one.since.localeCompare(other.since));
    const running = ofPensions.filter(({ until }) => until === null || until >= today);
    // Whoever is employed is insured as that, whatever else may still be on record.
    const spell = running.findLast(({ scheme }) => scheme !== '170') ?? running.at(-1) ?? ofPensions.at(-1);
    if (spell === undefined) throw new Refused('outlook-empty');
    if (spell.scheme === '120') throw new Refused('service-at-window', inOneLine(schemeName('120')));
    const scheme = spell.scheme === '110' ? '110' : '170';
    const goesOn = running.length > 0;
    const ways =
      scheme === '110'
        ? await this.employee(tx, record, spell, goesOn)
        : await this.resident(tx, record, person, ids, goesOn);
    return {
      on: today,
      scheme,
      schemeName: schemeName(scheme),
      goesOn,
      paidMonths: record.counted(scheme).months.length,
      account: formatYuan(record.account(scheme)),
      ways: ways.map(describe),
    };
  }

  /** A woman in employment has not said which post she will retire in. */
  private async employee(
    tx: Transaction,
    record: InsuranceRecord,
    { category }: Participation,
    goesOn: boolean,
  ): Promise<readonly Outlook[]> {
    const base = lastBase(record);
    if (base === null) throw new Refused('outlook-empty');
    const parameters = await this.policy.parameters(tx);
    return retirementTypesOf(record.sex, category).map((type) =>
      found(
        employeeOutlook(record, { type, base: goesOn ? base : null, today: this.clock.today() }, parameters),
      ),
    );
  }

  private async resident(
    tx: Transaction,
    record: InsuranceRecord,
    { category }: Person,
    ids: readonly string[],
    goesOn: boolean,
  ): Promise<readonly Outlook[]> {
    if (!isCategory(category)) throw new Error(`no category ${category}`);
    const years = (await this.paid.ofPerson(tx, ids)).filter(({ scheme }) => scheme === '170');
    const last = years.toSorted((one, other) => one.period.localeCompare(other.period)).at(-1);
    const paidLast = last === undefined ? null : fen(BigInt(last.personPart));
    return found(
      residentOutlook(
        record,
        { category, paidLast, goesOn, today: this.clock.today() },
        await this.policy.parameters(tx),
      ),
    );
  }
}
