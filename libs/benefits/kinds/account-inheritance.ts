/** The personal account of a dead insured (个人账户余额), paid once to whoever inherits it, out of the fund that keeps it. */
import { monthOf } from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { type BenefitKind, notDue, textFact } from './kind.js';

/** Pensions whose account is inherited; where there are several, one claim after the other. */
const inherited = ['110', '120', '170'] as const;

/**
 * All that is left on the account when the claim is granted: it is taken off there, and what is booked later, such as the last year's
 * interest, is claimed again. Source: 社会保险法 第十四条; 国发〔2014〕8号 六.
 */
export const accountInheritance: BenefitKind = {
  code: 'account-inheritance',
  scheme: '110',
  words: { zh: '个人账户余额继承', en: 'personal account paid to the heirs' },
  basis: '社会保险法 第十四条；国发〔2014〕8号 六',
  pays: 'once',
  isPension: false,
  afterDeath: true,
  takesAccount: true,
  asksForLife: false,
  asks: [],
  documents: [
    { code: 'death-certificate', need: 'always' },
    { code: 'kinship', need: 'always' },
    { code: 'inheritance', need: 'never' },
  ],
  award: (_asked, record, on) => {
    if (record.diedOn === null) return notDue('没有登记死亡', 'No death is registered');
    const scheme = inherited.find((one) => record.account(one) > zeroFen);
    if (scheme === undefined) return notDue('个人账户没有余额', 'Nothing is left on a personal account');
    return ok({
      scheme,
      firstMonth: monthOf(on),
      lastMonth: monthOf(on),
      facts: { diedOn: record.diedOn, account: formatYuan(record.account(scheme)) },
    });
  },
  due: (facts) => {
    const account = textFact(facts, 'account');
    return ok({
      amount: yuan(account),
      // Taken off the account of the dead as it is granted, never off the account of whoever is paid.
      accountPart: zeroFen,
      explanation: {
        steps: [
          {
            label: { zh: '个人账户余额', en: 'Balance of the personal account' },
            expression: account,
            result: account,
            basis: '社会保险法 第十四条',
            status: 'law',
          },
        ],
        parameterVersions: [],
      },
    });
  },
};
