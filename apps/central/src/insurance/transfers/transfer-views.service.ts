/** Shows moves of insurance relations: one person's with what counts of each scheme, those under way, and what would move before it is asked for. */
import { Inject, Injectable } from '@nestjs/common';
import { transferReference, transfersNamedIn } from '#libs/contributions/notice-number.js';
import { isTemporaryAccount, placeOfReceipt } from '#libs/contributions/transfers.js';
import { schemeName } from '#libs/contract/schemes.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { ageOn } from '#libs/kernel/plain-date.js';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { PaidMonths } from '../contributions/paid-months.service.js';
import { type InsuranceTransfer, moneyOf } from './transfer.js';
import { movable, TransferReckoning } from './transfer-reckoning.service.js';
import type {
  CountedMonthsDto,
  InsuranceTransferDto,
  MoveNoticeDto,
  MovePreviewDto,
  MoveToPreviewDto,
  PersonTransfersDto,
  TransferPageDto,
} from './transfers.dto.js';
import { TransfersStore } from './transfers.store.js';

const shown = (transfer: InsuranceTransfer): InsuranceTransferDto => ({
  id: transfer.id,
  reference: transferReference(transfer.number),
  direction: transfer.direction,
  personId: transfer.personId,
  from: transfer.from,
  fromName: schemeName(transfer.from),
  to: transfer.to,
  toName: schemeName(transfer.to),
  agency:
    transfer.agency === null
      ? null
      : {
          code: transfer.agency.code,
          name: transfer.agency.name,
          ...(transfer.agency.account === null ? {} : { account: transfer.agency.account }),
        },
  letter: transfer.letter,
  months: transfer.months,
  account: formatYuan(transfer.account),
  pool: formatYuan(transfer.pool),
  total: formatYuan(moneyOf(transfer)),
  backToPerson: formatYuan(transfer.backToPerson),
  backToFinance: formatYuan(transfer.backToFinance),
  spans: [...transfer.spans],
  state: transfer.state,
  reason: transfer.reason,
  askedBy: transfer.askedBy,
  askedAt: transfer.askedAt.toISOString(),
  endedAt: transfer.endedAt?.toISOString() ?? null,
  approval: transfer.approvalId,
  receivedOn: transfer.receivedOn,
});

/** What is on its way counts nowhere yet: neither its months nor its money. */
const underWay = (moves: readonly InsuranceTransfer[]): MoveNoticeDto[] =>
  moves
    .filter(({ state }) => state === 'asked' || state === 'approved' || state === 'bank-refused')
    .map((move) => {
      const { direction, from, to, months, agency, state } = move;
      const [reference, money] = [transferReference(move.number), displayYuan(moneyOf(move))];
      const [left, entered] = [schemeName(from), schemeName(to)];
      const waits =
        state === 'asked'
          ? { zh: '待审批', en: 'to be decided' }
          : { zh: '待资金到账', en: 'waits for its money' };
      const words = {
        in: {
          zh: `${entered.zh} 自 ${agency?.name ?? ''} 转入 ${months} 个月、${money}，${waits.zh}，到账后才计入（${reference}）`,
          en: `${entered.en} from ${agency?.name ?? ''}: ${months} months, ${money}, ${waits.en}; counts once it is there (${reference})`,
        },
        out: {
          zh: `${left.zh} 正转往 ${agency?.name ?? ''}（${reference}）`,
          en: `${left.en} is moving to ${agency?.name ?? ''} (${reference})`,
        },
        between: {
          zh: `${left.zh} 正转入${entered.zh}（${reference}）`,
          en: `${left.en} is moving to ${entered.en} (${reference})`,
        },
      }[direction];
      return { kind: 'under-way', words, explanation: null };
    });

const explained = ({ steps, parameterVersions }: Explanation) => ({
  steps: [...steps],
  parameterVersions: [...parameterVersions],
});

