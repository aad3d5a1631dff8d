/** Reckons what would move of somebody's insurance relation, by the rules of the day, and says why it cannot. */
import { Injectable } from '@nestjs/common';
import { noticeReference } from '#libs/contributions/notice-number.js';
import {
  beginsFrom,
  type CountedMonths,
  countedMonths,
  monthsInBoth,
  monthsOfPeriod,
  monthsOfSpan,
  spansOf,
} from '#libs/contributions/moved-months.js';
import { leastPensionMonths, statutoryAgeMonth } from '#libs/contributions/statutory-age.js';
import { moveBetweenPlaces, moveBetweenSchemes, overlapOf } from '#libs/contributions/transfers.js';
import type { Words } from '#libs/kernel/words.js';
import { type PlainDate, type PlainMonth, monthOf } from '#libs/kernel/plain-date.js';
import { add, fen, type Fen, formatYuan, subtract, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { explain, type Explanation } from '#libs/policy/explanation.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { describedScheme } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { AccountMoves } from '../accounts/account-moves.service.js';
import { PaidMonths, type PaidPeriodRow } from '../contributions/paid-months.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import {
  type InsuranceTransfer,
  readSpan,
  type TransferInputs,
  type WrittenSpan,
  writeSpan,
} from './transfer.js';
import { TransfersStore } from './transfers.store.js';

/** What would move. */
export type ReckonedTransfer = {
  readonly months: number;
  readonly account: Fen;
  readonly pool: Fen;
  readonly backToPerson: Fen;
  readonly backToFinance: Fen;
  readonly spans: readonly WrittenSpan[];
  readonly inputs: TransferInputs;
  readonly explanation: Explanation;
};

type Move = { readonly direction: 'out' | 'between'; readonly from: string; readonly to: string };
type Amounts = Pick<ReckonedTransfer, 'account' | 'pool' | 'backToPerson' | 'backToFinance'>;

/** Those whose pension the pool of employees pays. */
const ofEmployees: readonly string[] = ['110', '120'];
const pensions: readonly string[] = ['110', '120', '170'];
/** What can go to another place with months or money. */
export const movable: readonly string[] = [...pensions, '210', '310'];
/** Between which schemes here months and money move. */
export const between: readonly (readonly [string, string])[] = [
  ['110', '170'],
  ['170', '110'],
  ['110', '120'],
  ['120', '110'],
];
const firstWithBases = '1998-01' as PlainMonth;
const spansFor = (of: readonly InsuranceTransfer[]) => of.flatMap(({ spans }) => spans.map(readSpan));
/** A move that ended without moving anything, or whose money came back. */
const isUndone = ({ state }: InsuranceTransfer): boolean => state === 'refused' || state === 'returned';
const isDecided = ({ state }: InsuranceTransfer): boolean => state !== 'asked';

