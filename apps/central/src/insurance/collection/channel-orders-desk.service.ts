/** Shows orders that other channels collect in the console, hands their files out and takes answers in. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { problems } from '#libs/contract/problems.js';
import { schemeName } from '#libs/contract/schemes.js';
import { refusalOf } from '#libs/contributions/collection-refusals.js';
import { dueReference, noticeReference, orderReference } from '#libs/contributions/notice-number.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { parseDate } from '#libs/kernel/plain-date.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { orderText } from './channel-file.js';
import { ChannelOrderListsStore, type ListedOrder, type RowState } from './channel-order-lists.store.js';
import type {
  AnsweredChannelOrderDto,
  ChannelOrderDto,
  ChannelOrderInFullDto,
  ChannelOrderRowsDto,
  ChannelOrdersPageDto,
  SendChannelOrderDto,
  SentChannelOrderDto,
} from './channel-orders.dto.js';
import { ChannelOrders } from './channel-orders.service.js';
import { ChannelOrdersStore } from './channel-orders.store.js';

const all: ListAsk = { search: null, sort: null, falling: null, after: null, limit: 1 };

@Injectable()
export class ChannelOrdersDesk {
  constructor(
    private readonly database: Database,
    private readonly lists: ChannelOrderListsStore,
    private readonly store: ChannelOrdersStore,
    private readonly orders: ChannelOrders,
    private readonly clock: Clock,
  ) {}

  async list(
    asked: Readonly<Record<'channel' | 'scheme' | 'state', string | null>>,
    ask: ListAsk,
  ): Promise<ChannelOrdersPageDto> {
    const { rows, next, total } = await this.database.transaction((tx) =>
      this.lists.list(tx, { ...asked, number: null }, ask),
    );
    return { orders: rows.map((row) => this.shown(row)), next, total };
  }

  /** Throws Refused `not-found`. */
  async read(number: number): Promise<ChannelOrderInFullDto> {
    return this.database.transaction(async (tx) => {
      const { rows } = await this.lists.list(tx, { number, channel: null, scheme: null, state: null }, all);
      const [order] = rows;
      if (order === undefined) throw new Refused('not-found');
      const reasons = await this.lists.reasons(tx, number);
      return {
        order: this.shown(order),
        reasons: reasons.map(({ reason, rows: count }) => {
          const { title, nextStep } = refusalOf(reason);
          return { reason, rows: count, title, nextStep };
        }),
      };
    });
  }

  async rows(number: number, state: RowState | null, ask: ListAsk): Promise<ChannelOrderRowsDto> {
    const page = await this.database.transaction((tx) => this.lists.rows(tx, number, state, ask));
    return {
      items: page.rows.map(({ notice, socialSecurityNumber, account, amount, ...row }) => ({
        ...row,
        reference: notice === null ? dueReference(row.serial) : noticeReference(notice),
        maskedNumber:
          socialSecurityNumber === null
            ? null
            : maskSocialSecurityNumber(socialSecurityNumber as SocialSecurityNumber),
        account: account === null ? null : `****${account.slice(-4)}`,
        amount: formatYuan(fen(BigInt(amount))),
        nextStep: row.state === 'refused' ? refusalOf(row.reason ?? '').nextStep : null,
      })),
      next: page.next,
      total: page.total,
    };
  }

  /** The file for whoever collects. Throws Refused `not-found`. */
  async file(number: number): Promise<{ readonly name: string; readonly text: string }> {
    return this.database.transaction(async (tx) => {
      const order = await this.store.byNumber(tx, number);
      if (order === null) throw new Refused('not-found');
      return {
        name: `${orderReference(number)}.csv`,
        text: `\uFEFF${orderText(order, await this.store.rows(tx, order.id))}`,
      };
    });
  }

  /** Throws Refused as {@link ChannelOrders.send} does, and `malformed-request`. */
  async send(asked: SendChannelOrderDto, staffNumber: string): Promise<SentChannelOrderDto> {
    const answerBy = asked.answerBy === undefined ? null : parseDate(asked.answerBy);
    if (asked.answerBy !== undefined && (answerBy === null || answerBy < this.clock.today()))
      throw new Refused('malformed-request', 'answerBy');
    const { number, reference, rows, total, before } = await this.orders.begin(
      { ...asked, answerBy },
      staffNumber,
    );
    return { number, reference, rows, total, before };
  }

  /** Throws Refused as {@link ChannelOrders.answer} does, but tells rows that do not fit. */
  async answer(number: number, content: string, staffNumber: string): Promise<AnsweredChannelOrderDto> {
    const folder = await mkdtemp(join(tmpdir(), 'sscard-answer-'));
    try {
      const path = join(folder, 'answer.csv');
      await writeFile(path, Buffer.from(content, 'base64'), { mode: 0o600 });
      const { findings, answered } = await this.orders.takeIn(path, staffNumber, number);
      return {
        collected: answered?.collected ?? null,
        collectedRows: answered?.collectedRows ?? 0,
        before: answered?.before ?? false,
        unfit: findings.map(({ line, field, code }) => ({
          line,
          field,
          code,
          title: problems[code].title,
          nextStep: problems[code].nextStep,
        })),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private shown({ total, collected, answeredAt, ...order }: ListedOrder): ChannelOrderDto {
    return {
      ...order,
      reference: orderReference(order.number),
      schemeName: schemeName(order.scheme),
      late: answeredAt === null && order.answerBy !== null && order.answerBy < this.clock.today(),
      total: formatYuan(fen(BigInt(total))),
      collected: formatYuan(fen(BigInt(collected))),
      answeredAt: answeredAt?.toISOString() ?? null,
    };
  }
}
