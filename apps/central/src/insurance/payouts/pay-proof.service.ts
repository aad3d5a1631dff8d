/** Proves that due list, books and bank agree on runs of benefits, all three at one moment, and names each difference by its item. */
import { Injectable } from '@nestjs/common';
import { payRunReference } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import type { Words } from '#libs/kernel/words.js';
import { type Fen, formatYuan, subtract, zeroFen } from '#libs/money/fen.js';
import { ReportsDatabase, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { PayProofDto, PaySideDto, ProvenPayRunDto } from './pay-proof.dto.js';
import {
  type FoundDifference,
  type PayDifference,
  PayProofStore,
  type ProvenRun,
} from './pay-proof.store.js';

/** Differences of a run that are named; the others are counted. */
const namedAtMost = 200;

const differenceWords: Readonly<Record<PayDifference, Words>> = {
  'list-amount': { zh: '应发与其各月待遇之和不符', en: 'the list says another amount than its months' },
  'line-elsewhere': {
    zh: '待遇不在该笔名下（窗口已发或状态不一致）',
    en: 'its months are not in its hand: paid elsewhere, or in another state',
  },
  'line-twice': { zh: '同一月待遇列入两笔', en: 'a month is in two items at once' },
  'bank-differs': { zh: '状态与银行回盘不一致', en: 'another state than the bank answered' },
  'bank-amount': { zh: '金额与银行回盘不一致', en: 'another amount than the bank answered' },
  'back-unbooked': { zh: '退汇未记账或金额不符', en: 'it came back and is not booked back' },
  forgotten: { zh: '应发未列入清单', en: 'due before the list was made, and not on it' },
  'books-out': { zh: '支出记账与清单不符', en: 'booked out and listed differ' },
  'books-back': { zh: '退回记账与清单不符', en: 'booked back and listed differ' },
  'answer-total': { zh: '回盘合计与其明细不符', en: "the answer's total and its rows differ" },
};

const ofRun = (what: PayDifference, one: Fen, other: Fen): FoundDifference[] =>
  one === other ? [] : [{ what, serial: null, personId: null, list: one, other }];

const shown = ({ out, back }: { readonly out: Fen; readonly back: Fen }): PaySideDto => ({
  out: formatYuan(out),
  back: formatYuan(back),
  stays: formatYuan(subtract(out, back)),
});

@Injectable()
export class PayProof {
  constructor(
    private readonly reports: ReportsDatabase,
    private readonly store: PayProofStore,
  ) {}

  /** One run, or all that were ever taken for the bank; of all also money that no run knows. Throws Refused `not-found`. */
  prove(number: number | null = null): Promise<PayProofDto> {
    return this.reports.snapshot(async (tx) => {
      const found = await this.store.runs(tx, number);
      if (number !== null && found.length === 0) throw new Refused('not-found', payRunReference(number));
      const runs: ProvenPayRunDto[] = [];
      for (const run of found) runs.push(await this.proveRun(tx, run));
      const strays = (number === null ? await this.store.strays(tx) : []).map(({ scheme, amount }) => ({
        scheme,
        schemeName: schemeName(scheme),
        amount: formatYuan(amount),
      }));
      return { agrees: strays.length === 0 && runs.every(({ agrees }) => agrees), runs, strays };
    });
  }

  private async proveRun(tx: Transaction, run: ProvenRun): Promise<ProvenPayRunDto> {
    const { list, books, bank, unanswered } = await this.store.sides(tx, run.id);
    const { found, count } = await this.store.differences(tx, run, namedAtMost);
    const whole = [...ofRun('books-out', list.out, books.out), ...ofRun('books-back', list.back, books.back)];
    for (const { personId } of found) if (personId !== null) noteLookedUp(personId);
    return {
      number: run.number,
      reference: payRunReference(run.number),
      scheme: run.scheme,
      schemeName: schemeName(run.scheme),
      month: run.month,
      agrees: count + whole.length === 0,
      list: shown(list),
      books: shown(books),
      bank: shown(bank),
      unanswered: formatYuan(unanswered),
      isAnswered: bank.out > zeroFen,
      count: count + whole.length,
      differences: [...whole, ...found].map((one) => ({
        what: one.what,
        words: differenceWords[one.what],
        serial: one.serial,
        personId: one.personId,
        list: formatYuan(one.list),
        other: formatYuan(one.other),
      })),
    };
  }
}
