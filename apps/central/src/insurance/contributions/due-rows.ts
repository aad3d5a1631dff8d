/** How dues are taken for a payment, paid, and given free again, many at once. */
import type { RowWrite } from '../../ground/database/row-writes.js';

export const markedDues: RowWrite = {
  table: 'due',
  sql: (rows) => `update due d set state = r.state, amount_fen = r.amount_fen, settled_by = r.settled_by
    from ${rows} r where d.id = r.id`,
};
