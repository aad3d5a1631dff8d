/** The signed-in clerk's till: what is in it, cash drawn from the expenditure account, cash banked. */
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { digestBody } from '#libs/cards/write-challenge.js';
import type { Act, TillRequest } from '#libs/contract/desk.js';
import { CentralClient } from '../central/central.client.js';
import { StaffToken } from '../central/staff-token.js';
import { nobody, withMembers } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { ActBook } from '../outbox/act-book.service.js';
import { DeliveryService } from './delivery.service.js';

@Injectable()
export class TillService implements OnApplicationBootstrap {
  constructor(
    private readonly central: CentralClient,
    private readonly staff: StaffToken,
    private readonly book: ActBook,
    private readonly delivery: DeliveryService,
    private readonly desk: DeskStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.book.watchDecided(({ state, channel }) => {
      if (state === 'succeeded' && channel === 'cash') void this.refresh();
    });
  }

  /** Asks the centre what is in the till; the last figure stays when it cannot be reached. */
  async refresh(): Promise<void> {
    const clerk = this.staff.current;
    if (clerk === null || !this.staff.may('tills.read-own')) return;
    try {
      const { received, imprest, fee, carefulFrom, debitConsent } = await this.central.asStaff((headers) =>
        this.central.http.GET('/v1/tills/own', { headers }),
      );
      if (this.staff.current?.staffNumber === clerk.staffNumber)
        this.desk.apply(withMembers({ till: { received, imprest, fee, carefulFrom, debitConsent } }));
    } catch (error) {
      this.log.warn(errorFields(error), 'till not read');
    }
  }

  /** Stores the move and begins to send it. Throws Refusal `sign-in-expired`, `key-reused`. */
  move(
    kind: 'till-draw' | 'till-deposit' | 'till-return',
    { key, scheme, amount }: TillRequest,
  ): Promise<Act> {
    const body = { scheme, amount };
    const requestDigest = digestBody({ kind, ...body });
    return this.book.once(key, requestDigest, { kind, service: null }, async () => {
      const { staffNumber } = this.staff.require();
      const act = {
        key,
        kind,
        service: null,
        channel: 'cash',
        total: amount,
        requestDigest,
        body,
        cardSessionId: null,
        staffNumber,
      } as const;
      return this.delivery.submit(act, nobody);
    });
  }
}
