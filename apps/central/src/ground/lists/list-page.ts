/** Pages of a list that the database searches, sorts and counts as a whole: by key, so that no page costs more than the first. */
import { countedAtMost } from '#libs/contract/lists.js';
import type { Transaction } from '../database/database.js';
import { Refused } from '../http/refused.js';

/** What is asked of a list. */
export type ListAsk = {
  /** Part of what is looked for; null: everything. */
  readonly search: string | null;
  /** One of the list's sortings; null: its usual one. */
  readonly sort: string | null;
  /** Null: as the list usually goes. */
  readonly falling: boolean | null;
  /** The `next` of the page before; null: the first page. */
  readonly after: string | null;
  readonly limit: number;
};

export type ListPage<Row> = {
  readonly rows: readonly Row[];
  /** Ask with this as `after`; null: there are no more. */
  readonly next: string | null;
  /** How many match, on the first page, `countedAtMost` + 1 for more than that; null: told there. */
  readonly total: number | null;
};

/** An expression that is never null, and its type: with the key it orders the rows. */
export type Sorting = {
  readonly sql: string;
  readonly type: 'text' | 'bigint' | 'timestamptz' | 'date' | 'uuid';
};

export type ListPlan = {
  readonly select: string;
  readonly from: string;
  /** All of them hold; they name {@link ListPlan.params} from `$1` on. */
  readonly where: readonly string[];
  readonly params: readonly unknown[];
  /** Unique, and never null. */
  readonly key: Sorting;
  readonly sorts: Readonly<Record<string, Sorting>>;
  /** How it goes when nothing is said. */
  readonly usual: { readonly sort: string; readonly falling: boolean };
};

/** The first page as it usually goes. */
export const usualAsk: ListAsk = { search: null, sort: null, falling: null, after: null, limit: 100 };

/** `%` and `_` of what somebody typed stand for themselves. */
export const likePattern = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

const cursorOf = (sort: string, key: string): string =>
  Buffer.from(JSON.stringify([sort, key])).toString('base64url');

const readCursor = (text: string): readonly [string, string] => {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw new Refused('malformed-request', 'after');
  }
  if (!Array.isArray(read) || read.length !== 2 || !read.every((part) => typeof part === 'string'))
    throw new Refused('malformed-request', 'after');
  return [String(read[0]), String(read[1])];
};

// A cursor that was not ours: text that is no number, date, time zone or key of this list.
const unfitValues = new Set(['22P02', '22007', '22008', '22003', '22009', '22021', '22023']);

/** Throws Refused `malformed-request` for a sorting the list does not have, and for an `after` that is none of its own. */
export const readPage = async <Row extends object>(
  tx: Transaction,
  plan: ListPlan,
  ask: ListAsk,
): Promise<ListPage<Row>> => {
  const name = ask.sort ?? plan.usual.sort;
  // What every object has by itself is no sorting.
  const sorting = Object.hasOwn(plan.sorts, name) ? plan.sorts[name] : undefined;
  if (sorting === undefined)
    throw new Refused('malformed-request', `sort: ${Object.keys(plan.sorts).join(', ')}`);
  const falling = ask.falling ?? (ask.sort === null ? plan.usual.falling : false);
  const way = falling ? 'desc' : 'asc';
  const params = [...plan.params];
  const where = [...plan.where];
  if (ask.after !== null) {
    params.push(...readCursor(ask.after));
    where.push(
      `(${sorting.sql}, ${plan.key.sql}) ${falling ? '<' : '>'} ($${params.length - 1}::${sorting.type}, $${params.length}::${plan.key.type})`,
    );
  }
  params.push(ask.limit + 1);
  const conditions = where.length === 0 ? '' : `where ${where.map((each) => `(${each})`).join(' and ')}`;
  let found: (Row & { listSort: string; listKey: string })[];
  try {
    found = await tx.query(
      `select ${plan.select}, (${sorting.sql})::text as "listSort", (${plan.key.sql})::text as "listKey" from ${plan.from} ${conditions}
       order by ${sorting.sql} ${way}, ${plan.key.sql} ${way} limit $${params.length}`,
      params,
    );
  } catch (fault) {
    if (ask.after !== null && unfitValues.has((fault as { readonly code?: string }).code ?? ''))
      throw new Refused('malformed-request', 'after');
    throw fault;
  }
  const last = found.length > ask.limit ? found[ask.limit - 1] : undefined;
  const rows = found
    .slice(0, ask.limit)
    .map(({ listSort: _sort, listKey: _key, ...row }) => row as unknown as Row);
  return {
    rows,
    next: last === undefined ? null : cursorOf(last.listSort, last.listKey),
    total:
      ask.after === null ? await countAll(tx, plan, found.length <= ask.limit ? rows.length : null) : null,
  };
};

const countAll = async (tx: Transaction, plan: ListPlan, known: number | null): Promise<number> => {
  if (known !== null) return known;
  const conditions =
    plan.where.length === 0 ? '' : `where ${plan.where.map((each) => `(${each})`).join(' and ')}`;
  const [row]: { count: string }[] = await tx.query(
    `select count(*) as count from (select from ${plan.from} ${conditions} limit ${countedAtMost + 1}) counted`,
    [...plan.params],
  );
  return Number(row?.count ?? 0);
};
