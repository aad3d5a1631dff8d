/** Says of somebody's insurance what follows from where else, and in what else, they were insured: what is on its way, what can be moved, whose letter is wanted. */
import { Inject, Injectable } from '@nestjs/common';
import { transferReference } from '#libs/contributions/notice-number.js';
import { statutoryAgeMonth } from '#libs/contributions/statutory-age.js';
import { isTemporaryAccount, placeOfReceipt } from '#libs/contributions/transfers.js';
import { schemeName } from '#libs/contract/schemes.js';
import { ageOn, monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { displayYuan } from '#libs/money/display.js';
import type { Explanation } from '#libs/policy/explanation.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import type { Transaction } from '../../ground/database/database.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { type InsuranceTransfer, moneyOf } from './transfer.js';
import { between } from './transfer-reckoning.service.js';
import type { CountedMonthsDto, MoveNoticeDto } from './transfers.dto.js';

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
          zh: `${left.zh} 正转往 ${agency?.name ?? ''}（${reference}）${state === 'asked' ? '' : '，可出具参保缴费凭证'}`,
          en: `${left.en} is moving to ${agency?.name ?? ''} (${reference})${state === 'asked' ? '' : '; its certificate can be printed'}`,
        },
        between: {
          zh: `${left.zh} 正转入${entered.zh}（${reference}）`,
          en: `${left.en} is moving to ${entered.en} (${reference})`,
        },
      }[direction];
      return { kind: 'under-way', words, explanation: null };
    });

/** As it travels. */
export const explained = ({ steps, parameterVersions }: Explanation) => ({
  steps: [...steps],
  parameterVersions: [...parameterVersions],
});

/** Between employee and resident pension only from the statutory age on (人社部发〔2014〕17号 第三条). */
const waysFrom = (
  { birthDate, sex }: Person,
  { from, to, months }: { readonly from: string; readonly to: string; readonly months: number },
  today: PlainDate,
): MoveNoticeDto['words'] => {
  const [left, entered] = [schemeName(from), schemeName(to)];
  const what = {
    zh: `${left.zh}已缴 ${months} 个月及其个人账户保留`,
    en: `${months} months of ${left.en} and their account stay`,
  };
  const age = statutoryAgeMonth(birthDate, sex);
  const waits = (from === '170' || to === '170') && monthOf(today) < age;
  return waits
    ? {
        zh: `${what.zh}，${age} 起达到法定退休年龄后再与${entered.zh}衔接`,
        en: `${what.en}; they can be joined with ${entered.en} at the statutory age, from ${age} on`,
      }
    : {
        zh: `${what.zh}，可提请转入${entered.zh}`,
        en: `${what.en}; a move to ${entered.en} can be asked for`,
      };
};

/** Months and money of another place come by its letter alone. */
const lettersOfElsewhere: MoveNoticeDto = {
  kind: 'elsewhere',
  words: {
    zh: '户籍不在本地：在外地参过保的，凭参保缴费凭证向原参保地申请，收到联系函后登记转入，年限与个人账户才能合并计算',
    en: 'The household is elsewhere: who was insured there asks that place with its certificate; its letter is taken in here, and months and account count together',
  },
  explanation: null,
};

type About = {
  readonly person: Person;
  /** All their registrations. */
  readonly ids: readonly string[];
  /** The newest first. */
  readonly moves: readonly InsuranceTransfer[];
  readonly counted: readonly CountedMonthsDto[];
};

@Injectable()
export class MoveNotices {
  constructor(
    private readonly participations: ParticipationsService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** What is on its way first. */
  async of(tx: Transaction, about: About): Promise<MoveNoticeDto[]> {
    const { person, moves, counted } = about;
    const own = counted.find(({ scheme }) => scheme === '110')?.own ?? 0;
    return [
      ...underWay(moves),
      ...(await this.ofOtherSchemes(tx, about)),
      ...(await this.ofOthers(tx, person, moves, own)),
    ];
  }

  /** What counts of a scheme here that they have left for one it can be moved to, and is not moving: when, and how. */
  private async ofOtherSchemes(
    tx: Transaction,
    { person, ids, moves, counted }: About,
  ): Promise<MoveNoticeDto[]> {
    if (person.diedOn !== null) return [];
    const today = this.clock.today();
    const standing = new Set<string>();
    for (const id of ids)
      for (const { scheme, until } of await this.participations.ofPerson(tx, id))
        if (until === null || until >= today) standing.add(scheme);
    return between.flatMap(([from, to]): MoveNoticeDto[] => {
      const months = counted.find(({ scheme }) => scheme === from)?.months ?? 0;
      const isMoving = moves.some(
        (move) => move.from === from && ['asked', 'approved', 'bank-refused'].includes(move.state),
      );
      if (months === 0 || isMoving || !standing.has(to) || standing.has(from)) return [];
      return [
        { kind: 'other-scheme', words: waysFrom(person, { from, to, months }, today), explanation: null },
      ];
    });
  }

  /** What is to be known before somebody whose household is elsewhere begins a pension line here, and who pays the pension. */
  private async ofOthers(
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
    if (!moves.some(({ direction, state }) => direction === 'in' && state !== 'refused'))
      notices.push(lettersOfElsewhere);
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
    if (!temporary.ok) return notices;
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
}
