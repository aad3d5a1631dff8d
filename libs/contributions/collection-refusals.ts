/** Why a bank or the tax authority did not collect: what is said in words, read as a kind with what can be done about it. */
import type { Words } from '#libs/kernel/words.js';

const kinds = {
  insufficient: {
    is: /余额不足|可用余额|insufficient|nsf|资金不足/i,
    title: { zh: '余额不足', en: 'Too little on the account' },
    nextStep: {
      zh: '请本人或单位存足后，随下一批再扣',
      en: 'Have money put there; the next order debits it again',
    },
  },
  closed: {
    is: /销户|账户关闭|已注销|冻结|挂失|closed|frozen/i,
    title: { zh: '账户已销户或不可用', en: 'The account is closed or blocked' },
    nextStep: {
      zh: '请终止协议，并以可用账户重新登记',
      en: 'End the agreement and enter one with an account in use',
    },
  },
  name: {
    is: /户名|姓名不符|名称不符|name/i,
    title: { zh: '户名不符', en: 'The account is in another name' },
    nextStep: {
      zh: '请核对户名，终止协议后重新登记',
      en: 'Check the name, end the agreement and enter it anew',
    },
  },
  other: {
    is: /(?:)/,
    title: { zh: '其他原因', en: 'Another reason' },
    nextStep: { zh: '请与收款方核对；可到窗口缴纳', en: 'Ask whoever collects; it can be paid at a window' },
  },
} as const satisfies Record<string, { readonly is: RegExp; readonly title: Words; readonly nextStep: Words }>;

export type CollectionRefusal = {
  readonly kind: keyof typeof kinds;
  readonly title: Words;
  readonly nextStep: Words;
};

/** The kind of a reason as it was said; what is not known by its words is `other`. */
export const refusalOf = (reason: string): CollectionRefusal => {
  const names = Object.keys(kinds) as (keyof typeof kinds)[];
  const kind = names.find((name) => kinds[name].is.test(reason)) ?? 'other';
  return { kind, title: kinds[kind].title, nextStep: kinds[kind].nextStep };
};
