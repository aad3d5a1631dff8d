/** Locks the entitlements that acts are about; one that a run or another act has in hand is not waited for: it is being paid. */
import { setTimeout as wait } from 'node:timers/promises';
import { fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { prepared } from '../../ground/database/prepared.js';
import type { EntitlementRow } from './group-state.js';

type Text = Omit<EntitlementRow, 'amount' | 'accountPart'> & {
  readonly amount: string;
  readonly accountPart: string;
};

/** What makes lines of a due list follow lets go of them within this; a city's run takes its lines for longer. */
const waitsMs = [20, 60, 150];

const rowOf = (row: Text): EntitlementRow => ({
  ...row,
  amount: fen(BigInt(row.amount)),
  accountPart: fen(BigInt(row.accountPart)),
});

const select = `select id, person_id as "personId", scheme, period, amount_fen as amount, account_part_fen as "accountPart", state
  from entitlement where id = any($1)`;

const read = async (
  tx: Transaction,
  how: 'locked' | 'free' | 'seen',
  ids: readonly string[],
): Promise<readonly EntitlementRow[]> => {
  if (ids.length === 0) return [];
  const locks = { locked: 'order by id for update', free: 'order by id for update skip locked', seen: '' };
  return (await prepared<Text>(tx, `act-entitlements-${how}`, `${select} ${locks[how]}`, [ids])).map(rowOf);
};

/**
 * Entitlements by id. Those of `settled`, which an earlier act has in hand, are waited for; of the others those that somebody else holds are told as being
 * paid after a moment. `ours`: those that are locked now.
 */
export const lockEntitlements = async (
  tx: Transaction,
  ids: readonly string[],
  settled: ReadonlySet<string>,
): Promise<{ readonly rows: Map<string, EntitlementRow>; readonly ours: readonly string[] }> => {
  const rows = new Map<string, EntitlementRow>();
  const enter = (found: readonly EntitlementRow[]): void => {
    for (const row of found) rows.set(row.id, row);
  };
  enter(
    await read(
      tx,
      'locked',
      ids.filter((id) => settled.has(id)),
    ),
  );
  let missing = ids.filter((id) => !settled.has(id));
  let held: readonly EntitlementRow[] = [];
  for (const pauseMs of [0, ...waitsMs]) {
    if (pauseMs > 0) await wait(pauseMs);
    enter(await read(tx, 'free', missing));
    missing = missing.filter((id) => !rows.has(id));
    held = await read(tx, 'seen', missing);
    if (held.every(({ state }) => state !== 'open')) break;
  }
  const ours = [...rows.keys()];
  enter(held.map((row) => (row.state === 'open' ? { ...row, state: 'in-payment' } : row)));
  return { rows, ours };
};
