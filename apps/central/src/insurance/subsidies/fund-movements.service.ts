/**
 * Books what moves in a fund without a window: sweep, supply, and the subsidies of the finance, each asked for by the accountant with the
 * voucher's number and decided by another. A subsidy is received for the month whose personal accounts were credited with it, or in which residents were insured with its help: until
 * then the finance owes it.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { categoryWords } from '#libs/contributions/category.js';
import { schemeName } from '#libs/contract/schemes.js';
import { subsidyReference } from '#libs/contributions/notice-number.js';
import { type FlowKind, flows } from '#libs/ledger/flows.js';
import { displayYuan } from '#libs/money/display.js';
import { type Fen, formatYuan, subtract, sum, yuan, zeroFen } from '#libs/money/fen.js';
import type { SchemeDescription } from '#libs/schemes/description.js';
import { isScheme, schemeTable } from '#libs/schemes/table.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { Budgets } from '../budgets/budgets.service.js';
import { OtherMoney } from '../collection/other-money.service.js';
import type { AskedFundMovementDto, AskFundMovementDto, SubsidyClaimsDto } from './fund-movements.dto.js';
import {
  type FundMovementDone,
  FundMovementsStore,
  type MovementKind,
  type SubsidisedSchemes,
  type SubsidyClaim,
} from './fund-movements.store.js';

/** Schemes with accounts of people's own, into which subsidies go; and those of residents without one, whom the government helps to be insured. */
const subsidised: SubsidisedSchemes = {
  keeping: Object.values(schemeTable).flatMap(({ code, accounts }) => (accounts.length > 0 ? [code] : [])),
  insuring: Object.values<SchemeDescription>(schemeTable).flatMap(({ code, accounts, insured }) =>
    accounts.length === 0 && insured.resident !== undefined ? [code] : [],
  ),
};

/** What is decided. */
type Movement = {
  readonly scheme: string;
  readonly kind: MovementKind;
  readonly amount: string;
  readonly voucher: string;
  readonly month: string | null;
};

/** Schemes whose personal accounts were credited otherwise than acts granted it, or that received what nobody owed. */
const differing = (claims: readonly SubsidyClaim[]): readonly string[] => {
  const schemes = [...new Set(claims.map(({ scheme }) => scheme))];
  return schemes.filter((scheme) => {
    const of = claims.filter((claim) => claim.scheme === scheme);
    return (
      sum(of.map(({ granted }) => granted)) !== sum(of.map(({ credited }) => credited)) ||
      of.some(({ received, credited }) => received > credited)
    );
  });
};

