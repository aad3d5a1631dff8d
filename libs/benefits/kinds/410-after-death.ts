/** What work injury insurance (410) pays after a death: funeral and death grants once, and the allowance of those who lived on the dead one's wage. */
import {
  addMonths,
  firstDayOf,
  monthOf,
  parseDate,
  type PlainDate,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { add, formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { amountOf, lookUpAll } from '#libs/policy/look-up.js';
import { type Dependant, injuryDeath, injuryDependants } from '../work-injury.js';
import { injuryOf } from './410-work-injury.js';
import { type BenefitKind, countFact, type Facts, notDue, textFact } from './kind.js';

const shared = {
  scheme: '410',
  isPension: false,
  afterDeath: true,
  asksForLife: false,
} as const;

/**
 * 丧葬补助金 and 一次性工亡补助金. Of somebody who drew the allowance of grades 1 to 4 the funeral alone; without the funeral where the
 * family chose that of the pension (社会保险法 第四十九条).
 */
export const injuryDeathGrants: BenefitKind = {
  ...shared,
  code: 'injury-death',
  words: { zh: '工亡丧葬补助金和一次性工亡补助金', en: 'funeral and death grants of work injury' },
  basis: '工伤保险条例 第三十九条；社会保险法 第四十九条',
  pays: 'once',
  asks: ['injuredOn'],
  documents: [
    { code: 'injury-determination', need: 'always' },
    { code: 'death-certificate', need: 'always' },
    { code: 'kinship', need: 'always' },
  ],
  award: (asked, record, on, parameters) => {
    const { diedOn, drawn } = record;
    if (diedOn === null) return notDue('没有登记死亡', 'No death is registered');
    const injury = injuryOf(asked, record, on, parameters);
    if (!injury.ok) return injury;
    if (injury.value.injuredOn > diedOn) return notDue('受伤日期在死亡之后', 'The injury is after the death');
    const average = lookUpAll(parameters, diedOn, { average: amountOf('wage.average') });
    if (!average.ok) return average;
    const chosen = drawn.get('survivors');
    const funeral = chosen === undefined || chosen['funeral'] === false;
    const deathGrant = !drawn.has('injury-allowance');
    if (!funeral && !deathGrant)
      return notDue(
        '丧葬补助金已由养老保险支付，享受伤残津贴期间死亡不发一次性工亡补助金',
        'The pension paid for the funeral, and there is no death grant after an allowance of grades 1 to 4',
      );
    return ok({
      scheme: '410',
      firstMonth: monthOf(on),
      lastMonth: monthOf(on),
      facts: {
        injuredOn: injury.value.injuredOn,
        diedOn,
        averageWage: formatYuan(average.value.average.value),
        funeral,
        deathGrant,
      },
    });
  },
  due: (facts, _of, parameters) => {
    const reckoned = injuryDeath(
      textFact(facts, 'diedOn') as PlainDate,
      yuan(textFact(facts, 'averageWage')),
      parameters,
    );
    if (!reckoned.ok) return reckoned;
    const { funeral, oneOff, explanation } = reckoned.value;
    const [funeralStep, oneOffStep] = explanation.steps;
    const isPaid = { funeral: facts['funeral'] === true, oneOff: facts['deathGrant'] === true };
    return ok({
      amount: add(isPaid.funeral ? funeral : zeroFen, isPaid.oneOff ? oneOff : zeroFen),
      accountPart: zeroFen,
      explanation: {
        ...explanation,
        steps: [
          ...(isPaid.funeral && funeralStep !== undefined ? [funeralStep] : []),
          ...(isPaid.oneOff && oneOffStep !== undefined ? [oneOffStep] : []),
        ],
      },
    });
  },
};

/** A child's share goes to the month of this birthday (因工死亡职工供养亲属范围规定 第三条). */
const ofAgeMonths = 18 * 12;

const childrenOf = (facts: Facts): readonly PlainDate[] => {
  const days = facts['childrenBornOn'];
  return typeof days === 'string' ? days.split(', ').map((day) => day as PlainDate) : [];
};
const lastMonthOf = (bornOn: PlainDate): PlainMonth => addMonths(monthOf(bornOn), ofAgeMonths);

/** Who is left in a month: of elders, those who live alone first. */
const dependantsIn = (facts: Facts, month: PlainMonth): readonly Dependant[] => {
  const orphans = facts['orphans'] === true;
  const elders = countFact(facts, 'elders');
  const lone = countFact(facts, 'loneElders');
  return [
    ...(facts['spouse'] === true ? [{ kind: 'spouse' } as const] : []),
    ...childrenOf(facts).flatMap((bornOn): Dependant[] =>
      lastMonthOf(bornOn) >= month ? [{ kind: 'other', orphanOrLone: orphans }] : [],
    ),
    ...Array.from({ length: elders }, (_, at): Dependant => ({ kind: 'other', orphanOrLone: at < lone })),
  ];
};

/** What was told as birth days, in the order of age; null: something else. */
const daysIn = (text: string): readonly PlainDate[] | null => {
  const days = text.split(',').map((day) => parseDate(day.trim()));
  return days.some((day) => day === null) ? null : (days as PlainDate[]).toSorted();
};

/** 供养亲属抚恤金 of a family, to one of them; each child's share ends with its eighteenth birthday, and the others are shared anew. */
export const injuryDependantsMonthly: BenefitKind = {
  ...shared,
  code: 'injury-dependants',
  rises: 'by-dependant',
  words: { zh: '供养亲属抚恤金', en: 'allowance of dependants after a work injury' },
  basis: '工伤保险条例 第三十九条；因工死亡职工供养亲属范围规定',
  pays: 'monthly',
  asks: ['injuredOn', 'spouse', 'childrenBornOn', 'orphans', 'elders', 'loneElders'],
  documents: [
    { code: 'injury-determination', need: 'always' },
    { code: 'death-certificate', need: 'always' },
    { code: 'kinship', need: 'always' },
    { code: 'dependence', need: 'always' },
  ],
  award: (asked, record, on, parameters) => {
    const { diedOn } = record;
    const { spouse = false, childrenBornOn, orphans = false, elders = 0, loneElders = 0 } = asked;
    if (diedOn === null) return notDue('没有登记死亡', 'No death is registered');
    const injury = injuryOf(asked, record, on, parameters);
    if (!injury.ok) return injury;
    const { injuredOn, wage } = injury.value;
    if (injuredOn > diedOn) return notDue('受伤日期在死亡之后', 'The injury is after the death');
    const born = childrenBornOn === undefined ? [] : daysIn(childrenBornOn);
    if (born === null || born.some((day) => day > on))
      return notDue('子女出生日期不正确', 'The birth dates of the children are not right');
    if (orphans && spouse)
      return notDue('有配偶的子女不是孤儿', 'Children whose other parent lives are no orphans');
    if (loneElders > elders)
      return notDue('孤寡老人多于老人人数', 'More elders live alone than there are elders');
    const firstMonth = addMonths(monthOf(diedOn), 1);
    const facts = {
      injuredOn,
      diedOn,
      wage: formatYuan(wage),
      spouse,
      childrenBornOn: born.length === 0 ? null : born.join(', '),
      orphans,
      elders,
      loneElders,
    };
    if (dependantsIn(facts, firstMonth).length === 0)
      return notDue('没有符合条件的供养亲属', 'There is nobody who lived on the wage');
    const youngest = born.at(-1);
    return ok({
      scheme: '410',
      firstMonth,
      lastMonth: spouse || elders > 0 || youngest === undefined ? null : lastMonthOf(youngest),
      facts,
    });
  },
  due: (facts, { month }, parameters) => {
    const reckoned = injuryDependants(
      yuan(textFact(facts, 'wage')),
      dependantsIn(facts, month),
      firstDayOf(month),
      parameters,
    );
    if (!reckoned.ok) return reckoned;
    const { total, shares, explanation } = reckoned.value;
    return ok({ amount: total, accountPart: zeroFen, shares, explanation });
  },
};
