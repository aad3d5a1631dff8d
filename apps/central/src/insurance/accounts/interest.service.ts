/** Credits a year's interest to the accounts of a scheme: in chunks, once, and again as the difference where something came in late. */
import { Injectable } from '@nestjs/common';
import { accountInterest } from '#libs/contributions/account-interest.js';
import { date, month, yearOf } from '#libs/kernel/plain-date.js';
import { type Fen, fen, formatYuan, subtract, zeroFen } from '#libs/money/fen.js';
import type { Rate } from '#libs/money/rate.js';
import { type Found, lookUpAll, rateOf } from '#libs/policy/look-up.js';
import { personalAccounts } from '#libs/schemes/table.js';
import { ChunkedWork, type RunOptions } from '../../ground/chunked-work/chunked-work.service.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { AccountEntriesStore, type NewEntry } from './account-entries.store.js';
import { type AccountOfYear, InterestStore, type InterestRun } from './interest.store.js';

const interestWork = 'accounts.interest';
const words = { zh: '个人账户计息', en: 'interest of accounts' } as const;
const accountsEach = 2000;

export type YearOfInterest = {
  /** What the accounts are kept under. */
  readonly scheme: string;
  readonly year: number;
  readonly run: number;
  /** Accounts that have interest of the year, and how much in all, in yuan. */
  readonly accounts: number;
  readonly interest: string;
};

@Injectable()
export class AccountInterest {
  constructor(
    private readonly database: Database,
    private readonly store: InterestStore,
    private readonly entries: AccountEntriesStore,
    private readonly policy: PolicyService,
    private readonly work: ChunkedWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {
    work.add(interestWork, { words, byItself: false });
  }

  /**
   * Credits the interest of a year that is over to the accounts kept under a scheme's code, or another; asked again after a kill it goes on, asked again later it adds what came in since. Throws
   * Refused `malformed-request` for a scheme without such accounts, `interest-year-open`, `interest-year-before` (the year that comes first),
   * `parameter-missing` while the year's own rate is not announced.
   */
  async credit(scheme: string, year: number, by: string, options: RunOptions = {}): Promise<YearOfInterest> {
    const { run, workId, rate } = await this.database.transaction((tx) => this.plan(tx, scheme, year, by));
    await this.work.run(
      workId,
      async (tx, { number }) => {
        const chunk = { after: run.bounds[number - 2] ?? null, upTo: run.bounds[number - 1] ?? null };
        await this.enter(tx, run, await this.store.accounts(tx, run, chunk), rate);
      },
      { label: { zh: `${words.zh} ${scheme} ${year}`, en: `${words.en} ${scheme} ${year}` }, ...options },
    );
    const { accounts, interest } = await this.database.read((tx) => this.store.sums(tx, scheme, year));
    return { scheme, year, run: run.number, accounts, interest: formatYuan(fen(BigInt(interest))) };
  }

  private async plan(
    tx: Transaction,
    scheme: string,
    year: number,
    by: string,
  ): Promise<{ readonly run: InterestRun; readonly workId: string; readonly rate: Found<Rate> }> {
    const key = personalAccounts.get(scheme)?.interestRate ?? null;
    if (key === null) throw new Refused('malformed-request', `scheme ${scheme}`);
    if (year >= yearOf(this.clock.today())) throw new Refused('interest-year-open', String(year));
    await this.store.hold(tx, scheme);
    const before = await this.store.unclosedBefore(tx, scheme, year);
    if (before !== null) throw new Refused('interest-year-before', String(before));
    const found = lookUpAll(await this.policy.parameters(tx), date(`${year}-01-01`), { rate: rateOf(key) });
    // Last year's rate is not this year's.
    if (!found.ok || yearOf(found.value.rate.version.effectiveFrom) !== year)
      throw new Refused('parameter-missing', `${key} ${year}`);
    const { rate } = found.value;
    const last = await this.store.newest(tx, scheme, year);
    if (last !== null) {
      const workId = await this.work.idOf(tx, interestWork, String(last.number));
      if (workId !== null && (await this.work.status(tx, workId)).state !== 'finished')
        return { run: last, workId, rate };
    }
    const at = this.clock.now();
    const run = await this.store.add(tx, {
      scheme,
      year,
      bounds: await this.store.bounds(tx, scheme, accountsEach),
      askedBy: by,
      askedAt: at,
    });
    await this.audit.append(tx, {
      at,
      action: 'account-interest.run',
      staffNumber: by,
      subject: `${scheme} ${year}`,
      detail: { run: run.number, rate: rate.version.id },
    });
    const workId = await this.work.plan(
      tx,
      { kind: interestWork, subject: String(run.number), plannedBy: by },
      Array.from({ length: run.bounds.length + 1 }, (_, at0) => ({
        number: at0 + 1,
        first: at0 + 1,
        last: at0 + 1,
        items: 1,
      })),
    );
    return { run, workId, rate };
  }

  private async enter(
    tx: Transaction,
    { scheme, year, number }: InterestRun,
    accounts: readonly AccountOfYear[],
    rate: Found<Rate>,
  ): Promise<void> {
    const now = this.clock.now();
    const entries: NewEntry[] = [];
    const unfit: Record<string, number> = {};
    const keepsParts = personalAccounts.get(scheme)?.keepsParts === true;
    for (const { personId, movements, entered } of accounts) {
      if (movements.length === 0) continue;
      const found = accountInterest(keepsParts, year, movements, rate);
      if (!found.ok) {
        unfit[found.refusal] = (unfit[found.refusal] ?? 0) + 1;
        continue;
      }
      for (const part of new Set([...found.value.keys(), ...entered.keys()])) {
        const amount: Fen = subtract(found.value.get(part) ?? zeroFen, entered.get(part) ?? zeroFen);
        if (amount === zeroFen) continue;
        entries.push({
          personId,
          kind: 'interest',
          amount,
          period: String(year),
          creditedIn: month(`${year}-12`),
          participationId: null,
          billId: null,
          part,
        });
      }
    }
    const leftOut = await this.entries.enter(tx, scheme, entries, now);
    if (leftOut.length > 0) unfit['credit-used'] = leftOut.length;
    // Somebody has to look at those: the trail says how many of which run, and why.
    if (Object.keys(unfit).length > 0)
      await this.audit.append(tx, {
        at: now,
        action: 'account-interest.left-out',
        subject: `${scheme} ${year}`,
        detail: { run: number, ...unfit },
      });
  }
}
