/**
 * Has what may be spent out of a fund in a year entered, decided by others and adjusted, and holds what is planned against it. What is due to a person by
 * law is not refused to them for it (社会保险法 第七十三条、第八十九条): a plan waits, a window pays.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import { yearOf } from '#libs/kernel/plain-date.js';
import { inOneLine, type Words } from '#libs/kernel/words.js';
import { accountTypes, expenseTypes } from '#libs/ledger/account-types.js';
import { displayYuan } from '#libs/money/display.js';
import { add, type Fen, formatYuan, subtract, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { isScheme } from '#libs/schemes/table.js';
import { YearExpenses } from '../../funds/ledger/year-expenses.service.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import type { BudgetLines, BudgetStanding } from './budget.js';
import type { AskBudgetDto, BudgetAskedDto } from './budgets.dto.js';
import { BudgetsStore } from './budgets.store.js';

/** What is decided. */
type Content = {
  readonly scheme: string;
  readonly year: number;
  readonly version: number;
  readonly lines: BudgetLines;
  readonly source: string;
};

const plain = (value: string): Words => ({ zh: value, en: value });
const shown = (text: string): string => displayYuan(yuan(text));
const linesIn = (lines: BudgetLines) =>
  expenseTypes.flatMap((type) => {
    const amount = lines[type];
    return amount === undefined ? [] : [{ type, amount }];
  });
const totalOf = (lines: BudgetLines): Fen => sum(linesIn(lines).map(({ amount }) => yuan(amount)));

@Injectable()
export class Budgets implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: BudgetsStore,
    private readonly expenses: YearExpenses,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Content>('fund-budget', {
      current: async (tx, { content }) =>
        (await this.nextVersion(tx, content.scheme, content.year)) === content.version ? content : null,
      describe: async (tx, { content }) => {
        const { scheme, year, version, lines, source } = content;
        const fund = schemeName(scheme);
        const total = displayYuan(totalOf(lines));
        const [before] = version === 1 ? [] : await this.versionsBefore(tx, content);
        return {
          what:
            version === 1
              ? {
                  zh: `${fund.zh}基金 ${year} 年支出预算 ${total}`,
                  en: `${fund.en}: ${total} may be spent in ${year}`,
                }
              : {
                  zh: `${fund.zh}基金 ${year} 年支出预算调整为 ${total}（第 ${version} 版）`,
                  en: `${fund.en}: the budget of ${year} becomes ${total} (version ${version})`,
                },
          details: [
            ...linesIn(lines).map(({ type, amount }) => {
              const was = before?.lines[type];
              return {
                label: accountTypes[type].name,
                value: plain(
                  was === undefined || was === amount ? shown(amount) : `${shown(was)} → ${shown(amount)}`,
                ),
              };
            }),
            { label: { zh: '批准文件', en: 'document' }, value: plain(source) },
          ],
        };
      },
      approved: async (tx, { id, content, askedBy }) => {
        await this.demandNotBelow(tx, content);
        await this.store.add(tx, {
          ...content,
          enteredBy: askedBy,
          enteredAt: this.clock.now(),
          approvalId: id,
        });
      },
    });
  }

  /**
   * Asks others to approve what may be spent out of a fund in this year or the next, or to adjust it: every line once more. Throws Refused
   * `malformed-request`, `budget-below-spent`, `approval-waiting`.
   */
  ask(
    { scheme, year, lines, source }: AskBudgetDto,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<BudgetAskedDto> {
    const current = yearOf(this.clock.today());
    if (!isScheme(scheme)) throw new Refused('malformed-request', 'scheme');
    if (year !== current && year !== current + 1) throw new Refused('malformed-request', 'year');
    if (new Set(lines.map(({ account }) => account)).size < lines.length)
      throw new Refused('malformed-request', 'lines');
    return this.database.transaction(async (tx) => {
      const content: Content = {
        scheme,
        year,
        version: await this.nextVersion(tx, scheme, year),
        lines: Object.fromEntries(lines.map(({ account, amount }) => [account, formatYuan(yuan(amount))])),
        source,
      };
      await this.demandNotBelow(tx, content);
      const { id, state } = await this.approvals.ask<Content>(tx, {
        kind: 'fund-budget',
        subject: `${scheme}/${year}`,
        content,
        amountFen: totalOf(content.lines),
        by,
        reason: source,
      });
      return { approval: id, state };
    });
  }

  /** How benefits of a fund stand in this year; null: no budget was entered for it. */
  async standing(tx: Transaction, scheme: string): Promise<BudgetStanding | null> {
    const year = yearOf(this.clock.today());
    const [budget] = await this.store.of(tx, year, scheme);
    if (budget === undefined) return null;
    const approved = yuan(budget.lines.benefits ?? '0.00');
    const spent = await this.spent(tx, year, scheme);
    return { year, approved, spent, left: subtract(approved, spent) };
  }

  /** What benefits of a fund were approved for in a year; null: no budget was entered. */
  async approvedFor(tx: Transaction, scheme: string, year: number): Promise<Fen | null> {
    const [budget] = await this.store.of(tx, year, scheme);
    return budget === undefined ? null : yuan(budget.lines.benefits ?? '0.00');
  }

  /** Throws Refused `budget-exhausted` when benefits of so much more would go over the year's budget; where none was entered there is nothing to go over. */
  async demandWithin(tx: Transaction, scheme: string, planned: Fen): Promise<void> {
    const standing = await this.standing(tx, scheme);
    if (standing !== null) demandLeft(scheme, standing.year, standing.left, planned);
  }

  /** Throws Refused `budget-exhausted` when the expenditure account would hold more than may still be spent. */
  async demandSupply(tx: Transaction, scheme: string, amount: Fen): Promise<void> {
    const year = yearOf(this.clock.today());
    const [budget] = await this.store.of(tx, year, scheme);
    if (budget === undefined) return;
    const spent = sum((await this.expenses.of(tx, year, scheme)).map((one) => one.spent));
    const left = subtract(totalOf(budget.lines), spent);
    demandLeft(scheme, year, left, add(amount, await this.expenses.atHand(tx, scheme)));
  }

  private async nextVersion(tx: Transaction, scheme: string, year: number): Promise<number> {
    const [last] = await this.store.of(tx, year, scheme);
    return (last?.version ?? 0) + 1;
  }

  private async versionsBefore(tx: Transaction, { scheme, year, version }: Content) {
    return (await this.store.of(tx, year, scheme)).filter((one) => one.version < version);
  }

  private async spent(tx: Transaction, year: number, scheme: string): Promise<Fen> {
    const all = await this.expenses.of(tx, year, scheme);
    return all.find(({ type }) => type === 'benefits')?.spent ?? zeroFen;
  }

  /** What was spent cannot be taken back by a budget: a line below it would be none. */
  private async demandNotBelow(tx: Transaction, { scheme, year, lines }: Content): Promise<void> {
    for (const { type, spent } of await this.expenses.of(tx, year, scheme))
      if (spent > yuan(lines[type] ?? '0.00'))
        throw new Refused('budget-below-spent', `${inOneLine(accountTypes[type].name)} ${formatYuan(spent)}`);
  }
}

const demandLeft = (scheme: string, year: number, left: Fen, planned: Fen): void => {
  if (planned <= left) return;
  const [leaves, over] = [formatYuan(left), formatYuan(subtract(planned, left))];
  const { zh, en } = schemeName(scheme);
  throw new Refused(
    'budget-exhausted',
    inOneLine({
      zh: `${zh} ${year}：剩余 ${leaves}，超出 ${over}`,
      en: `${en} ${year}: ${leaves} left, ${over} over`,
    }),
  );
};