@Injectable()
export class TransferViews {
  constructor(
    private readonly database: Database,
    private readonly store: TransfersStore,
    private readonly reckoning: TransferReckoning,
    private readonly paid: PaidMonths,
    private readonly people: PeopleService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** What would move now. Throws Refused `person-unknown`, and as {@link TransferReckoning.reckon}. */
  preview(personId: string, { direction, from, to }: MoveToPreviewDto): Promise<MovePreviewDto> {
    return this.database.transaction(async (tx) => {
      const person = await this.person(tx, personId);
      const found = await this.reckoning.reckon(tx, person, { direction, from, to });
      return {
        months: found.months,
        account: formatYuan(found.account),
        pool: formatYuan(found.pool),
        total: formatYuan(moneyOf(found)),
        backToPerson: formatYuan(found.backToPerson),
        backToFinance: formatYuan(found.backToFinance),
        spans: [...found.spans],
        explanation: explained(found.explanation),
      };
    });
  }

  /** Throws Refused `person-unknown`. */
  ofPerson(personId: string): Promise<PersonTransfersDto> {
    return this.database.read(async (tx) => {
      const person = await this.person(tx, personId);
      const ids = await this.people.allOf(tx, person.id);
      const [paid, moves] = [await this.paid.ofPerson(tx, ids), await this.store.ofPerson(tx, ids)];
      const counted = movable.flatMap((scheme): CountedMonthsDto[] => {
        const { months, own, movedIn, movedOut } = this.reckoning.counted(paid, moves, scheme);
        return months.length + movedOut === 0
          ? []
          : [{ scheme, schemeName: schemeName(scheme), months: months.length, own, movedIn, movedOut }];
      });
      const transfers: PersonTransfersDto['transfers'] = [];
      for (const one of moves) {
        const explanation = await this.reckoning.explanationOf(tx, one);
        transfers.push({ ...shown(one), explanation: explanation === null ? null : explained(explanation) });
      }
      const own = counted.find(({ scheme }) => scheme === '110')?.own ?? 0;
      const notices = [...underWay(moves), ...(await this.notices(tx, person, moves, own))];
      return { transfers, counted, notices };
    });
  }

  list(
    filters: {
      readonly state: string | null;
      readonly direction: string | null;
      readonly scheme: string | null;
    },
    ask: ListAsk,
  ): Promise<TransferPageDto> {
    const [number] = transfersNamedIn(ask.search ?? '');
    return this.database.read(async (tx) => {
      const { rows, next, total } = await this.store.list(tx, { ...filters, number: number ?? null }, ask);
      for (const { personId } of rows) noteLookedUp(personId);
      return {
        transfers: rows.map((row) => ({
          ...shown(row),
          name: row.name,
          maskedNumber: maskSocialSecurityNumber(row.personNumber as SocialSecurityNumber),
        })),
        next,
        total,
      };
    });
  }

  /** What is to be known before somebody whose household is elsewhere begins a pension line here, and who pays the pension. */
  private async notices(
    tx: Transaction,
    person: Person,
    moves: readonly InsuranceTransfer[],
    ownMonths: number,
  ): Promise<MoveNoticeDto[]> {
    const [here, household] = [this.config.areaCode, person.socialSecurityNumber.slice(0, 6)];
    const householdHere = person.township !== null || household === here;
    if (householdHere) return [];
    const today = this.clock.today();
    const parameters = await this.policy.parameters(tx);
    const notices: MoveNoticeDto[] = [];
    const temporary = isTemporaryAccount(
      {
        sex: person.sex,
        age: ageOn(person.birthDate, today),
        firstTimeInArea: ownMonths === 0,
        householdHere,
      },
      today,
      parameters,
    );
    if (!temporary.ok) return [];
    if (temporary.value.temporary)
      notices.push({
        kind: 'temporary-account',
        words: {
          zh: '户籍不在本地且已达规定年龄，首次在本地参加职工养老只能建立临时缴费账户，不转移养老关系，以后资金转回户籍地',
          en: 'The household is elsewhere and the age is reached: a first employee line here is a temporary account; the relation stays, and the money goes home later',
        },
        explanation: explained(temporary.value.explanation),
      });
    const places = new Map<string, number>();
    const order: string[] = [];
    const add = (place: string, months: number): void => {
      if (!order.includes(place)) order.push(place);
      places.set(place, (places.get(place) ?? 0) + months);
    };
    for (const { direction, to, state, agency, months } of moves.toReversed())
      if (direction === 'in' && to === '110' && state === 'done' && agency !== null) add(agency.code, months);
    if (ownMonths > 0) add(here, ownMonths);
    const found = placeOfReceipt({ household, months: places, order }, today, parameters);
    if (found.ok && order.length > 0)
      notices.push({
        kind: 'receipt-place',
        words: {
          zh: `按现有缴费，养老待遇领取地为 ${found.value.place === here ? `本地（${here}）` : found.value.place}`,
          en: `As paid so far, the pension would be paid by ${found.value.place === here ? `this place (${here})` : found.value.place}`,
        },
        explanation: explained(found.value.explanation),
      });
    return notices;
  }

  private async person(tx: Transaction, id: string): Promise<Person> {
    noteLookedUp(id);
    const person = await this.people.find(tx, await this.people.keptOf(tx, id));
    if (person === null) throw new Refused('person-unknown');
    return person;
  }
}
