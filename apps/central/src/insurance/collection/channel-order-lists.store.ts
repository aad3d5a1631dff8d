/** Reads orders that other channels collect, and what became of their rows, as the console lists them. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, inAnyOf, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';

export const orderStates = ['in-hand', 'answered'] as const;
export const rowStates = ['in-hand', 'collected', 'refused'] as const;
export type RowState = (typeof rowStates)[number];

/** Amounts in fen. */
export type ListedOrder = {
  readonly number: number;
  readonly channel: string;
  readonly scheme: string;
  readonly through: string;
  readonly askedOn: string;
  readonly answerBy: string | null;
  readonly madeBy: string;
  readonly rows: number;
  readonly total: string;
  readonly answeredAt: Date | null;
  readonly answeredBy: string | null;
  readonly collectedRows: number;
  readonly collected: string;
};

export type ListedRow = {
  readonly serial: number;
  readonly notice: number | null;
  readonly unit: string | null;
  readonly person: string | null;
  readonly socialSecurityNumber: string | null;
  readonly name: string;
  readonly period: string;
  readonly account: string | null;
  readonly amount: string;
  readonly state: RowState;
  readonly collectedOn: string | null;
  readonly reason: string | null;
  readonly receipt: string | null;
};

const state = `case when a.order_id is null then 'in-hand' when o.collected_on is null then 'refused' else 'collected' end`;

@Injectable()
export class ChannelOrderListsStore {
  list(
    tx: Transaction,
    {
      number,
      channel,
      scheme,
      state: only,
    }: {
      readonly number: number | null;
      readonly channel: string | null;
      readonly scheme: string | null;
      readonly state: string | null;
    },
    ask: ListAsk,
  ): Promise<ListPage<ListedOrder>> {
    const narrowed = conditions();
    if (number !== null) narrowed.add(number, (place) => `b.number = ${place}`);
    if (channel !== null) narrowed.add(channel, (place) => `b.channel = ${place}`);
    if (scheme !== null) narrowed.add(scheme, (place) => `b.scheme = ${place}`);
    if (only !== null) narrowed.where.push(`a.order_id is ${only === 'in-hand' ? '' : 'not '}null`);
    if (ask.search !== null)
      narrowed.add(likePattern(ask.search), inAnyOf('b.number::text', 'b.through', 'b.scheme'));
    return readPage<ListedOrder>(
      tx,
      {
        select: `b.number, b.channel, b.scheme, b.through, b.asked_on::text as "askedOn", b.answer_by::text as "answerBy",
          b.made_by as "madeBy", b.rows, b.total_fen::text as total, a.answered_at as "answeredAt", a.answered_by as "answeredBy",
          coalesce(a.collected_rows, 0) as "collectedRows", coalesce(a.collected_fen, 0)::text as collected`,
        from: 'channel_order b left join channel_order_answer a on a.order_id = b.id',
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 'b.number', type: 'bigint' },
        sorts: { number: { sql: 'b.number', type: 'bigint' }, total: { sql: 'b.total_fen', type: 'bigint' } },
        usual: { sort: 'number', falling: true },
      },
      ask,
    );
  }

  rows(tx: Transaction, number: number, only: RowState | null, ask: ListAsk): Promise<ListPage<ListedRow>> {
    const narrowed = conditions();
    narrowed.add(number, (place) => `b.number = ${place}`);
    if (only !== null) narrowed.add(only, (place) => `${state} = ${place}`);
    if (ask.search !== null)
      narrowed.add(
        likePattern(ask.search),
        (place) =>
          `${inAnyOf('u.name', 'u.code', 'p.name')(place)} or ${isWhole('p.social_security_number')(place)}`,
      );
    return readPage<ListedRow>(
      tx,
      {
        select: `r.serial, l.notice_number as notice, u.code as unit, d.person_id as person,
          p.social_security_number as "socialSecurityNumber", coalesce(u.name, p.name) as name, coalesce(l.period, d.period) as period,
          r.account, r.amount_fen::text as amount, ${state} as state, o.collected_on::text as "collectedOn", o.reason,
          k.receipt_number as receipt`,
        from: `channel_order b join channel_order_row r on r.order_id = b.id
          left join unit_bill l on l.id = r.bill_id left join unit u on u.code = l.unit_code
          left join due d on d.id = r.due_id left join person p on p.id = d.person_id
          left join channel_order_answer a on a.order_id = b.id
          left join channel_order_outcome o on o.order_id = r.order_id and o.serial = r.serial
          left join operation k on k.key = o.operation_key`,
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 'r.serial', type: 'bigint' },
        sorts: {
          serial: { sql: 'r.serial', type: 'bigint' },
          amount: { sql: 'r.amount_fen', type: 'bigint' },
        },
        usual: { sort: 'serial', falling: false },
      },
      ask,
    );
  }

  /** How many rows of an order were refused, by reason as it was said. */
  reasons(
    tx: Transaction,
    number: number,
  ): Promise<readonly { readonly reason: string; readonly rows: number }[]> {
    return tx.query(
      `select o.reason, count(*)::int as rows from channel_order b join channel_order_outcome o on o.order_id = b.id
       where b.number = $1 and o.collected_on is null group by o.reason order by 2 desc, 1`,
      [number],
    );
  }
}
