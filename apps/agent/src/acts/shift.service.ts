/** The signed-in clerk's shift: what it came to, and its end by a count or a hand-over. */
import { Injectable } from '@nestjs/common';
import { digestBody } from '#libs/cards/write-challenge.js';
import type { Act } from '#libs/contract/desk.js';
import type {
  OwnShift,
  ShiftCountRequest,
  ShiftHandOverRequest,
  ShiftTaker,
  ShiftTakingRequest,
} from '#libs/contract/shifts.js';
import { CentralClient } from '../central/central.client.js';
import { StaffToken } from '../central/staff-token.js';
import { nobody } from '../desk-state/desk-state.js';
import { refusal } from '../ground/refusal.js';
import { ActBook } from '../outbox/act-book.service.js';
import { OutboxStore } from '../outbox/outbox.store.js';
import { DeliveryService } from './delivery.service.js';

@Injectable()
export class ShiftService {
  constructor(
    private readonly central: CentralClient,
    private readonly staff: StaffToken,
    private readonly outbox: OutboxStore,
    private readonly book: ActBook,
    private readonly delivery: DeliveryService,
  ) {}

  /** Throws Refusal as the centre does. */
  own(): Promise<OwnShift> {
    return this.central.asStaff((headers) => this.central.http.GET('/v1/shifts/own', { headers }));
  }

  async begin(): Promise<void> {
    await this.central.asStaff((headers) => this.central.http.POST('/v1/shifts', { headers }));
  }

  /** The other clerk's password goes to the centre and is held nowhere. Throws Refusal as a sign-in does, `taker-unfit`, `till-moved`. */
  confirmTaking(taking: ShiftTakingRequest): Promise<ShiftTaker> {
    return this.central.asStaff((headers) =>
      this.central.http.POST('/v1/shifts/takers', { body: { ...taking }, headers }),
    );
  }

  /** Stores the count and begins to send it. Throws Refusal `sign-in-expired`, `key-reused`, `shift-acts-waiting`. */
  count({ key, counted, expected, reason }: ShiftCountRequest): Promise<Act> {
    const body = { counted, expected, ...(reason === undefined ? {} : { reason }) };
    return this.end('shift-count', 'none', key, body, '0.00');
  }

  /** Stores the hand-over and begins to send it. Throws Refusal as {@link count}. */
  handOver({ key, to, amount }: ShiftHandOverRequest): Promise<Act> {
    return this.end('shift-hand-over', 'cash', key, { to, amount }, amount);
  }

  private end(
    kind: 'shift-count' | 'shift-hand-over',
    channel: 'cash' | 'none',
    key: string,
    body: object,
    total: string,
  ): Promise<Act> {
    const requestDigest = digestBody({ kind, ...body });
    return this.book.once(key, requestDigest, { kind, service: null }, async () => {
      const { staffNumber } = this.staff.require();
      // What arrives after the shift has ended would be refused: first it has its outcome, then the till is counted.
      const waits = this.outbox
        .undecided()
        .some(
          (act) =>
            act.staffNumber === staffNumber && act.state === 'sending' && !act.kind.startsWith('shift'),
        );
      if (waits) throw refusal('shift-acts-waiting');
      const act = {
        key,
        kind,
        service: null,
        channel,
        total,
        requestDigest,
        body,
        cardSessionId: null,
        staffNumber,
      } as const;
      return this.delivery.submit(act, nobody);
    });
  }
}
