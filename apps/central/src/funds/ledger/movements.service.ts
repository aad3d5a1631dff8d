/** The chain of the books from an account down: its movements of some days, the transfer, the act and approval it came from. */
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { actName } from '#libs/contract/act-words.js';
import { approvalKinds } from '#libs/contract/approvals.js';
import { cardServices } from '#libs/cards/card-services.js';
import { printInstant } from '#libs/contract/receipt-text.js';
import { daysBetween, parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import { formatYuan, negate, zeroFen, type Fen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { csvLine } from '../../ground/csv/csv-line.js';
import { ReportsDatabase } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import {
  accountDto,
  codeOf,
  flowOf,
  inDebit,
  movementDto,
  sideOf,
  transferDto,
  trialFund,
} from './movement-answers.js';
import type { BookingDto, MovementsDto, TrialBalanceDto } from './movements.dto.js';
import { MovementsStore } from './movements.store.js';

const mostDays = 366;
const exportedAtOnce = 1000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Throws Refused `malformed-request` for what is no day; null: none was asked for. */
const dayOf = (text: string | undefined, name: string): PlainDate | null => {
  if (text === undefined || text === '') return null;
  const parsed = parseDate(text);
  if (parsed === null) throw new Refused('malformed-request', name);
  return parsed;
};

@Injectable()
export class MovementsService {
  constructor(
    private readonly reports: ReportsDatabase,
    private readonly store: MovementsStore,
    private readonly clock: Clock,
  ) {}

  /** Movements of an account on the bureau's days from one to another, both included; usually today. Throws Refused `malformed-request`, `not-found`. */
  read(
    id: string,
    asked: {
      readonly from: string | undefined;
      readonly to: string | undefined;
      readonly after: string | null;
    },
    limit: number,
  ): Promise<MovementsDto> {
    const { from, to } = this.days(asked.from, asked.to);
    if (asked.after !== null && !/^\d{1,15}$/.test(asked.after))
      throw new Refused('malformed-request', 'after');
    return this.reports.snapshot(async (tx) => {
      const { account, opening, closing } = await this.standing(tx, id, from, to);
      const after = Math.max(opening.version, Number(asked.after ?? 0));
      const found = await this.store.movements(tx, id, after, closing.version, limit + 1);
      const movements = found.slice(0, limit);
      return {
        account: accountDto(account),
        from,
        to,
        opening: formatYuan(opening.balance),
        closing: formatYuan(closing.balance),
        movements: movements.map(movementDto),
        // Each movement takes an account on by one version.
        total: closing.version - opening.version,
        next: found.length > limit ? String(movements.at(-1)?.version) : null,
      };
    });
  }

  /** The same as a file for a spreadsheet, of any length: read piece by piece as it is sent. Throws Refused as {@link read}. */
  async file(
    id: string,
    askedFrom: string | undefined,
    askedTo: string | undefined,
  ): Promise<{ readonly name: string; readonly content: Readable }> {
    const { from, to } = this.days(askedFrom, askedTo);
    const { account, opening, closing } = await this.reports.read((tx) => this.standing(tx, id, from, to));
    const { reports, store } = this;
    const balance = (value: Fen): readonly string[] => {
      const debit = inDebit(account.normalSide, value);
      if (debit === zeroFen) return ['平 even', formatYuan(zeroFen)];
      return debit > zeroFen ? ['借 debit', formatYuan(debit)] : ['贷 credit', formatYuan(negate(debit))];
    };
    async function* lines(): AsyncGenerator<string> {
      yield `\uFEFF${csvLine([
        '日期 day',
        '时间 time',
        '流水号 transfer',
        '业务 flow',
        '对方科目 other account',
        '借方 debit',
        '贷方 credit',
        '方向 side',
        '余额 balance',
        '票据号 receipt',
      ])}`;
      yield csvLine([from, '', '', '期初 opening', '', '', '', ...balance(opening.balance), '']);
      for (let after = opening.version; after < closing.version;) {
        // What is booked does not change, so that each piece may be a look of its own and no connection waits for whoever reads slowly.
        const start = after;
        const found = await reports.read((tx) =>
          store.movements(tx, id, start, closing.version, exportedAtOnce),
        );
        const last = found.at(-1);
        if (last === undefined) throw new Error(`movements of ${id} after ${start} are missing`);
        yield found
          .map((movement) =>
            csvLine([
              movement.effectiveOn,
              printInstant(movement.bookedAt.toISOString()),
              movement.transfer,
              flowOf(movement.kind).name.zh,
              `${codeOf(movement.other)} ${movement.other.nameZh}`,
              sideOf(movement, 'debit') ?? '',
              sideOf(movement, 'credit') ?? '',
              ...balance(movement.balance),
              movement.receiptNumber ?? '',
            ]),
          )
          .join('');
        after = last.version;
      }
      yield csvLine([to, '', '', '期末 closing', '', '', '', ...balance(closing.balance), '']);
    }
    return {
      name: `${account.scheme}-${codeOf(account)}-${from}-${to}.csv`,
      content: Readable.from(lines(), { objectMode: false }),
    };
  }

  /** Every fund on one day. Throws Refused `malformed-request`. */
  trialBalance(asked: string | undefined): Promise<TrialBalanceDto> {
    const { to: day } = this.days(asked, asked);
    return this.reports.snapshot(async (tx) => {
      const accounts = await this.store.day(tx, day);
      const funds = [...new Set(accounts.map(({ scheme }) => scheme))].map((scheme) =>
        trialFund(
          scheme,
          accounts.filter((account) => account.scheme === scheme),
        ),
      );
      return { day, funds, balanced: funds.every(({ balanced }) => balanced) };
    });
  }

  /** A transfer with the act it came from and all the transfers of that. Throws Refused `not-found`. */
  async booking(id: string): Promise<BookingDto> {
    if (!/^\d{1,18}$/.test(id)) throw new Refused('not-found', 'id');
    return this.reports.snapshot(async (tx) => {
      const [one] = await this.store.transfers(tx, { id });
      if (one === undefined) throw new Refused('not-found', id);
      return one.operationKey === null
        ? { transfers: [transferDto(one)], act: null, approvals: [] }
        : this.ofAct(tx, one.operationKey);
    });
  }

  /** What the act of a receipt booked. Throws Refused `receipt-unknown`. */
  bookingOfReceipt(receiptNumber: string): Promise<BookingDto> {
    return this.reports.snapshot(async (tx) => {
      const key = /^\d{1,40}$/.test(receiptNumber) ? await this.store.actOfReceipt(tx, receiptNumber) : null;
      if (key === null) throw new Refused('receipt-unknown');
      return this.ofAct(tx, key);
    });
  }

  private async ofAct(tx: Parameters<MovementsStore['act']>[0], key: string): Promise<BookingDto> {
    const transfers = await this.store.transfers(tx, { operationKey: key });
    const act = await this.store.act(tx, key);
    const approvals = await this.store.approvals(tx, key);
    return {
      transfers: transfers.map(transferDto),
      act: act && {
        key: act.key,
        name:
          act.service !== null && act.service in cardServices
            ? cardServices[act.service as keyof typeof cardServices].words
            : actName(act.kind),
        channel: act.channel,
        total: formatYuan(act.total),
        businessDate: act.businessDate,
        finishedAt: act.finishedAt?.toISOString() ?? null,
        staffNumber: act.staffNumber,
        staffName: act.staffName,
        terminalName: act.terminalName,
        receiptNumber: act.receiptNumber,
        undoes: act.undoes,
        undoneBy: act.undoneBy,
      },
      approvals: approvals.map(({ id, kind, state, askedBy, askedAt, decidedBy, decidedAt }) => ({
        id,
        kind,
        name:
          kind in approvalKinds
            ? approvalKinds[kind as keyof typeof approvalKinds].words
            : { zh: kind, en: kind },
        state,
        askedBy,
        askedAt: askedAt.toISOString(),
        decidedBy,
        decidedAt: decidedAt?.toISOString() ?? null,
      })),
    };
  }

  private async standing(
    tx: Parameters<MovementsStore['account']>[0],
    id: string,
    from: PlainDate,
    to: PlainDate,
  ) {
    const found = uuid.test(id) ? await this.store.account(tx, id, from, to) : null;
    if (found === null) throw new Refused('not-found', id);
    return found;
  }

  private days(
    askedFrom: string | undefined,
    askedTo: string | undefined,
  ): { readonly from: PlainDate; readonly to: PlainDate } {
    const to = dayOf(askedTo, 'to') ?? this.clock.today();
    const from = dayOf(askedFrom, 'from') ?? to;
    if (from > to || daysBetween(from, to) >= mostDays)
      throw new Refused('malformed-request', `from, to: at most ${mostDays} days`);
    return { from, to };
  }
}