@Injectable()
export class TransferReckoning {
  constructor(
    private readonly store: TransfersStore,
    private readonly paid: PaidMonths,
    private readonly people: PeopleService,
    private readonly participations: ParticipationsService,
    private readonly accounts: AccountMoves,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /**
   * What would move now. Throws Refused `person-dead`, `person-retired`, `transfer-not-possible`, `transfer-dues-open` (which),
   * `transfer-nothing`, `parameter-missing`.
   */
  async reckon(tx: Transaction, person: Person, move: Move): Promise<ReckonedTransfer> {
    const { direction, from, to } = move;
    const on = this.clock.today();
    if (person.diedOn !== null) throw new Refused('person-dead', person.diedOn);
    const isKnown =
      direction === 'out'
        ? movable.includes(from) && from === to
        : between.some(([one, other]) => one === from && other === to);
    if (!isKnown)
      throw new Refused(
        'transfer-not-possible',
        `${from} → ${to}: 没有随转的资金与年限 / nothing moves between them`,
      );
    const ids = await this.people.allOf(tx, person.id);
    for (const id of ids) await this.participations.demandNotRetired(tx, id, from, monthOf(on));
    await this.demandNothingOwed(tx, ids, from);
    const paid = await this.paid.ofPerson(tx, ids);
    const moves = await this.store.ofPerson(tx, ids);
    const left = this.counted(paid, moves, from);
    const entered = this.counted(paid, moves, to);
    if (direction === 'between' && (from === '170' || to === '170'))
      this.demandAge(person, from === '110' ? left : entered, to, on);
    const overlaps =
      from === '170' || to === '170'
        ? overlapsOf(direction, paid, from === '170' ? left : entered, from === '170' ? entered : left)
        : [];
    const [own, ...beside] = describedScheme(from).accounts;
    const account = own === undefined ? zeroFen : await this.accounts.balance(tx, own.code, ids);
    let stays = zeroFen;
    for (const { code } of beside) stays = add(stays, await this.accounts.balance(tx, code, ids));
    const bases = sum(left.spans.filter(({ first }) => first >= firstWithBases).map(({ base }) => base));
    const inputs: TransferInputs = {
      on,
      bases: ofEmployees.includes(from) && to !== '170' ? formatYuan(bases) : null,
      monthsBefore: direction === 'between' ? entered.months.length : 0,
      monthsOfOther: left.months.length,
      ...(stays === zeroFen ? {} : { stays: formatYuan(stays) }),
      overlaps,
    };
    const parameters = await this.policy.parameters(tx);
    const { amounts, months, explanation } = explainMove(move, inputs, account, parameters);
    if (left.months.length === 0 && account === zeroFen) throw new Refused('transfer-nothing', from);
    // What goes back to the person and to finance lies in the resident's account: it is taken out of what moves, or stays here less.
    const moved =
      from === '170' ? subtract(account, add(amounts.backToPerson, amounts.backToFinance)) : account;
    return { ...amounts, account: moved, months, spans: left.spans.map(writeSpan), inputs, explanation };
  }

  /** What counts of each scheme of somebody's; several ids: registrations of one person. `before`: without what was paid for that month and later ones. */
  async countedOf(
    tx: Transaction,
    people: readonly string[],
  ): Promise<(scheme: string, before?: PlainMonth) => CountedMonths> {
    const paid = await this.paid.ofPerson(tx, people);
    const moves = await this.store.ofPerson(tx, people);
    return (scheme, before) =>
      this.counted(
        before === undefined ? paid : paid.filter(({ period }) => !beginsFrom(period, before)),
        moves,
        scheme,
      );
  }

  /** What counts of a scheme here, by what was paid and what moved. */
  counted(
    paid: readonly PaidPeriodRow[],
    moves: readonly InsuranceTransfer[],
    scheme: string,
  ): CountedMonths {
    const bases = new Map<PlainMonth, Fen>();
    for (const row of paid)
      if (row.scheme === scheme)
        for (const month of monthsOfPeriod(row.period))
          bases.set(month, add(bases.get(month) ?? zeroFen, fen(BigInt(row.base ?? '0'))));
    return countedMonths(
      bases,
      spansFor(
        moves.filter(
          (one) => one.direction !== 'out' && one.to === scheme && one.months > 0 && one.state === 'done',
        ),
      ),
      spansFor(
        moves.filter(
          (one) => one.direction !== 'in' && one.from === scheme && isDecided(one) && !isUndone(one),
        ),
      ),
    );
  }

  /** How the amounts of a move came about, made again from what it keeps. */
  async explanationOf(tx: Transaction, transfer: InsuranceTransfer): Promise<Explanation | null> {
    if (transfer.direction === 'in') return null;
    const { parameters } = await this.policy.parametersAsKnown(tx, transfer.knownAt);
    const { direction, from, to, inputs, backToPerson, backToFinance } = transfer;
    const account =
      from === '170' ? add(transfer.account, add(backToPerson, backToFinance)) : transfer.account;
    return explainMove({ direction, from, to }, inputs, account, parameters).explanation;
  }

  private async demandNothingOwed(tx: Transaction, ids: readonly string[], scheme: string): Promise<void> {
    const owed = await this.store.owed(tx, ids, scheme);
    if (owed.length === 0) return;
    const named = owed
      .slice(0, 12)
      .map(({ period, notice }) => (notice === null ? period : `${period} ${noticeReference(notice)}`));
    throw new Refused(
      'transfer-dues-open',
      `${named.join('，')}${owed.length > 12 ? ` … ${owed.length}` : ''}`,
    );
  }

  /** From employee to resident or back only at the statutory age, into the scheme whose months suffice. */
  private demandAge(person: Person, employee: CountedMonths, to: string, on: PlainDate): void {
    const from = statutoryAgeMonth(person.birthDate, person.sex);
    if (monthOf(on) < from)
      throw new Refused(
        'transfer-not-possible',
        `${from} 起达到法定退休年龄 / of statutory age from then on`,
      );
    const [has, least] = [employee.months.length, leastPensionMonths(on)];
    if (to === '110' ? has < least : has >= least)
      throw new Refused(
        'transfer-not-possible',
        to === '110'
          ? `职工养老缴费 ${has} 个月，不足 ${least} 个月，只能转入居民养老 / ${has} months as an employee, fewer than ${least}`
          : `职工养老缴费 ${has} 个月，已满 ${least} 个月，不能转入居民养老 / ${has} months as an employee, ${least} suffice`,
      );
  }
}

/** The resident's years of which months were paid as an employee as well, each row of months by itself. Amounts in yuan. */
const overlapsOf = (
  direction: 'out' | 'between',
  paid: readonly PaidPeriodRow[],
  resident: CountedMonths,
  employee: CountedMonths,
): TransferInputs['overlaps'] => {
  if (direction === 'out') return [];
  const both = new Map(monthsInBoth(resident.months, employee.months).map((month) => [month, zeroFen]));
  const years = paid.filter(({ scheme, period }) => scheme === '170' && period.length === 4);
  return spansOf(both).flatMap(({ first, last }) =>
    years
      .filter(({ period }) => period === first.slice(0, 4))
      .map(({ period, personPart, governmentPart }) => ({
        year: Number(period),
        first,
        last,
        tier: formatYuan(fen(BigInt(personPart))),
        subsidy: formatYuan(fen(BigInt(governmentPart))),
      })),
  );
};

const basis = '人社部发〔2014〕17号';
const stepFor = (label: Words, expression: string, result: string, of: string) => ({
  label,
  expression,
  result,
  basis: of,
  status: 'national' as const,
});

/** Says of the annuity that it does not go along: whoever pays it out is the province's agency. */
const withStaying = (explanation: Explanation, { stays }: TransferInputs): Explanation =>
  stays === undefined
    ? explanation
    : {
        ...explanation,
        steps: [
          ...explanation.steps,
          stepFor(
            {
              zh: '职业年金不由本局随转，仍记在账户上，由省级经办机构办理',
              en: "The occupational annuity stays on its account; the province's agency moves it",
            },
            stays,
            stays,
            '国办发〔2015〕18号 第八条',
          ),
        ],
      };

/** The amounts of a move and how they came about. Throws Refused `parameter-missing`. */
const explainMove = (
  { direction, from, to }: Move,
  inputs: TransferInputs,
  account: Fen,
  parameters: Parameters,
): { readonly amounts: Amounts; readonly months: number; readonly explanation: Explanation } => {
  const none = { account, pool: zeroFen, backToPerson: zeroFen, backToFinance: zeroFen };
  if (inputs.bases !== null) {
    const found = moveBetweenPlaces([yuan(inputs.bases)], account, inputs.on as PlainDate, parameters);
    if (!found.ok) throw new Refused('parameter-missing', `${found.refusal.key} ${inputs.on}`);
    return {
      amounts: { ...none, pool: found.value.poolPart },
      months: inputs.monthsOfOther,
      explanation: withStaying(found.value.explanation, inputs),
    };
  }
  if (direction === 'out')
    return {
      amounts: none,
      months: inputs.monthsOfOther,
      explanation: explain(
        [
          stepFor(
            { zh: '个人账户全部转移', en: 'The whole personal account moves' },
            formatYuan(account),
            formatYuan(account),
            from === '170' ? basis : '社会保险法 第十九、三十二、五十二条',
          ),
          stepFor(
            { zh: '缴费年限（月）', en: 'Months that count' },
            String(inputs.monthsOfOther),
            String(inputs.monthsOfOther),
            '社会保险法 第十九、三十二、五十二条',
          ),
        ],
        [],
      ),
    };
  const overlaps = inputs.overlaps.map((one) =>
    overlapOf({
      year: one.year,
      first: one.first as PlainMonth,
      last: one.last as PlainMonth,
      tier: yuan(one.tier),
      subsidy: yuan(one.subsidy),
    }),
  );
  const backToPerson = sum(overlaps.map(({ refundToPerson }) => refundToPerson));
  const backToFinance = sum(overlaps.map(({ subsidyReturned }) => subsidyReturned));
  const twice = inputs.overlaps.reduce(
    (all, { first, last }) =>
      all + monthsOfSpan({ first: first as PlainMonth, last: last as PlainMonth }).length,
    0,
  );
  const moved = from === '170' ? subtract(account, add(backToPerson, backToFinance)) : account;
  const move = moveBetweenSchemes({
    to: to === '170' ? '170' : '110',
    account: moved,
    // The employee's month stays where both were paid.
    monthsBefore: inputs.monthsBefore - (to === '170' ? twice : 0),
    monthsOfOther: inputs.monthsOfOther,
  });
  return {
    amounts: { ...none, backToPerson, backToFinance },
    months: move.monthsAdded,
    explanation: explain(
      [...overlaps.flatMap(({ explanation }) => explanation.steps), ...move.explanation.steps],
      [],
    ),
  };
};
