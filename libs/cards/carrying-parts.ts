/** The parts of a card that carry data of its holder, which of them each carries, and what is done where the register says otherwise. */
import type { Words } from '#libs/kernel/words.js';

export const carriedFields = {
  name: { zh: '姓名', en: 'name' },
  ethnicGroup: { zh: '民族', en: 'ethnic group' },
  birthplace: { zh: '出生地', en: 'birthplace' },
  socialSecurityNumber: { zh: '社会保障号码', en: 'number' },
} as const satisfies Record<string, Words>;

export type CarriedField = keyof typeof carriedFields;

type Part = { readonly words: Words; readonly carries: readonly CarriedField[]; readonly nextStep: Words };

export const carryingParts = {
  chip: {
    words: { zh: '芯片', en: 'chip' },
    carries: ['name', 'ethnicGroup', 'birthplace'],
    nextStep: {
      zh: '插入此卡，在“个人信息变更”中把登记信息写入芯片',
      en: 'put the card in and have the registered data written to its chip by a change of data',
    },
  },
  print: {
    words: { zh: '卡面', en: 'printed card' },
    carries: ['name', 'socialSecurityNumber'],
    nextStep: { zh: '办理换领，换发前此卡照常使用', en: 'renew the card; it may be used until then' },
  },
  bank: {
    words: { zh: '银行账户', en: 'bank account' },
    carries: ['name'],
    nextStep: {
      zh: '请本人持证件到开户银行变更户名；告知银行后在窗口登记',
      en: 'have the holder change the account at its bank with their document; once the bank knows, note it at the window',
    },
  },
} as const satisfies Record<string, Part>;

export type CarryingPart = keyof typeof carryingParts;
