/** Tells whoever the bureau named of every state of an application: at least once, in order, signed, and until it is received. */
import { createHmac } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { makeApplicationNumber } from '#libs/identity/application-number.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database } from '../../ground/database/database.js';
import { Rounds } from '../../ground/rounds.js';
import { SECRETS, type Secrets } from '../../ground/secrets.js';
import { NotificationsStore, type Notification } from './notifications.store.js';

const perRound = 20;

/** Why a call broke off, as far as it says so itself; what lies below says more than `fetch failed`. */
const wordsOf = (fault: unknown): string => {
  const below =
    typeof fault === 'object' && fault !== null && 'cause' in fault ? `: ${String(fault.cause)}` : '';
  return `${String(fault)}${below}`.slice(0, 200);
};

@Injectable()
export class NotificationsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds: Rounds | null;
  private readonly key: Buffer;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly store: NotificationsStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
    @Inject(SECRETS) { notifyKey }: Secrets,
  ) {
    const { notifyUrl, notifyEveryMs } = config;
    if (notifyUrl !== null && notifyKey === null)
      throw new Error(
        'NOTIFY_URL needs a key to sign with: add "notifyKey", 32 bytes in hex, to secrets.json',
      );
    this.key = Buffer.from(notifyKey ?? '', 'hex');
    this.rounds =
      notifyUrl === null
        ? null
        : new Rounds(() => this.tellAll(notifyUrl), notifyEveryMs, new Logger('Notifications'));
  }

  onApplicationBootstrap(): void {
    this.rounds?.start();
  }

  /** What is under way is told to its end; the rest waits, however much there is, for the next start. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.rounds?.stop();
  }

  /** Tells all that is due, some at a time; returns how many were received. */
  async tellAll(url: string): Promise<number> {
    let received = 0;
    while (!this.stopping) {
      const leased = await this.database.transaction((tx) =>
        this.store.lease(tx, this.clock.now(), perRound),
      );
      if (leased.length === 0) return received;
      const outcomes = await Promise.all(leased.map((notification) => this.tell(url, notification)));
      received += outcomes.filter(Boolean).length;
    }
    return received;
  }

  private async tell(url: string, notification: Notification): Promise<boolean> {
    const fault = await this.send(url, notification);
    await this.database.transaction((tx) =>
      fault === null
        ? this.store.markReceived(tx, notification.id)
        : this.store.markFault(tx, notification.id, fault),
    );
    return fault === null;
  }

  /** Null when it was received, otherwise why not. */
  private async send(
    url: string,
    { id, applicationId, state, createdAt }: Notification,
  ): Promise<string | null> {
    // No more than it takes to find the application: whose it is, the receiver knows or does not need to.
    const body = JSON.stringify({
      id,
      applicationNumber: makeApplicationNumber(this.config.areaCode, applicationId),
      state,
      at: createdAt.toISOString(),
    });
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          // The same for every try of it: received twice, it counts once.
          'x-notification-id': id,
          'x-signature': `sha256=${this.sign(body)}`,
        },
        body,
        // Elsewhere than named is nobody the bureau has named.
        redirect: 'error',
        signal: AbortSignal.timeout(this.config.notifyTimeoutMs),
      });
      await response.body?.cancel();
      return response.ok ? null : `status ${response.status}`;
    } catch (fault) {
      // Not reached, or no answer in time: it may have been received, and is told again.
      return wordsOf(fault);
    }
  }

  private sign(body: string): string {
    return createHmac('sha256', this.key).update(body).digest('hex');
  }
}
