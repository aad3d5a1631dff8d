/** How shifts are begun, many at once, in the statement that writes the acts they begin with. */
import type { RowWrite } from '../../ground/database/row-writes.js';

export const newShifts: RowWrite = {
  table: 'shift',
  sql: (rows) => `insert into shift (id, staff_number, terminal_id, business_date, begun_at)
    select id, staff_number, terminal_id, business_date, begun_at from ${rows}`,
};