@Injectable()
export class FundMovements implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: FundMovementsStore,
    private readonly transfers: FundTransfersService,
    private readonly other: OtherMoney,
    private readonly budgets: Budgets,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Movement>('fund-movement', {
      current: async (tx, { content }) =>
        (await this.store.isKnown(tx, content.scheme, content.voucher)) ? null : content,
      describe: (_, { content: { scheme, kind, amount, voucher, month } }) => {
        const [fund, flow, sum] = [schemeName(scheme), flows[kind].name, displayYuan(yuan(amount))];
        return Promise.resolve({
          what: {
            zh: `${fund.zh}基金：${flow.zh} ${sum}`,
            en: `${fund.en}: ${flow.en}, ${sum}`,
          },
          details: [
            { label: { zh: '凭证号', en: 'voucher' }, value: { zh: voucher, en: voucher } },
            ...(month === null
              ? []
              : [
                  {
                    label: { zh: '补贴所属月', en: 'month of the subsidy' },
                    value: { zh: month, en: month },
                  },
                ]),
          ],
        });
      },
      approved: async (tx, { id, content }) => {
        await this.demand(tx, content);
        await this.book(tx, content.kind, {
          ...content,
          amount: yuan(content.amount),
          approvalId: id,
          statement: null,
          level: null,
        });
      },
    });
  }

  /** Books a movement by a lawful flow and keeps it. */
  async book(tx: Transaction, flow: FlowKind, done: Omit<FundMovementDone, 'at'>): Promise<void> {
    await this.transfers.book(tx, done.scheme, flow, done.amount);
    await this.store.add(tx, { ...done, at: this.clock.now() });
  }

  /** What the finance still owes a fund for a month; nobody else books a subsidy of it until the transaction ends. */
  async owed(tx: Transaction, scheme: string, month: string): Promise<Fen> {
    await this.store.lock(tx, scheme);
    const [claim] = await this.store.claims(tx, subsidised, { scheme, month });
    return claim === undefined ? zeroFen : subtract(claim.credited, claim.received);
  }

  /**
   * Asks others to book a movement. Throws Refused `malformed-request`, `voucher-known`, `subsidy-by-statement`, `subsidy-above-owed`,
   * `budget-exhausted`, `approval-waiting`.
   */
  ask(
    { scheme, kind, amount, voucher, month: of }: AskFundMovementDto,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<AskedFundMovementDto> {
    const month = of ?? null;
    if (!isScheme(scheme) || schemeTable[scheme].books !== scheme)
      throw new Refused('malformed-request', 'scheme');
    if (yuan(amount) === zeroFen) throw new Refused('malformed-request', 'amount');
    if ((kind === 'subsidy') !== (month !== null)) throw new Refused('malformed-request', 'month');
    return this.database.transaction(async (tx) => {
      const content: Movement = { scheme, kind, amount, voucher, month };
      await this.demand(tx, content);
      const { id, state } = await this.approvals.ask<Movement>(tx, {
        kind: 'fund-movement',
        subject: `${scheme}/${voucher}`,
        content,
        amountFen: yuan(amount),
        by,
      });
      return { approval: id, state };
    });
  }

  /** What the finance owes by scheme and month, with the check of accounts, acts and money received. */
  claims(): Promise<SubsidyClaimsDto> {
    return this.database.read(async (tx) => {
      const claims = await this.store.claims(tx, subsidised);
      const receipts = await this.store.receipts(tx);
      const [credited, received] = [
        sum(claims.map((claim) => claim.credited)),
        sum(claims.map((claim) => claim.received)),
      ];
      return {
        claims: claims.map((claim) => ({
          scheme: claim.scheme,
          schemeName: schemeName(claim.scheme),
          month: claim.month,
          reference: subsidyReference(claim.scheme, claim.month),
          receipts: receipts
            .filter(({ scheme, month }) => scheme === claim.scheme && month === claim.month)
            .map(({ amount, voucher, bookedOn, level, statement, line }) => ({
              amount: formatYuan(amount),
              voucher,
              bookedOn,
              level,
              statement,
              line,
            })),
          credited: formatYuan(claim.credited),
          received: formatYuan(claim.received),
          owed: formatYuan(subtract(claim.credited, claim.received)),
          parts: claim.parts.map(({ category, heads, amount }) => ({
            category,
            categoryName: categoryWords[category],
            heads,
            amount: formatYuan(amount),
          })),
        })),
        credited: formatYuan(credited),
        received: formatYuan(received),
        owed: formatYuan(subtract(credited, received)),
        differing: [...differing(claims)],
      };
    });
  }

  private async demand(tx: Transaction, { scheme, kind, amount, voucher, month }: Movement): Promise<void> {
    const owed = month === null ? zeroFen : await this.owed(tx, scheme, month);
    if (await this.store.isKnown(tx, scheme, voucher)) throw new Refused('voucher-known', voucher);
    if (kind === 'supply') await this.budgets.demandSupply(tx, scheme, yuan(amount));
    if (kind !== 'subsidy') return;
    // Its money is on the statement, and is taken from there once.
    if (await this.other.hasFiscalStatements(tx, scheme)) throw new Refused('subsidy-by-statement', scheme);
    if (yuan(amount) > owed) throw new Refused('subsidy-above-owed', formatYuan(owed));
  }
}
