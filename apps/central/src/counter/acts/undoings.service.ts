/** Asks for undoing an act of money, and says to whoever decides what it comes to. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { actName } from '#libs/contract/act-words.js';
import { approvalKinds, approvalRules } from '#libs/contract/approvals.js';
import { describeProblem } from '#libs/contract/problems.js';
import { printPeriod } from '#libs/contract/receipt-text.js';
import { schemeName } from '#libs/contract/schemes.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { englishPeriod } from '#libs/kernel/english-date.js';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Approval, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { channelOfUndoing, refusalOfUndoing } from './check-undoing.js';
import { CounterActsStore } from './counter-acts.store.js';
import type { UndoneAct } from './group-state.js';
import type { AskedUndoingDto, AskUndoingDto, UndoingsDto } from './undoings.dto.js';

type Kind = 'reversal' | 'refund';
const kinds: readonly Kind[] = ['reversal', 'refund'];

/** What is decided: this act, by this receipt, in this way. */
type Content = {
  readonly receipt: string;
  readonly act: string;
  readonly total: string;
  /** Null: the holder's own act, at a kiosk. */
  readonly clerk: string | null;
  readonly channel: string;
  readonly account: string | null;
};

const plain = (value: string) => ({ zh: value, en: value });

const describeAsked = (approval: Approval): AskedUndoingDto => ({
  approval: approval.id,
  askedBy: approval.askedBy,
  askedAt: approval.askedAt.toISOString(),
  reason: approval.reason,
  state: approval.state,
  decidedBy: approval.decidedBy,
  decisionReason: approval.decisionReason,
});

/** Whether the money would go another way now: cash of the day through the bank from the next on, or to another account. */
const isOfBefore = ({ state, content: asked }: Approval, now: Content): boolean => {
  if (state !== 'waiting' && state !== 'approved') return false;
  const { channel, account } = asked as Content;
  return channel !== now.channel || account !== now.account;
};

@Injectable()
export class Undoings implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: CounterActsStore,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    for (const kind of kinds)
      this.approvals.handle<Content>(kind, {
        current: async (tx, { subject, askedBy }) => {
          const act = await this.store.toUndo(tx, subject);
          return act === null || refusalOfUndoing(act, kind, askedBy, this.clock.today()) !== null
            ? null
            : this.contentOf(act, kind);
        },
        describe: async (tx, { subject, content }) => {
          const act = await this.store.toUndo(tx, subject);
          const who =
            act === null
              ? ''
              : `${act.holder.name} ${maskSocialSecurityNumber(act.holder.socialSecurityNumber as SocialSecurityNumber)}`;
          const { words } = approvalKinds[kind];
          const { zh, en } = actName(content.act);
          const cash =
            content.act === 'payment' ? ['现金退还', 'cash handed back'] : ['收回现金', 'cash taken back'];
          const ends = (content.account ?? '').slice(-4);
          return {
            what: {
              zh: `${words.zh}：${who} ${zh} ${displayYuan(yuan(content.total))}`,
              en: `${words.en}: ${who}, ${en} of ${displayYuan(yuan(content.total))}`,
            },
            details: [
              { label: { zh: '原收据', en: 'receipt' }, value: plain(content.receipt) },
              {
                label: { zh: '经办人', en: 'clerk' },
                value:
                  content.clerk === null
                    ? { zh: '本人自助', en: 'the holder, at a kiosk' }
                    : plain(content.clerk),
              },
              {
                label: { zh: '办法', en: 'how' },
                value:
                  content.channel === 'cash'
                    ? { zh: cash[0] ?? '', en: cash[1] ?? '' }
                    : { zh: `退至尾号 ${ends} 的账户`, en: `to the account ending in ${ends}` },
              },
              ...(act?.lines ?? []).map((line) => ({
                label: schemeName(line.scheme),
                value: {
                  zh: `${printPeriod(line.period)}  ${displayYuan(line.amount)}`,
                  en: `${englishPeriod(line.period)}  ${displayYuan(line.amount)}`,
                },
              })),
            ],
          };
        },
        // That it stands approved is what the undoing act is looked up by.
        approved: () => Promise.resolve(),
      });
  }

  /** Key of the act of a receipt. Throws Refused `receipt-unknown`. */
  async keyOf(receiptNumber: string): Promise<string> {
    const key = await this.database.read((tx) => this.store.keyOfReceipt(tx, receiptNumber));
    if (key === null) throw new Refused('receipt-unknown');
    return key;
  }

  /** Throws Refused `receipt-unknown`. */
  async read(receiptNumber: string, clerk: string): Promise<UndoingsDto> {
    const key = await this.keyOf(receiptNumber);
    return this.database.transaction(async (tx) => {
      const act = await this.store.toUndo(tx, key);
      if (act === null) throw new Refused('receipt-unknown');
      const ways: UndoingsDto['ways'] = [];
      for (const kind of kinds) {
        const refusal = refusalOfUndoing(act, kind, clerk, this.clock.today());
        const asked = await this.approvals.newestAbout(tx, kind, key);
        const content = this.contentOf(act, kind);
        const { channel, account } = content;
        const { words, effect } = approvalRules(kind);
        ways.push({
          kind,
          name: words,
          effect,
          channel: channel === 'bank' ? 'bank' : 'cash',
          accountEnds: account === null ? null : account.slice(-4),
          needsCard: kind === 'refund' && channel === 'cash',
          problem: refusal === null ? null : describeProblem(refusal.code, refusal.detail),
          asked: asked === null || isOfBefore(asked, content) ? null : describeAsked(asked),
        });
      }
      const { kind: first } = act.operation;
      return {
        receiptNumber,
        act: first === 'collection' ? first : 'payment',
        total: formatYuan(act.operation.total),
        ways,
      };
    });
  }

  /** Throws Refused `receipt-unknown`, and what stands in the way of undoing. */
  async ask(
    { receiptNumber, kind, reason }: AskUndoingDto,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<AskedUndoingDto> {
    const key = await this.keyOf(receiptNumber);
    return this.database.transaction(async (tx) => {
      const act = await this.store.toUndo(tx, key);
      if (act === null) throw new Refused('receipt-unknown');
      const refusal = refusalOfUndoing(act, kind, by.number, this.clock.today());
      if (refusal !== null) throw new Refused(refusal.code, refusal.detail);
      const content = this.contentOf(act, kind);
      const before = await this.approvals.newestAbout(tx, kind, key);
      if (before !== null && (before.state === 'waiting' || before.state === 'approved')) {
        if (!isOfBefore(before, content)) return describeAsked(before);
        await this.approvals.withdrawAbout(tx, kind, key, by);
      }
      const asked = await this.approvals.ask<Content>(tx, {
        kind,
        subject: key,
        content,
        amountFen: act.operation.total,
        by,
        reason,
        hands: act.operation.staffNumber === null ? [] : [act.operation.staffNumber],
      });
      return describeAsked(asked);
    });
  }

  private contentOf({ operation, receiptNumber, account }: UndoneAct, kind: Kind): Content {
    const channel = channelOfUndoing(kind, operation, this.clock.today());
    return {
      receipt: receiptNumber,
      act: operation.kind,
      total: formatYuan(operation.total),
      clerk: operation.staffNumber,
      channel,
      account: channel === 'bank' ? account : null,
    };
  }
}
