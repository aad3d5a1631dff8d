/** How entitlements are taken for a collection, paid, and given free again, many at once. */
import type { RowWrite } from '../../ground/database/row-writes.js';

export const markedEntitlements: RowWrite = {
  table: 'entitlement',
  sql: (rows) => `update entitlement e set state = r.state, settled_by = r.settled_by
    from ${rows} r where e.id = r.id`,
};
