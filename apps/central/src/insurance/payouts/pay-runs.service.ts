/**
 * Pays benefits through the bank: a due list is made in chunks and held against the month before, reviewed and approved by others, and taken for the bank
 * in the moment of the approval. Its files are those of {@link PayFiles}.
 */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { payRunReference } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import { addMonths, monthOf, parseMonth, type PlainMonth } from '#libs/kernel/plain-date.js';
import { displayYuan } from '#libs/money/display.js';
import { fen, formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { describedScheme, isScheme } from '#libs/schemes/table.js';
import { ChunkedWork, type RunOptions } from '../../ground/chunked-work/chunked-work.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import type { ApprovalView, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { AccountMoves } from '../accounts/account-moves.service.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import { Budgets } from '../budgets/budgets.service.js';
import type { BudgetStanding } from '../budgets/budget.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { PayRun } from './pay-run.js';
import { PayRunActs } from './pay-run-acts.service.js';
import { PayRunsStore } from './pay-runs.store.js';
import { serialPages } from './serials.js';

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
/** Benefits of a chunk of the due list. */
const benefitsEach = 2000;
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
  constructor(
    private readonly database: Database,
    private readonly store: PayRunsStore,
    private readonly acts: PayRunActs,
    private readonly policy: PolicyService,
    private readonly benefits: EntitlementsService,
    private readonly accounts: AccountMoves,
    private readonly budgets: Budgets,
    private readonly approvals: Approvals,
    private readonly work: ChunkedWork,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    @Inject(CONFIG) { workEveryMs }: CentralConfig,
  ) {
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
      describe: async (tx, { content }) =>
        this.describe(
          await this.store.find(tx, content.number),
          content,
          await this.budgets.standing(tx, content.scheme),
        ),
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
      const { bounds, count } = again
        ? { bounds: [], count: 0 }
        : await this.store.bounds(tx, scheme, benefitsEach);
      // Whoever enters parameters is waited for, so that all up to this set are known to those who reckon from now on.
      await this.policy.settle(tx);
      const { id: parameters } = await this.policy.setOf(tx);
      if (!again && (await this.store.isPaid(tx, scheme, month))) throw new Refused('pay-run-done', month);
      const run = await this.store.add(tx, {
        scheme,
        month,
        kind: again ? 'again' : 'monthly',
        bounds,
        parameters: again ? null : parameters,
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
          items: at < bounds.length ? benefitsEach : count - bounds.length * benefitsEach,
        })),
      );
      await this.acts.tell(tx, 'pay-run.begun', run, by.number, { month, again: String(again) });
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
    const since = await this.database.transaction((tx) => this.changedSince(tx, run));
    await this.work.run(
      workId,
      async (tx, chunk) => {
        if (run.kind === 'again') return;
        const [after, upTo] = [run.bounds[chunk.number - 2] ?? null, run.bounds[chunk.number - 1] ?? null];
        const claims = await this.store.claims(tx, run.scheme, { after, upTo });
        await this.benefits.follow(tx, claims, { since, until: run.month });
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

  /**
   * The first month that can have become another than it was as all benefits of the fund followed last; null: they never did. Whatever else changes a
   * benefit has its lines follow in the same transaction.
   */
  private async changedSince(tx: Transaction, run: PayRun): Promise<PlainMonth | null> {
    const before = await this.store.followedBefore(tx, run);
    if (before === null) return null;
    const next = addMonths(before.month, 1);
    const changed = await this.policy.changedSince(tx, before.parameters);
    return changed !== null && changed < next ? changed : next;
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
   * `budget-exhausted`, `approval-waiting`.
   */
  ask(
    number: number,
    reason: string,
    by: By,
  ): Promise<{ readonly approval: string; readonly state: string }> {
    return this.database.transaction(async (tx) => {
      const run = await this.acts.held(tx, number);
      if (run.state !== 'listed') throw new Refused('pay-run-state', run.state);
      if ((run.heads ?? 0) === 0) throw new Refused('nothing-to-pay', run.month);
      const unexplained = run.comparison?.unexplained.heads ?? 0;
      if (unexplained > 0) throw new Refused('pay-run-unexplained', String(unexplained));
      // What the bank did not pay was spent when it was sent first.
      if (run.kind === 'monthly') await this.budgets.demandWithin(tx, run.scheme, run.total ?? zeroFen);
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
      const run = await this.acts.held(tx, number);
      if (run.state !== 'listed') throw new Refused('pay-run-state', run.state);
      await this.store.letGo(tx, run.id);
      await this.store.setState(tx, run.id, 'refused');
      await this.acts.tell(tx, 'pay-run.dropped', run, by.number, {});
    });
  }

  /** Takes the lines for the bank and books the money out, in the moment of the approval. Throws Refused `fund-short`, `budget-exhausted`. */
  private async take(tx: Transaction, run: PayRun, approvalId: string): Promise<void> {
    await this.store.take(tx, run);
    const sent = (await this.store.sums(tx, run.id)).find(({ state }) => state === 'sent');
    const at = this.clock.now();
    const isEmpty = sent === undefined;
    if (!isEmpty && run.kind === 'monthly') await this.budgets.demandWithin(tx, run.scheme, sent.amount);
    if (run.kind === 'monthly' && describedScheme(run.scheme).accounts.length > 0)
      for (const serials of serialPages(await this.store.lastSerial(tx, run.id)))
        await this.accounts.draw(tx, run.scheme, await this.store.accountParts(tx, run.id, serials));
    // The fund's accounts last: every window that pays out of it waits for them.
    if (!isEmpty) await this.acts.book(tx, run, run.kind === 'again' ? 'pay-again' : 'benefit', sent.amount);
    await this.store.setState(tx, run.id, isEmpty ? 'answered' : 'approved', { approvalId, approvedAt: at });
  }

  private describe(
    run: PayRun | null,
    { scheme, month, heads, total, kind }: Content,
    budget: BudgetStanding | null,
  ): ApprovalView {
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
            {
              label: { zh: '本年预算余额', en: "left of the year's budget" },
              value:
                budget === null
                  ? { zh: '未录入预算', en: 'no budget is entered' }
                  : { zh: displayYuan(budget.left), en: displayYuan(budget.left) },
            },
          ],
    };
  }
}
