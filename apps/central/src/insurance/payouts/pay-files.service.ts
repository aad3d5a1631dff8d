/** Writes the files of runs for the bank, takes in what it answers, and books by that: what it did not pay waits in temporary receipts for a further run. */
import { Inject, Injectable } from '@nestjs/common';
import { payRunReference } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import { formatYuan, zeroFen } from '#libs/money/fen.js';
import { fundBankAccount } from '../../funds/bank/bank.client.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import type { RowFinding } from '../../ground/csv/row-findings.js';
import { Database, ReportsDatabase, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { PayAnswer } from './pay-answer.js';
import { PayAnswersStore } from './pay-answers.store.js';
import { payFile, readPayAnswer } from './pay-file.js';
import { payMessage } from './pay-message.js';
import type { PayForm, PayRun } from './pay-run.js';
import { PayRunActs } from './pay-run-acts.service.js';
import { PayRunsStore } from './pay-runs.store.js';
import { serialPages } from './serials.js';

@Injectable()
export class PayFiles {
  private readonly areaCode: string;

  constructor(
    private readonly database: Database,
    private readonly reports: ReportsDatabase,
    private readonly store: PayRunsStore,
    private readonly answers: PayAnswersStore,
    private readonly acts: PayRunActs,
    private readonly clock: Clock,
    @Inject(CONFIG) { areaCode }: CentralConfig,
  ) {
    this.areaCode = areaCode;
  }

  /**
   * Writes the file for the bank, delimited or as a message: what it has not said yet of an approved run, as of one moment. `to` is given piece after piece.
   * Throws Refused `not-found`, `pay-run-state`.
   */
  writeFile(
    number: number,
    form: PayForm,
    to: (piece: string) => Promise<unknown>,
  ): Promise<{ readonly name: string }> {
    return this.reports.snapshot(async (tx) => {
      const run = await this.store.find(tx, number);
      if (run === null) throw new Refused('not-found', String(number));
      if (run.state !== 'approved') throw new Refused('pay-run-state', run.state);
      const { heads = 0, amount = zeroFen } =
        (await this.store.sums(tx, run.id)).find(({ state }) => state === 'sent') ?? {};
      const sums = { rows: heads, total: amount };
      const name = schemeName(run.scheme).zh;
      const told = { day: this.clock.today(), remark: `${run.month} ${name}待遇` };
      const from = { name: `${name}基金支出户`, account: fundBankAccount(this.areaCode, run.scheme, '1004') };
      const isDelimited = form === 'delimited';
      const { before, write, after } = isDelimited
        ? payFile(run, sums, told)
        : payMessage(run, sums, { ...told, at: this.clock.now(), from });
      await to(before);
      for (const serials of serialPages(await this.store.lastSerial(tx, run.id))) {
        const items = await this.store.sent(tx, run.id, serials);
        if (items.length > 0) await to(write(items));
      }
      await to(after);
      return { name: `${payRunReference(number)}.${isDelimited ? 'csv' : 'xml'}` };
    });
  }

  /**
   * Takes in what the bank answered, whole or not at all, however much it is: it has to name every item it has not answered for yet, each as it was sent. The
   * same file again does nothing. Throws Refused `not-found`, `pay-run-state`, `pay-result-unreadable`, `pay-result-other`, `pay-result-differs`.
   */
  answer(number: number, path: string, by: string): Promise<{ readonly findings: readonly RowFinding[] }> {
    return this.database.transaction(async (tx) => {
      await this.answers.begin(tx);
      const file = await readPayAnswer(path, (rows) => this.answers.layAside(tx, rows));
      const odd = [...file.findings, ...(await this.answers.repeated(tx))];
      if (odd.length > 0) return { findings: odd.toSorted((one, other) => one.line - other.line) };
      if (file.differs !== null) throw new Refused('pay-result-differs', file.differs);
      if (file.run !== number) throw new Refused('pay-result-other', payRunReference(file.run));
      const run = await this.acts.held(tx, number);
      if (await this.answers.isAnswered(tx, run.id, file.digest)) return { findings: [] };
      if (run.state !== 'approved') throw new Refused('pay-run-state', run.state);
      await this.demandAnswerOf(tx, run, file);
      const findings = await this.answers.changed(tx, run.id);
      if (findings.length > 0) return { findings };
      const { paid, failed, doubt } = file.sums;
      const rows = paid.rows + failed.rows + doubt.rows;
      const open = await this.answers.open(tx, run.id);
      if (rows !== open) throw new Refused('pay-result-differs', `${rows} / ${open}`);
      const at = this.clock.now();
      const lastSerial = await this.store.lastSerial(tx, run.id);
      await this.answers.enter(tx, run.id, { ...file, lastSerial }, { staffNumber: by, at });
      if (failed.amount > zeroFen) await this.acts.book(tx, run, 'bounce', failed.amount);
      if (doubt.rows === 0) await this.store.setState(tx, run.id, 'answered', { answeredAt: at });
      await this.acts.tell(tx, 'pay-run.answered', run, by, {
        paid: formatYuan(paid.amount),
        failed: formatYuan(failed.amount),
        doubt: formatYuan(doubt.amount),
        digest: file.digest,
      });
      return { findings: [] };
    });
  }

  /** Books what came back after it had been paid (退汇). Throws Refused `not-found`, `pay-run-state`. */
  returned(number: number, serial: number, why: string, by: { readonly number: string }): Promise<void> {
    return this.database.transaction(async (tx) => {
      const run = await this.acts.held(tx, number);
      const item = await this.store.holdItem(tx, run.id, serial);
      if (item === null) throw new Refused('not-found', `${payRunReference(number)} ${serial}`);
      if (item.state !== 'paid') throw new Refused('pay-run-state', item.state);
      await this.store.giveBack(tx, item.id, why);
      await this.acts.book(tx, run, 'bounce', item.amount, item.id);
      await this.acts.tell(tx, 'pay-run.returned', run, by.number, {
        serial,
        amount: formatYuan(item.amount),
      });
    });
  }

  /** Throws Refused `pay-result-other` for another month, `pay-result-differs` for another number or sum than was sent. */
  private async demandAnswerOf(tx: Transaction, run: PayRun, { month, original }: PayAnswer): Promise<void> {
    if (month !== null && month !== run.month) throw new Refused('pay-result-other', month);
    if (original === null) return;
    const { rows, total } = await this.store.original(tx, run.id);
    if (original.rows !== rows || original.total !== total)
      throw new Refused(
        'pay-result-differs',
        `${original.rows} / ${rows}, ${formatYuan(original.total)} / ${formatYuan(total)}`,
      );
  }
}
