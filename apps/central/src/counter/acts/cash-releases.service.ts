/** Holds back cash that one person alone could take with somebody else's card: who was given its PIN does not also pay out on it that day. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { StaffWriter } from '../../ground/http/identity.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan, sum, yuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { ActReleases } from '../releases/act-releases.service.js';
import type { CardAct, Job } from './counter-act.js';
import { CashReleasesStore } from './cash-releases.store.js';

/** What is released: these items, with this card, by this clerk, today. */
type Release = {
  readonly card: string;
  readonly day: string;
  readonly clerk: string;
  readonly items: string;
  readonly total: string;
};

const isCash = (job: Job): job is CardAct => job.kind === 'collection' && job.channel === 'cash';

const digestItems = ({ items }: CardAct): string =>
  createHash('sha256')
    .update(
      canonicalJson(
        items
          .map(({ id, amount }) => `${id} ${formatYuan(amount)}`)
          .toSorted((one, other) => (one < other ? -1 : 1)),
      ),
    )
    .digest('hex');

@Injectable()
export class CashReleases {
  constructor(
    private readonly database: Database,
    approvals: Approvals,
    private readonly releases: ActReleases,
    private readonly store: CashReleasesStore,
    private readonly clock: Clock,
  ) {
    approvals.handle<Release>('collection-after-pin-reset', {
      current: (_, { content }) => Promise.resolve(content.day === this.clock.today() ? content : null),
      describe: async (tx, { content }) => {
        const holder = await this.store.holderOfCard(tx, content.card);
        const who = `${holder?.name ?? ''} ${maskSocialSecurityNumber((holder?.socialSecurityNumber ?? '') as SocialSecurityNumber)}`;
        return {
          what: {
            zh: `${who}，今日由同一经办人重置密码并领取现金 ${displayYuan(yuan(content.total))}`,
            en: `${who}: PIN reset and ${displayYuan(yuan(content.total))} in cash by one clerk today`,
          },
          details: [
            { label: { zh: '卡号', en: 'card' }, value: { zh: content.card, en: content.card } },
            { label: { zh: '经办人', en: 'clerk' }, value: { zh: content.clerk, en: content.clerk } },
          ],
        };
      },
      // That it stands approved is what the collection is looked up by.
      approved: () => Promise.resolve(),
    });
  }

  /** The keys of those acts that need a second person first. */
  async heldBack(tx: Transaction, jobs: readonly Job[]): Promise<ReadonlySet<string>> {
    const asked = jobs.filter(isCash).flatMap((act) =>
      act.staff === null
        ? []
        : [
            {
              key: act.key,
              cardSessionId: act.cardSessionId,
              staffNumber: act.staff.number,
              items: digestItems(act),
            },
          ],
    );
    return asked.length === 0 ? new Set() : this.store.heldBack(tx, asked, this.clock.today());
  }

  /** Asks a second person to release what was held back; once, however often it is tried. */
  async ask(act: CardAct & StaffWriter): Promise<void> {
    const holder = await this.database.read((tx) => this.store.holderOfSession(tx, act.cardSessionId));
    if (holder === null) throw new Error('money was held back without a card');
    const day = this.clock.today();
    const total = sum(act.items.map(({ amount }) => amount));
    const content: Release = {
      card: holder.cardNumber,
      day,
      clerk: act.staff.number,
      items: digestItems(act),
      total: formatYuan(total),
    };
    await this.releases.askOnce({
      kind: 'collection-after-pin-reset',
      subject: `${holder.cardNumber} ${day} ${act.staff.number}`,
      content,
      amountFen: total,
      by: { number: act.staff.number, terminalId: act.terminal.id },
      same: ({ items }) => items === content.items,
    });
  }
}
