/** Lists runs that pay benefits through the bank, and the items of one. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';
import { itemColumns, itemOf, type ItemRow, runColumns, runOf, type RunRow } from './pay-run-rows.js';
import type { PayItem, PayItemState, PayRun, PayRunState } from './pay-run.js';

@Injectable()
export class PayRunListsStore {
  async listRuns(
    tx: Transaction,
    filters: {
      readonly state: PayRunState | null;
      readonly scheme: string | null;
      readonly number: number | null;
    },
    ask: ListAsk,
  ): Promise<ListPage<PayRun>> {
    const narrowed = conditions();
    if (filters.state !== null) narrowed.add(filters.state, (place) => `r.state = ${place}`);
    if (filters.scheme !== null) narrowed.add(filters.scheme, (place) => `r.scheme = ${place}`);
    if (filters.number !== null) narrowed.add(filters.number, (place) => `r.number = ${place}`);
    else if (ask.search !== null) narrowed.add(likePattern(ask.search), inAnyOf('r.month'));
    const page = await readPage<RunRow>(
      tx,
      {
        select: runColumns,
        from: 'pay_run r',
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 'r.id', type: 'uuid' },
        sorts: {
          time: { sql: 'r.made_at', type: 'timestamptz' },
          month: { sql: 'r.month', type: 'text' },
        },
        usual: { sort: 'time', falling: true },
      },
      ask,
    );
    return { ...page, rows: page.rows.map(runOf) };
  }

  async listItems(
    tx: Transaction,
    id: string,
    state: PayItemState | null,
    ask: ListAsk,
  ): Promise<ListPage<PayItem>> {
    const narrowed = conditions();
    narrowed.add(id, (place) => `i.run_id = ${place}`);
    if (state !== null) narrowed.add(state, (place) => `i.state = ${place}`);
    if (ask.search !== null && /^\d{1,9}$/.test(ask.search))
      narrowed.add(Number(ask.search), (place) => `i.serial = ${place}`);
    else if (ask.search !== null) narrowed.add(likePattern(ask.search), inAnyOf('i.account_name', 'i.why'));
    const page = await readPage<ItemRow>(
      tx,
      {
        select: itemColumns,
        from: 'pay_run_item i',
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 'i.id', type: 'uuid' },
        sorts: {
          serial: { sql: 'i.serial', type: 'bigint' },
          amount: { sql: 'i.amount_fen', type: 'bigint' },
        },
        usual: { sort: 'serial', falling: false },
      },
      ask,
    );
    return { ...page, rows: page.rows.map(itemOf) };
  }
}
