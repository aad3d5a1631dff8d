/** Plays the main job at the kiosk, with nobody of the staff: card, PIN, pay, collect, receipt, card back. */
import { randomUUID } from 'node:crypto';
import type { BenchCard } from '#libs/contract/bench.js';
import type { Visit } from '#libs/contract/self-service.js';
import { formatYuan, sum, yuan, zeroFen, type Fen } from '#libs/money/fen.js';
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
import type { KioskWindow } from './kiosk-window.js';

/** The kiosk's reader on the bench. */
const kioskSlot = 2;

/** What really happened at the kiosk; amounts in yuan. */
export type KioskJobOutcome = {
  readonly paid: string;
  readonly collected: string;
  readonly receipts: readonly CheckedReceipt[];
};

type Place = JobPlace & { readonly kiosk: KioskWindow };

const visitUntil = (
  { kiosk }: Place,
  what: string,
  look: (visit: Visit | null) => boolean,
): Promise<Visit | null> =>
  kiosk
    .until(what, cardTimeoutMs, ({ visit }) => (look(visit) ? { visit } : null))
    .then(({ visit }) => visit);

class KioskJob {
  paid: Fen = zeroFen;
  collected: Fen = zeroFen;
  readonly receipts: CheckedReceipt[] = [];

  constructor(private readonly place: Place) {}

  get done(): boolean {
    return this.paid > 0n && this.collected > 0n;
  }

  /** Does with one card what is still to be done and what this card is good for; then its holder takes it back. */
  async useCard(card: BenchCard): Promise<void> {
    const { place } = this;
    await place.table.insert(card.id, kioskSlot);
    const visit = await visitUntil(
      place,
      `card ${card.label}`,
      (seen) => seen?.stage === 'pin' || seen?.stage === 'refused',
    );
    if (visit?.stage === 'pin') await this.serve(card, visit.insertionId);
    else if (visit?.problem != null) place.tell(`Kiosk, card ${card.label}: ${problemLine(visit.problem)}`);
    await place.table.pull(kioskSlot);
    await visitUntil(place, 'an empty reader', (seen) => seen === null);
  }

  private async serve(card: BenchCard, insertionId: string): Promise<void> {
    const { place } = this;
    try {
      await place.kiosk.givePin({ insertionId, pin: place.pinOf(card) });
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      place.tell(`Kiosk, card ${card.label}: ${error.message}`);
      return;
    }
    const own = (await visitUntil(place, 'what is the holder’s', (seen) => seen?.stage === 'open'))?.own;
    if (own == null) return;
    const dues = own.dues
      .filter(
        ({ state, collectedBy, inHand }) => state === 'open' && collectedBy === 'bureau' && inHand === null,
      )
      .map((due) => ({ id: due.id, amount: amountOf(due) }));
    const entitlements = own.entitlements
      .filter(({ state }) => state === 'open')
      .map(({ id, amount }) => ({ id, amount }));
    place.tell(`Kiosk, card ${card.label}: ${own.maskedNumber}, PIN given`);
    if (this.paid === 0n && dues.length > 0 && own.bankAccountPays)
      this.paid = await this.settle('pay', insertionId, dues);
    if (this.collected === 0n && entitlements.length > 0 && own.bankAccount !== null)
      this.collected = await this.settle('collect', insertionId, entitlements);
    await place.kiosk.end(insertionId);
    await visitUntil(place, 'the card asked back', (seen) => seen?.stage === 'over');
  }

  /** Carries an act out and checks its receipt; a refusal is told, and nothing has been paid. */
  private async settle(
    way: 'pay' | 'collect',
    insertionId: string,
    items: readonly { readonly id: string; readonly amount: string }[],
  ): Promise<Fen> {
    const { place } = this;
    const key = randomUUID();
    try {
      await place.kiosk[way]({ key, insertionId, items, withoutPaper: false });
      const act = await place.kiosk.until(`the outcome of ${key}`, actTimeoutMs, ({ visit }) =>
        settledAmong(visit?.own?.acts ?? [], key),
      );
      place.tell(`Kiosk: ${way === 'pay' ? 'paid' : 'collected'} ${act.total} yuan by card and PIN`);
      this.receipts.push(await checkReceipt(place, act.receiptNumber, 'kiosk'));
      return sum(items.map(({ amount }) => yuan(amount)));
    } catch (error) {
      if (!(error instanceof ActRefused || error instanceof RequestRefused)) throw error;
      place.tell(`Kiosk, refused: ${error.message}`);
      return zeroFen;
    }
  }
}

/** So many cards are tried: what the window has left of the tray is soon seen. */
const cardsTried = 5;

/** As `playMainJob` at the window: goes through the first cards until one has paid and one has collected. */
export const playKioskJob = async (place: Place): Promise<KioskJobOutcome> => {
  const job = new KioskJob(place);
  await place.table.pull(kioskSlot);
  for (const card of inOrder(await place.table.cards()).slice(0, cardsTried)) {
    if (job.done) break;
    await job.useCard(card);
  }
  if (!job.done) place.tell('Kiosk: the first cards of the tray have nothing left to pay, or to collect');
  return { paid: formatYuan(job.paid), collected: formatYuan(job.collected), receipts: job.receipts };
};
