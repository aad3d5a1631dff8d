/** Acts that one person alone may not finish: a second person releases exactly this one, and it goes on by itself. */
import { Injectable } from '@nestjs/common';
import type { ApprovalKind } from '#libs/contract/approvals.js';
import type { Words } from '#libs/contract/problems.js';
import { displayYuan } from '#libs/money/display.js';
import { fen, formatYuan, yuan, type Fen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { TerminalIdentity, StaffWriter } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { Approval } from '../../records/approvals/approval.js';
import { Approvals, type AskedApproval } from '../../records/approvals/approvals.service.js';

/** Kinds of approval that release one act, by its Idempotency-Key. */
const releaseKinds = ['cash-above-limit', 'shift-difference'] as const satisfies readonly ApprovalKind[];
export type ReleaseKind = (typeof releaseKinds)[number];

/** The act that is released, as whoever decides is shown it; a change of any of it is another act. */
type Release = {
  readonly day: string;
  readonly clerk: string;
  readonly clerkName: string;
  readonly window: string;
  readonly bodyDigest: string;
  readonly amount: string;
  readonly what: Words;
  readonly why: Words;
};

/** An act to be released, and why it has to be. */
export type ToRelease = StaffWriter & {
  readonly bodyDigest: string;
  readonly amount: Fen;
  readonly what: Words;
  /** Which limit it passes, and by how much. */
  readonly why: Words;
};

/** Words that are the same in both languages. */
const alike = (text: string): Words => ({ zh: text, en: text });

@Injectable()
export class ActReleases {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {
    this.own('cash-above-limit', true);
    this.own('shift-difference', false);
  }

  /** How the second person's word on an act stands; null: it was not asked for, or for another content under the same key. */
  async stateOf(
    tx: Transaction,
    kind: ReleaseKind,
    key: string,
    bodyDigest: string,
  ): Promise<Approval['state'] | null> {
    const approval = await this.approvals.newestAbout(tx, kind, key);
    if (approval === null || (approval.content as Release).bodyDigest !== bodyDigest) return null;
    return approval.state;
  }

  /** Asks a second person to release an act; once, however often it is tried. In a transaction of its own. */
  async ask(
    kind: ReleaseKind,
    { key, terminal, staff, bodyDigest, amount, what, why }: ToRelease,
  ): Promise<void> {
    const content: Release = {
      day: this.clock.today(),
      clerk: staff.number,
      clerkName: staff.name,
      window: terminal.name,
      bodyDigest,
      amount: formatYuan(amount),
      what,
      why,
    };
    await this.askOnce({
      kind,
      subject: key,
      content,
      amountFen: amount,
      by: { number: staff.number, terminalId: terminal.id },
      same: (before) => before.bodyDigest === bodyDigest && before.why.zh === why.zh,
    });
  }

  /** Asks about a subject unless the same waits already; what waits with other content is taken back first. */
  async askOnce<Content extends object>({
    same,
    ...asked
  }: AskedApproval<Content> & { readonly same: (before: Content) => boolean }): Promise<void> {
    try {
      await this.database.transaction(async (tx) => {
        const before = await this.approvals.newestAbout(tx, asked.kind, asked.subject);
        if (before?.state === 'waiting') {
          if (same(before.content as Content)) return;
          await this.approvals.withdrawAbout(tx, asked.kind, asked.subject, asked.by);
        }
        await this.approvals.ask(tx, asked);
      });
    } catch (fault) {
      // Asked for at another window in the same moment: one is enough.
      if (!(fault instanceof Refused && fault.code === 'approval-waiting')) throw fault;
    }
  }

  /**
   * The window gave the act up: nobody is asked about it any more. Throws Refused `not-found` when nothing waits, also for an act of
   * another window.
   */
  withdraw(key: string, terminal: TerminalIdentity): Promise<void> {
    return this.database.transaction(async (tx) => {
      let withdrawn = 0;
      for (const kind of releaseKinds) {
        const approval = await this.approvals.newestAbout(tx, kind, key);
        if (approval?.state !== 'waiting' || (approval.content as Release).window !== terminal.name) continue;
        await this.approvals.withdrawAbout(tx, kind, key, {
          number: approval.askedBy,
          terminalId: terminal.id,
        });
        withdrawn += 1;
      }
      if (withdrawn === 0) throw new Refused('not-found', 'release');
    });
  }

  private own(kind: ReleaseKind, sameDay: boolean): void {
    this.approvals.handle<Release>(kind, {
      current: (_, { content }) =>
        Promise.resolve(!sameDay || content.day === this.clock.today() ? content : null),
      describe: (_, { content, amountFen }) => {
        const amount = displayYuan(amountFen === null ? yuan(content.amount) : fen(amountFen));
        return Promise.resolve({
          what: {
            zh: `${content.what.zh} ${amount}：${content.why.zh}`,
            en: `${content.what.en}, ${amount}: ${content.why.en}`,
          },
          details: [
            {
              label: { zh: '经办人', en: 'clerk' },
              value: alike(`${content.clerk} ${content.clerkName}`),
            },
            { label: { zh: '窗口', en: 'window' }, value: alike(content.window) },
            { label: { zh: '业务', en: 'act' }, value: content.what },
            { label: { zh: '金额', en: 'amount' }, value: alike(amount) },
            { label: { zh: '原因', en: 'why' }, value: content.why },
          ],
        });
      },
      // That it stands approved is what the act is looked up by.
      approved: () => Promise.resolve(),
    });
  }
}
