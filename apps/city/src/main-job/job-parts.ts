/** What the main job is made of at whatever terminal: which card, for how much, what came of an act, and whether its receipt is right. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchCard } from '#libs/contract/bench.js';
import type { Act, Due } from '#libs/contract/desk.js';
import type { BenchTable, Sheet } from './bench-table.js';
import { problemLine, requestJson } from './json-request.js';

export type JobPlace = {
  readonly table: BenchTable;
  readonly centralOrigin: string;
  /** The holder's PIN of a demonstration card. */
  readonly pinOf: (card: BenchCard) => string;
  /** Where the pictures of the receipts go. */
  readonly receiptFolder: string;
  readonly tell: (line: string) => void;
};

/** A receipt that came out, and whether central knows its code. */
export type CheckedReceipt = { readonly number: string; readonly verified: boolean };

/** How long a card may take to be shown, and an act to come to its outcome. */
export const cardTimeoutMs = 20_000;
export const actTimeoutMs = 60_000;

/** The tier the demonstration pays, where there is one to choose. */
const favouredTier = '500.00';

/** What a due is paid with. */
export const amountOf = (due: Due): string => {
  if (due.amount !== null) return due.amount;
  const tier = due.tiers.find(({ amount }) => amount === favouredTier) ?? due.tiers[0];
  if (tier === undefined) throw new Error(`${due.schemeName.en} ${due.period} has neither amount nor tiers`);
  return tier.amount;
};

/** An act that was refused for a reason of its own, such as a short balance: the next card may do. */
export class ActRefused extends Error {}

const rank = ({ note }: BenchCard): number => (note.includes('pays and collects') ? 0 : 1);

/** As the bench's page lays them out: by their numbers. */
const byNumber = ({ cardNumber: left }: BenchCard, { cardNumber: right }: BenchCard): number =>
  (left ?? '~') < (right ?? '~') ? -1 : 1;

/** The cards whose note says they are made for this come first; the first of the tray is left to whoever looks at it next. */
export const inOrder = (cards: readonly BenchCard[]): readonly BenchCard[] =>
  cards
    .toSorted(byNumber)
    .slice(1)
    .toSorted((left, right) => rank(left) - rank(right));

/** The act of a key once it is settled and its receipt proven printed; null until then. Throws in the words of its refusal. */
export const settledAmong = (
  acts: readonly Act[],
  key: string,
): (Act & { readonly receiptNumber: string }) | null => {
  const act = acts.find((each) => each.key === key);
  if (act === undefined) return null;
  const problem = act.problem ?? act.print?.problem ?? null;
  if (act.state === 'refused')
    throw new ActRefused(problem === null ? `${act.kind} refused` : problemLine(problem));
  if (act.state !== 'succeeded' || act.receiptNumber === null) return null;
  switch (act.print?.outcome) {
    case 'printed':
      return { ...act, receiptNumber: act.receiptNumber };
    case 'failed':
    case 'unproven':
      throw new Error(
        `receipt ${act.receiptNumber}: ${problem === null ? act.print.outcome : problemLine(problem)}`,
      );
    default:
      return null;
  }
};

/** Takes the paper of a receipt, shows it, keeps its picture, and asks central whether its code is right. */
export const checkReceipt = async (
  place: JobPlace,
  number: string,
  at: Sheet['place'],
): Promise<CheckedReceipt> => {
  const sheet = await place.table.sheetWith(number, at);
  if (sheet === null) throw new Error(`receipt ${number} was reported printed, but no paper reads so`);
  place.tell(`\n${sheet.text.trimEnd()}\n`);
  // Names and amounts stand on it.
  mkdirSync(place.receiptFolder, { recursive: true, mode: 0o700 });
  chmodSync(place.receiptFolder, 0o700);
  const picture = join(place.receiptFolder, `${number}.png`);
  writeFileSync(picture, await place.table.picture(sheet), { mode: 0o600 });
  const code = /验证码\s*(?:Code)?\s*([0-9A-Z-]+)/i.exec(sheet.text)?.[1];
  if (code === undefined) throw new Error(`no verification code on the paper of receipt ${number}`);
  const { verified } = await requestJson<{ verified: boolean }>(
    `${place.centralOrigin}/v1/receipts/${encodeURIComponent(number)}?code=${encodeURIComponent(code)}`,
  );
  place.tell(`Receipt ${number}: ${verified ? 'verified at central' : 'NOT verified'}, picture ${picture}`);
  return { number, verified };
};
