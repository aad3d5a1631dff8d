/** Tells whoever the bureau named of every state of an application: at least once, in order, signed, and until it is received. */
import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { makeApplicationNumber } from '#libs/identity/application-number.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database } from '../../ground/database/database.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { Secrets } from '../../ground/secrets.js';
import { NotificationsStore, type Notification } from './notifications.store.js';

const perRound = 20;

/** Why a call broke off, as far as it says so itself; what lies below says more than `fetch failed`. */
const wordsOf = (fault: unknown): string => {
  const below =
    typeof fault === 'object' && fault !== null && 'cause' in fault ? `: ${String(fault.cause)}` : '';
  return `${String(fault)}${below}`.slice(0, 200);
};

/** How many were received, and how many were not and are told again later. */
export type Told = { readonly received: number; readonly refused: number };

const told = ({ received, refused }: Told): JobResult | null =>
  received + refused === 0
    ? null
    : {
        words: {
          zh: `送达 ${received} 条；${refused} 条未送达，稍后再送`,
          en: `${received} received; ${refused} not, and told again later`,
        },
        counts: { received, refused },
      };

@Injectable()
export class NotificationsService {
  constructor(
    private readonly database: Database,
    private readonly store: NotificationsStore,
    private readonly clock: Clock,
    jobs: Jobs,
    @Inject(CONFIG) private readonly config: CentralConfig,
    private readonly secrets: Secrets,
  ) {
    const { notifyUrl, notifyEveryMs } = config;
    if (notifyUrl !== null && secrets.list('notify').length === 0)
      throw new Error(
        'NOTIFY_URL needs a key to sign with: unset it, make one by `keys renew notify`, and set it again',
      );
    if (notifyUrl !== null)
      jobs.add({
        name: 'notifications',
        purpose: {
          zh: '向指定系统通知申领状态',
          en: 'Tell the named system of the states of applications',
        },
        times: { everyMs: notifyEveryMs },
        run: async (signal) => told(await this.tellAll(notifyUrl, signal)),
      });
  }

  /** Tells all that is due, some at a time; once the signal is aborted the rest waits, however much there is. */
  async tellAll(url: string, signal?: AbortSignal): Promise<Told> {
    let [received, refused] = [0, 0];
    for (;;) {
      if (signal?.aborted === true) break;
      const leased = await this.database.transaction((tx) =>
        this.store.lease(tx, this.clock.now(), perRound),
      );
      if (leased.length === 0) break;
      const outcomes = await Promise.all(leased.map((notification) => this.tell(url, notification)));
      received += outcomes.filter(Boolean).length;
      refused += outcomes.filter((isReceived) => !isReceived).length;
    }
    return { received, refused };
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
    const { id: keyId, key } = this.secrets.current('notify', this.clock.now());
    const signature = createHmac('sha256', Buffer.from(key, 'hex')).update(body).digest('hex');
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          // The same for every try of it: received twice, it counts once.
          'x-notification-id': id,
          'x-signature': `sha256=${signature}`,
          'x-signature-key': keyId,
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
}
