/** What the performing of an order works with. */
import { createHash } from 'node:crypto';
import { type MadeKind } from '#libs/contract/production.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { writeFindings, type RowFinding } from '../../ground/csv/row-findings.js';
import { Refused } from '../../ground/http/refused.js';
import type { Once } from '../../ground/once.js';
import type { ProductionFilesService } from '../../records/files/production-files.service.js';
import type { OrderAnswer, ProductionOrder } from './production-order.js';

/** How an order came out; `subject`: what it turned out to be about. */
export type Outcome = { readonly answer: OrderAnswer; readonly subject?: string };

export type OrderDesk = {
  readonly order: ProductionOrder;
  readonly progress: Progress;
  /** Enters what is done in the transaction that does it. */
  readonly once: <T extends object>() => Once<T>;
  readonly files: ProductionFilesService;
};

/** What a request of this kind has to have. Throws Refused `malformed-request`. */
export const demanded = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw new Refused('malformed-request', name);
  return value;
};

/** The id of the file of a kind that an order makes: the same each time it is performed. */
const madeId = (orderId: string, kind: MadeKind): string => {
  const hex = createHash('sha256').update(`${orderId} ${kind}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Where an order writes a file of a kind. */
export const madePath = async ({ files, order }: OrderDesk, kind: MadeKind): Promise<string> => {
  await files.folder.make();
  return files.folder.pathOf(madeId(order.id, kind));
};

/** Keeps what was written there, under a name for people. */
export const keepMade = ({ files, order }: OrderDesk, kind: MadeKind, name: string): Promise<void> =>
  files.keepMade({ id: madeId(order.id, kind), kind, name: name.slice(-200) }, order.id, order.askedBy);

/** Throws Refused `rows-refused` when rows are wrong, once their report is there to be fetched. */
export const demandRowsFit = async (
  desk: OrderDesk,
  findings: readonly RowFinding[],
  fileName: string,
): Promise<void> => {
  if (findings.length === 0) return;
  const kinds = await writeFindings(findings, await madePath(desk, 'report'));
  await keepMade(desk, 'report', `${fileName}.report.csv`);
  throw new Refused('rows-refused', kinds);
};
