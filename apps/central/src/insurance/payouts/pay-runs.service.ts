/**
 * Pays benefits through the bank: a due list is made in chunks and held against the month before, reviewed and approved by others, taken for the bank
 * in the moment of the approval, and booked by what the bank answers. What it did not pay waits in temporary receipts for a further run.
 */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { payRunReference } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import { monthOf, parseMonth } from '#libs/kernel/plain-date.js';
import type { FlowKind } from '#libs/ledger/flows.js';
import { displayYuan } from '#libs/money/display.js';
import { type Fen, fen, formatYuan, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { describedScheme, isScheme } from '#libs/schemes/table.js';
import { fundBankAccount } from '../../funds/bank/bank.client.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { ChunkedWork, type RunOptions } from '../../ground/chunked-work/chunked-work.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import type { RowFinding } from '../../ground/csv/row-findings.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import type { ApprovalView, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { AccountMoves } from '../accounts/account-moves.service.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import type { PayAnswer } from './pay-answer.js';
import { payFileText, readPayAnswer } from './pay-file.js';
import { payMessageText } from './pay-message.js';
import type { PayForm, PayRun } from './pay-run.js';
import { PayRunsStore } from './pay-runs.store.js';

type By = Pick<Decider, 'number' | 'terminalId'>;

/** What is decided: the due list as it was made. Amount in yuan. */
type Content = {
  readonly number: number;
  readonly scheme: string;
  readonly month: string;
  readonly kind: string;
  readonly heads: number;
  readonly total: string;
};

const listingWork = 'benefits.due-list';
const jobName = 'pay-runs';
const benefitsEach = 1000;
const contentOf = ({ number, scheme, month, kind, heads, total }: PayRun): Content => ({
  number,
  scheme,
  month,
  kind,
  heads: heads ?? 0,
  total: formatYuan(total ?? zeroFen),
});

@Injectable()
export class PayRuns implements OnModuleInit {
  private readonly areaCode: string;

  constructor(
    private readonly database: Database,
    private readonly store: PayRunsStore,
    private readonly benefits: EntitlementsService,
    private readonly accounts: AccountMoves,
    private readonly transfers: FundTransfersService,
    private readonly approvals: Approvals,
    private readonly work: ChunkedWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    @Inject(CONFIG) { workEveryMs, areaCode }: CentralConfig,
  ) {
    this.areaCode = areaCode;
    work.add(listingWork, { words: { zh: '生成待遇应发清单', en: 'due list of benefits' }, byItself: true });
    jobs.add({
      name: jobName,
      purpose: { zh: '生成待遇应发清单', en: 'Make due lists of benefits' },
      times: { everyMs: workEveryMs },
      run: (signal) => this.goOn(signal),
    });
  }

  onModuleInit(): void {
    this.approvals.handle<Content>('pay-run', {
      numberOf: (subject) => payRunReference(Number(subject)),
      current: async (tx, { content: { number } }) => {
        const run = await this.store.hold(tx, number);
        return run?.state === 'asked' ? contentOf(run) : null;
      },
      describe: async (tx, { content }) => this.describe(await this.store.find(tx, content.number), content),
      approved: async (tx, { id, content: { number } }) => {
        const run = await this.store.hold(tx, number);
        if (run?.state !== 'asked') throw new Refused('approval-outdated', id);
        await this.take(tx, run, id);
      },
      refused: async (tx, { id, content: { number } }) => {
        const run = await this.store.hold(tx, number);
        if (run?.state !== 'asked') return;
        await this.store.letGo(tx, run.id);
        await this.store.setState(tx, run.id, 'refused', { approvalId: id });
      },
    });
  }

  /**
   * Begins a run of a fund for a month: everybody who is due something up to it, or, `again`, whom the bank did not pay. Throws Refused
   * `malformed-request`, `month-ahead`, `pay-run-under-way`, `pay-run-done`.
   */
  begin(scheme: string, monthText: string, again: boolean, by: By): Promise<PayRun> {
    const month = parseMonth(monthText);
    if (month === null || !isScheme(scheme)) throw new Refused('malformed-request', 'scheme, month');
    if (month > monthOf(this.clock.today())) throw new Refused('month-ahead', month);
    return this.database.transaction(async (tx) => {
      const bounds = again ? [] : await this.store.bounds(tx, scheme, benefitsEach);
      if (!again && (await this.store.isPaid(tx, scheme, month))) throw new Refused('pay-run-done', month);
      const run = await this.store.add(tx, {
        scheme,
        month,
        kind: again ? 'again' : 'monthly',
        bounds,
        madeBy: by.number,
        madeAt: this.clock.now(),
      });
      if (run === null) throw new Refused('pay-run-under-way', scheme);
      await this.work.plan(
        tx,
        { kind: listingWork, subject: String(run.number), plannedBy: by.number },
        Array.from({ length: bounds.length + 1 }, (_, at) => ({
          number: at + 1,
          first: at + 1,
          last: at + 1,
          items: 1,
        })),
      );
      await this.tell(tx, 'pay-run.begun', run, by.number, { month, again: String(again) });
      await this.jobs.soon(tx, jobName);
      return run;
    });
  }

  /** Makes the due list of a run, or goes on with it: lines follow, chunk by chunk, and the last step lays out who is due what. */
  async makeList(number: number, options: RunOptions = {}): Promise<void> {
    const found = await this.database.transaction(async (tx) => ({
      run: await this.store.find(tx, number),
      workId: await this.work.idOf(tx, listingWork, String(number)),
    }));
    const { run, workId } = found;
    if (run === null || workId === null) throw new Refused('not-found', payRunReference(number));
    await this.work.run(
      workId,
      async (tx, chunk) => {
        if (run.kind === 'again') return;
        const [after, upTo] = [run.bounds[chunk.number - 2] ?? null, run.bounds[chunk.number - 1] ?? null];
        const claims = await this.store.claims(tx, run.scheme, { after, upTo });
        await this.benefits.follow(tx, claims, run.month);
      },
      {
        label: { zh: `应发清单 ${run.scheme} ${run.month}`, en: `due list ${run.scheme} ${run.month}` },
        ...options,
        finish: async (tx) => {
          await this.store.list(tx, run);
          await this.store.listed(tx, run.id, await this.store.compare(tx, run));
        },
      },
    );
  }

  private async goOn(signal: AbortSignal): Promise<JobResult | null> {
    const due = await this.database.transaction((tx) => this.work.due(tx, listingWork));
    let lists = 0;
    for (const subject of due) {
      if (signal.aborted) break;
      await this.makeList(Number(subject), { signal });
      lists += 1;
    }
    return lists === 0
      ? null
      : { words: { zh: `应发清单 ${lists} 份`, en: `${lists} due lists` }, counts: { lists } };
  }

  /**
   * Asks others to approve a due list. Throws Refused `not-found`, `pay-run-state`, `nothing-to-pay`, `pay-run-unexplained` (heads),
   * `approval-waiting`.
   */
  ask(
    number: number,
    reason: string,
    by: By,
  ): Promise<{ readonly approval: string; readonly state: string }> {
    return this.database.transaction(async (tx) => {
      const run = await this.held(tx, number);
      if (run.state !== 'listed') throw new Refused('pay-run-state', run.state);
      if ((run.heads ?? 0) === 0) throw new Refused('nothing-to-pay', run.month);
      const unexplained = run.comparison?.unexplained.heads ?? 0;
      if (unexplained > 0) throw new Refused('pay-run-unexplained', String(unexplained));
      await this.store.setState(tx, run.id, 'asked');
      const approval = await this.approvals.ask<Content>(tx, {
        kind: 'pay-run',
        subject: String(number),
        content: contentOf(run),
        amountFen: run.total ?? zeroFen,
        by,
        reason,
      });
      return { approval: approval.id, state: approval.state };
    });
  }

  /** Lets a due list go that nobody approved. Throws Refused `not-found`, `pay-run-state`. */
  drop(number: number, by: By): Promise<void> {
    return this.database.transaction(async (tx) => {
      const run = await this.held(tx, number);
      if (run.state !== 'listed') throw new Refused('pay-run-state', run.state);
      await this.store.letGo(tx, run.id);
      await this.store.setState(tx, run.id, 'refused');
      await this.tell(tx, 'pay-run.dropped', run, by.number, {});
    });
  }

  /** Takes the lines for the bank and books the money out, in the moment of the approval. Throws Refused `fund-short`. */
  private async take(tx: Transaction, run: PayRun, approvalId: string): Promise<void> {
    await this.store.take(tx, run);
    const sent = (await this.store.sums(tx, run.id)).find(({ state }) => state === 'sent');
    const at = this.clock.now();
    const isEmpty = sent === undefined;
    if (!isEmpty) await this.book(tx, run, run.kind === 'again' ? 'pay-again' : 'benefit', sent.amount);
    if (run.kind === 'monthly' && describedScheme(run.scheme).accounts.length > 0)
      await this.accounts.draw(tx, run.scheme, await this.store.accountParts(tx, run.id));
    await this.store.setState(tx, run.id, isEmpty ? 'answered' : 'approved', { approvalId, approvedAt: at });
  }

  /** The file for the bank, delimited or as a message: what it has not said yet of an approved run. Throws Refused `not-found`, `pay-run-state`. */
  file(
    number: number,
    form: PayForm = 'delimited',
  ): Promise<{ readonly name: string; readonly text: string }> {
    return this.database.read(async (tx) => {
      const run = await this.store.find(tx, number);
      if (run === null) throw new Refused('not-found', String(number));
      if (run.state !== 'approved') throw new Refused('pay-run-state', run.state);
      const items = await this.store.items(tx, run.id, ['sent']);
      const remark = `${run.month} ${schemeName(run.scheme).zh}待遇`;
      const day = this.clock.today();
      const from = {
        name: `${schemeName(run.scheme).zh}基金支出户`,
        account: fundBankAccount(this.areaCode, run.scheme, '1004'),
      };
      return form === 'delimited'
        ? { name: `${payRunReference(number)}.csv`, text: payFileText(run, items, { day, remark }) }
        : {
            name: `${payRunReference(number)}.xml`,
            text: payMessageText(run, items, { day, at: this.clock.now(), remark, from }),
          };
    });
  }

  /**
   * Takes in what the bank answered, whole or not at all: it has to name every item it has not answered for yet, each as it was sent. The same file again
   * does nothing. Throws Refused `not-found`, `pay-run-state`, `pay-result-unreadable`, `pay-result-other`, `pay-result-differs`.
   */
  async answer(
    number: number,
    path: string,
    by: string,
  ): Promise<{ readonly findings: readonly RowFinding[] }> {
    const file = await readPayAnswer(path);
    if (file.findings.length > 0) return { findings: file.findings };
    if (file.run !== number) throw new Refused('pay-result-other', payRunReference(file.run));
    return this.database.transaction(async (tx) => {
      const run = await this.held(tx, number);
      if (await this.store.isAnswered(tx, run.id, file.digest)) return { findings: [] };
      if (run.state !== 'approved') throw new Refused('pay-run-state', run.state);
      await this.demandAnswerOf(tx, run, file);
      const open = new Map(
        (await this.store.items(tx, run.id, ['sent', 'doubt'])).map((item) => [item.serial, item]),
      );
      const findings = file.rows.flatMap(({ row, serial, account, amount }): RowFinding[] => {
        const item = open.get(serial);
        if (item === undefined) return [{ line: row, field: 'serial', code: 'pay-row-unsent' }];
        if (item.account !== account) return [{ line: row, field: 'account', code: 'pay-row-changed' }];
        return item.amount === amount ? [] : [{ line: row, field: 'amount', code: 'pay-row-changed' }];
      });
      if (findings.length > 0) return { findings };
      if (file.rows.length !== open.size)
        throw new Refused('pay-result-differs', `${file.rows.length} / ${open.size}`);
      const at = this.clock.now();
      await this.store.answer(tx, run.id, file, { staffNumber: by, at });
      const of = (outcome: string): Fen =>
        sum(file.rows.filter((row) => row.outcome === outcome).map(({ amount }) => amount));
      if (of('failed') > zeroFen) await this.book(tx, run, 'bounce', of('failed'));
      if (of('doubt') === zeroFen) await this.store.setState(tx, run.id, 'answered', { answeredAt: at });
      await this.tell(tx, 'pay-run.answered', run, by, {
        paid: formatYuan(file.paid),
        failed: formatYuan(of('failed')),
        doubt: formatYuan(of('doubt')),
        digest: file.digest,
      });
      return { findings: [] };
    });
  }

  /** Books what came back after it had been paid (退汇). Throws Refused `not-found`, `pay-run-state`. */
  returned(number: number, serial: number, why: string, by: By): Promise<void> {
    return this.database.transaction(async (tx) => {
      const run = await this.held(tx, number);
      const item = await this.store.holdItem(tx, run.id, serial);
      if (item === null) throw new Refused('not-found', `${payRunReference(number)} ${serial}`);
      if (item.state !== 'paid') throw new Refused('pay-run-state', item.state);
      await this.store.giveBack(tx, item.id, why);
      await this.book(tx, run, 'bounce', item.amount, item.id);
      await this.tell(tx, 'pay-run.returned', run, by.number, { serial, amount: formatYuan(item.amount) });
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

  /** Books a transfer of a run, of one item or of many, and keeps whose it is. */
  private async book(
    tx: Transaction,
    run: PayRun,
    kind: FlowKind,
    amount: Fen,
    item: string | null = null,
  ): Promise<void> {
    await this.store.addTransfer(tx, run.id, await this.transfers.book(tx, run.scheme, kind, amount), item);
  }

  private async held(tx: Transaction, number: number): Promise<PayRun> {
    const run = await this.store.hold(tx, number);
    if (run === null) throw new Refused('not-found', String(number));
    return run;
  }

  private describe(run: PayRun | null, { scheme, month, heads, total, kind }: Content): ApprovalView {
    const name = schemeName(scheme);
    const amount = displayYuan(yuan(total));
    const again = kind === 'again';
    const shownOf = (reason: 'new' | 'changed' | 'arrears' | 'ended' | 'suspended' | 'collected') => {
      const found = run?.comparison?.[reason] ?? { heads: 0, fen: '0' };
      const text = displayYuan(fen(BigInt(found.fen)));
      return { zh: `${found.heads} 人，${text}`, en: `${found.heads} people, ${text}` };
    };
    return {
      what: {
        zh: `${name.zh} ${month} 待遇${again ? '重发' : '发放'}：${heads} 人，${amount}`,
        en: `${name.en} ${month}, ${again ? 'paid again' : 'benefits'}: ${heads} people, ${amount}`,
      },
      details: again
        ? []
        : [
            { label: { zh: '新增', en: 'new' }, value: shownOf('new') },
            { label: { zh: '标准变动', en: 'amount changed' }, value: shownOf('changed') },
            { label: { zh: '补发', en: 'arrears' }, value: shownOf('arrears') },
            { label: { zh: '终止', en: 'ended' }, value: shownOf('ended') },
            { label: { zh: '暂停', en: 'suspended' }, value: shownOf('suspended') },
            { label: { zh: '已在窗口领取', en: 'collected at a window' }, value: shownOf('collected') },
          ],
    };
  }

  private tell(
    tx: Transaction,
    action: string,
    { number, scheme }: PayRun,
    staffNumber: string,
    detail: Record<string, string | number>,
  ): Promise<void> {
    return this.audit.append(tx, {
      at: this.clock.now(),
      action,
      staffNumber,
      subject: payRunReference(number),
      detail: { scheme, ...detail },
    });
  }
}
