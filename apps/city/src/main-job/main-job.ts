/** Plays the main job once through the programs' public interfaces: tap, pay, collect, print, and look at the books. */
import { randomUUID } from 'node:crypto';
import type { BenchCard } from '#libs/contract/bench.js';
import type { Act, CardOnDesk } from '#libs/contract/desk.js';
import { formatYuan, sum, yuan, zeroFen } from '#libs/money/fen.js';
import type { Fen } from '#libs/money/fen.js';
import type { DeskWindow } from './desk-window.js';
import {
  ActRefused,
  actTimeoutMs,
  amountOf,
  cardTimeoutMs,
  checkReceipt,
  inOrder,
  settledAmong,
  type CheckedReceipt,
  type JobPlace,
} from './job-parts.js';
import { problemLine, RequestRefused } from './json-request.js';

export type MainJobPlace = JobPlace & {
  readonly window: DeskWindow;
  /** Reads the books in central; `findings` says what does not balance. */
  readonly readBooks: () => Promise<{ readonly balanced: boolean; readonly findings: readonly string[] }>;
};

/** What really happened; amounts in yuan. */
export type MainJobOutcome = {
  readonly balanced: boolean;
  readonly paid: string;
  readonly collected: string;
  readonly receipts: readonly CheckedReceipt[];
  /** Exchanges with the card from the tap until the person was shown. */
  readonly exchanges: number;
};

/** Puts a card in and waits for what the window makes of it: open, or refused. */
const tap = async (place: MainJobPlace, card: BenchCard): Promise<CardOnDesk> => {
  await place.table.insert(card.id);
  return place.window.until(`card ${card.label}`, cardTimeoutMs, ({ card: shown }) =>
    shown !== null && (shown.stage === 'open' || shown.stage === 'refused') ? shown : null,
  );
};

const pull = async (place: MainJobPlace): Promise<void> => {
  await place.table.pull();
  await place.window.until('an empty reader', cardTimeoutMs, ({ card }) => card === null || null);
};

/** Waits for an act to be settled and its receipt proven printed; throws in the words of its refusal. */
const settled = (place: MainJobPlace, key: string): Promise<Act & { readonly receiptNumber: string }> =>
  place.window.until(`the outcome of ${key}`, actTimeoutMs, ({ acts }) => settledAmong(acts, key));

type Done = { readonly number: string; readonly total: Fen };

const payDues = async (place: MainJobPlace, card: CardOnDesk): Promise<Done> => {
  const dues = card.dues
    .filter(({ state }) => state === 'open')
    .map((due) => ({ due, amount: amountOf(due) }));
  for (const { due, amount } of dues)
    place.tell(`  owes    ${due.schemeName.zh} ${due.schemeName.en} ${due.period}: ${amount} yuan`);
  const key = randomUUID();
  await place.window.pay({
    key,
    insertionId: card.insertionId,
    channel: 'bank',
    dues: dues.map(({ due, amount }) => ({ id: due.id, amount })),
  });
  const act = await settled(place, key);
  place.tell(`Paid ${act.total} yuan from the card's bank account`);
  return { number: act.receiptNumber, total: sum(dues.map(({ amount }) => yuan(amount))) };
};

const collectEntitlements = async (place: MainJobPlace, card: CardOnDesk, pin: string): Promise<Done> => {
  const open = card.entitlements.filter(({ state }) => state === 'open');
  for (const { schemeName, period, amount } of open)
    place.tell(`  is due  ${schemeName.zh} ${schemeName.en} ${period}: ${amount} yuan`);
  const key = randomUUID();
  await place.window.collect({
    key,
    insertionId: card.insertionId,
    channel: 'bank',
    entitlements: open.map(({ id, amount }) => ({ id, amount })),
    pin,
  });
  const act = await settled(place, key);
  place.tell(`Collected ${act.total} yuan with the card's PIN, to its bank account`);
  return { number: act.receiptNumber, total: sum(open.map(({ amount }) => yuan(amount))) };
};

/** The job as far as it has come. */
class MainJob {
  #paid: Fen = zeroFen;
  #collected: Fen = zeroFen;
  #exchanges = 0;
  readonly #receipts: CheckedReceipt[] = [];

  constructor(private readonly place: MainJobPlace) {}

  get done(): boolean {
    return this.#paid > 0n && this.#collected > 0n;
  }

  /** Does with one card what is still to be done and what this card is good for. */
  async useCard(benchCard: BenchCard): Promise<void> {
    const { place } = this;
    const card = await tap(place, benchCard);
    if (card.stage === 'refused') {
      place.tell(`Card ${benchCard.label}: ${card.problem === null ? 'refused' : problemLine(card.problem)}`);
    } else {
      const pays = this.#paid === 0n && card.dues.some(({ state }) => state === 'open');
      const collects = this.#collected === 0n && card.entitlements.some(({ state }) => state === 'open');
      place.tell(
        `Card ${benchCard.label}: ${card.holder?.name ?? ''} ${card.holder?.maskedNumber ?? ''}, ` +
          `${card.exchanges} exchanges, ${Math.round(card.milliseconds)} ms` +
          `${pays || collects ? '' : '; nothing to do here'}`,
      );
      if ((pays || collects) && this.#exchanges === 0) this.#exchanges = card.exchanges;
      if (pays) this.#paid = await this.#act(() => payDues(place, card));
      if (collects)
        this.#collected = await this.#act(() => collectEntitlements(place, card, place.pinOf(benchCard)));
    }
    await pull(place);
  }

  async outcome(): Promise<MainJobOutcome> {
    const { tell, readBooks } = this.place;
    if (this.#paid === 0n) tell('No card in the tray has dues left that can be paid');
    if (this.#collected === 0n) tell('No card in the tray has a benefit left that can be collected');
    const { balanced, findings } = await readBooks();
    tell(balanced ? 'The books balance' : `The books do NOT balance: ${findings.join('; ')}`);
    return {
      balanced,
      paid: formatYuan(this.#paid),
      collected: formatYuan(this.#collected),
      receipts: this.#receipts,
      exchanges: this.#exchanges,
    };
  }

  /** Carries an act out and checks its receipt; a refusal is told, and nothing has been paid. */
  async #act(work: () => Promise<Done>): Promise<Fen> {
    try {
      const { number, total } = await work();
      this.#receipts.push(await checkReceipt(this.place, number, 'window'));
      return total;
    } catch (error) {
      if (!(error instanceof ActRefused || error instanceof RequestRefused)) throw error;
      this.place.tell(`Refused: ${error.message}`);
      return zeroFen;
    }
  }
}

/**
 * Goes through the cards until one person's dues are paid and one person's benefit is collected; often one card does
 * for both. With nothing left to pay or collect it says so and reports what it did.
 */
export const playMainJob = async (place: MainJobPlace): Promise<MainJobOutcome> => {
  const job = new MainJob(place);
  // A card that was left in the reader would be in the way.
  await place.table.pull();
  for (const card of inOrder(await place.table.cards())) {
    if (job.done) break;
    await job.useCard(card);
  }
  return job.outcome();
};
