/** 330 大额医疗费用补助 and 392 城乡居民大病保险: nobody pays them; they are second stages, fed by the funds of 310 and 390. */
import { nothingOwed, type SchemeCode, type SchemeDescription } from './description.js';

const fedBy = (code: SchemeCode, fund: SchemeCode): SchemeDescription => ({
  code,
  books: code,
  fundedFrom: fund,
  insured: {},
  endsWithPension: false,
  everyUnitPays: false,
  accounts: [],
  // What the fund hands on is booked where medical bills are paid.
  flows: { premium: [], lateFee: [], government: [], refund: [] },
  requires: () => [],
  assess: () => nothingOwed('fed-by-fund'),
});

export const largeMedicalSupplement = fedBy('330', '310');
export const residentMajorIllness = fedBy('392', '390');
