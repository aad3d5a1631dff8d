/** What work injury insurance (410) adds to a pension that is lower than the disability allowance it took the place of (补足养老金差额). */
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { toppedUp } from '../work-injury.js';
import { type BenefitKind, countFact, notDue, textFact } from './kind.js';

const basis = '社会保险法 第四十条；工伤保险条例 第三十五条（三）';
const step = (zh: string, en: string, expression: string, result: string) =>
  ({ label: { zh, en }, expression, result, basis, status: 'law' }) as const;

/**
 * From the pension's first month on, for life: what the allowance of the last month, with the rises that counted in it, is more than the pension. The
 * allowance is held as it stopped, since later rises of allowances leave out whoever is on a pension; each rise of the pension makes the
 * difference less, down to nothing. Of grades 1 to 4, whose allowance the fund pays: that of 5 and 6 is the employer's.
 */
export const injuryTopUp: BenefitKind = {
  code: 'injury-top-up',
  scheme: '410',
  words: { zh: '补足养老金与伤残津贴差额', en: 'top-up of a pension to the disability allowance' },
  basis,
  pays: 'monthly',
  isPension: false,
  afterDeath: false,
  asksForLife: true,
  ends: ['injury-allowance'],
  followsPension: true,
  asks: [],
  documents: [
    { code: 'injury-determination', need: 'always' },
    { code: 'capacity-finding', need: 'always' },
    { code: 'retirement-approval', need: 'never' },
  ],
  award: (_asked, { replaced, workPension }) => {
    if (workPension === undefined)
      return notDue('尚未领取职工基本养老金', 'No pension out of employment is drawn yet');
    if (replaced === undefined)
      return notDue(
        '起领养老金时没有工伤保险基金支付的伤残津贴（一至四级）',
        'No allowance of grades 1 to 4 was drawn when the pension began',
      );
    const { pension, since } = workPension;
    const { allowance, facts, until } = replaced;
    if (toppedUp(pension, allowance) === zeroFen)
      return notDue(
        `养老金 ${formatYuan(pension)} 元不低于伤残津贴 ${formatYuan(allowance)} 元`,
        `The pension of ${formatYuan(pension)} is not lower than the allowance of ${formatYuan(allowance)}`,
      );
    return ok({
      scheme: '410',
      firstMonth: since,
      lastMonth: null,
      facts: {
        grade: countFact(facts, 'grade'),
        injuredOn: textFact(facts, 'injuredOn'),
        allowance: formatYuan(allowance),
        allowanceUntil: until satisfies PlainMonth,
        pension: formatYuan(pension),
      },
    });
  },
  due: (facts) => {
    const [allowance, pension] = [textFact(facts, 'allowance'), textFact(facts, 'pension')];
    const amount = toppedUp(yuan(pension), yuan(allowance));
    return ok({
      amount,
      accountPart: zeroFen,
      explanation: {
        steps: [
          step('停发前伤残津贴', 'Allowance as it stopped', textFact(facts, 'allowanceUntil'), allowance),
          step(
            '基金补足差额',
            'Difference that the fund adds',
            `${allowance} − ${pension}`,
            formatYuan(amount),
          ),
        ],
        parameterVersions: [],
      },
    });
  },
};
