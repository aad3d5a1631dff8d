/** Undoes an act of money by its receipt: what can be done about it, asking a second person, and doing it as approved. */
import { Injectable } from '@nestjs/common';
import { digestBody } from '#libs/cards/write-challenge.js';
import type { Act, HandTask } from '#libs/contract/desk.js';
import type {
  AskedOfOthers,
  AskedUndoing,
  Undoings,
  UndoingRequest,
  UndoRequest,
} from '#libs/contract/undoings.js';
import { selectOnce, signWrite } from '../card/card-dialogue.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { CentralClient } from '../central/central.client.js';
import { StaffToken } from '../central/staff-token.js';
import { holderOf, type ActHolder } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { refusal } from '../ground/refusal.js';
import { ActBook } from '../outbox/act-book.service.js';
import { OutboxStore } from '../outbox/outbox.store.js';
import { DeliveryService } from './delivery.service.js';
import { signTask } from './sign-task.js';

/** What passes over the counter once it is undone: cash the other way than before, and the slip that is signed. */
const handsOf = (act: Undoings['act'], { kind, channel, total }: UndoRequest): readonly HandTask[] => [
  ...(channel === 'cash'
    ? [{ kind: act === 'payment' ? 'pay-out' : 'take-in', amount: total } as const]
    : []),
  ...signTask({ kind, channel }),
];

@Injectable()
export class UndoingService {
  constructor(
    private readonly central: CentralClient,
    private readonly presence: InsertedCards,
    private readonly staff: StaffToken,
    private readonly book: ActBook,
    private readonly outbox: OutboxStore,
    private readonly delivery: DeliveryService,
    private readonly desk: DeskStore,
  ) {}

  /** Throws Refusal `receipt-unknown`. */
  lookUp(receiptNumber: string): Promise<Undoings> {
    return this.central.asStaff((headers) =>
      this.central.http.GET('/v1/undoings/{number}', {
        params: { path: { number: receiptNumber } },
        headers,
      }),
    );
  }

  /** How much of what the clerk asked others to decide is not decided. */
  askedOfOthers(): Promise<AskedOfOthers> {
    return this.central.asStaff((headers) => this.central.http.GET('/v1/approvals/count', { headers }));
  }

  /** Throws Refusal as the centre does: `receipt-unknown`, and what stands in the way. */
  ask({ receiptNumber, kind, reason }: UndoingRequest): Promise<AskedUndoing> {
    return this.central.asStaff((headers) =>
      this.central.http.POST('/v1/undoings', { body: { receiptNumber, kind, reason }, headers }),
    );
  }

  /**
   * Stores the act and begins to send it. Throws Refusal `key-reused`, `sign-in-expired`, `receipt-unknown`, `undoing-not-approved` where
   * it is no longer what was shown, and those of the card where it is needed.
   */
  undo(request: UndoRequest): Promise<Act> {
    const { key, ...content } = request;
    const requestDigest = digestBody(content);
    return this.book.once(key, requestDigest, { kind: request.kind, service: null }, () =>
      this.enter(request, requestDigest),
    );
  }

  private async enter(request: UndoRequest, requestDigest: string): Promise<Act> {
    const { key, receiptNumber, kind, channel, total } = request;
    const { staffNumber } = this.staff.require();
    const found = await this.lookUp(receiptNumber);
    const way = found.ways.find((one) => one.kind === kind);
    if (way === undefined || way.channel !== channel || found.total !== total)
      throw refusal('undoing-not-approved');
    const plain = { receiptNumber, kind, channel };
    const signed = way.needsCard ? await this.signed(request, plain) : { body: plain, sessionId: null };
    return this.delivery.submit(
      {
        key,
        kind,
        service: null,
        channel,
        total,
        hands: handsOf(found.act, request),
        undoes: receiptNumber,
        requestDigest,
        body: signed.body,
        cardSessionId: signed.sessionId,
        staffNumber,
      },
      this.holderOfFirst(request),
    );
  }

  /** The payer is there with their card, and it signs what is handed back. */
  private async signed(
    { key, insertionId }: UndoRequest,
    plain: object,
  ): Promise<{ readonly body: object; readonly sessionId: string }> {
    if (insertionId === undefined) throw refusal('no-card');
    const { card, session } = this.presence.requireOpen(insertionId);
    const content = { ...plain, cardSessionId: session.id };
    const body = await card.exclusively(async () => {
      await selectOnce(card);
      return signWrite(card, session, key, content);
    });
    return { body, sessionId: session.id };
  }

  /** Whose the first act was, as far as this window knows: the holder may have left. */
  private holderOfFirst({ receiptNumber, insertionId }: UndoRequest): ActHolder {
    if (insertionId !== undefined) return holderOf(this.desk.state, insertionId);
    const first = this.outbox.findByReceipt(receiptNumber);
    const shown = this.desk.state.acts.find((act) => act.receiptNumber === receiptNumber);
    return { maskedName: first?.maskedName ?? null, visitor: shown?.visitor ?? null };
  }
}
