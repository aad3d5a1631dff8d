/** Concludes what the bank does not say by what its statement says: asked by one person, decided by others, booked as they decide. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { actName } from '#libs/contract/act-words.js';
import { parseDate } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';
import { formatYuan, type Fen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ApprovalView, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { WaitingList } from '../../records/approvals/waiting-list.service.js';
import type { BankOutcomesDto, OutcomeAskedDto, StatedOutcomeDto } from './bank-outcomes.dto.js';
import type { BankConclusion } from './counter-act.js';
import { CounterActsService } from './counter-acts.service.js';
import { UnknownOutcomesStore } from './unknown-outcomes.store.js';

const listedAtMost = 100;

/** What is decided: the instruction as it is with a person, and what the statement says of it. */
type Content = {
  readonly key: string;
  readonly kind: string;
  readonly direction: string;
  /** Yuan. */
  readonly amount: string;
  readonly outcome: StatedOutcomeDto['outcome'];
  readonly reference: string;
  readonly date: string;
};

const outcomeWords = {
  succeeded: { zh: '已入账', en: 'booked' },
  refused: { zh: '未入账', en: 'not booked' },
} as const satisfies Record<StatedOutcomeDto['outcome'], Words>;

const plain = (value: string): Words => ({ zh: value, en: value });

const view = ({ key, kind, amount, outcome, reference, date }: Content): ApprovalView => {
  const [what, said] = [actName(kind), outcomeWords[outcome]];
  return {
    what: {
      zh: `银行${what.zh} ${amount} 元：${said.zh}`,
      en: `${what.en} of ${amount} yuan through the bank: ${said.en}`,
    },
    details: [
      { label: { zh: '指令', en: 'instruction' }, value: plain(key) },
      { label: { zh: '对账单流水号', en: 'reference on the statement' }, value: plain(reference) },
      { label: { zh: '对账单日期', en: 'date of the statement' }, value: plain(date) },
    ],
  };
};

const conclusionOf = ({ outcome, reference, date }: Content): BankConclusion['outcome'] =>
  outcome === 'succeeded'
    ? { succeeded: true, bankReference: reference }
    : {
        succeeded: false,
        reason: `${date} 对账单 ${reference} 未入账 / not booked on the statement ${reference} of ${date}`,
      };

@Injectable()
export class BankOutcomes implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: UnknownOutcomesStore,
    private readonly acts: CounterActsService,
    private readonly approvals: Approvals,
    private readonly waiting: WaitingList,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Content>('bank-outcome', {
      current: async (tx, { content }) => {
        const instruction = await this.store.holdWithPerson(tx, content.key);
        if (instruction === null) return null;
        const { operationKey: key, kind, direction, amount } = instruction;
        return { ...content, key, kind, direction, amount: formatYuan(amount) };
      },
      describe: (_, { content }) => Promise.resolve(view(content)),
      approved: async (tx, { content }) => {
        await this.acts.concludeByStatement(tx, content.key, conclusionOf(content));
      },
    });
  }

  /** The acts that wait for a person, and what is asked for about each. */
  async list(): Promise<BankOutcomesDto> {
    const asked = await this.waiting.listAll(['bank-outcome']);
    return this.database.read(async (tx) => {
      const acts = await this.store.withPerson(tx, listedAtMost);
      const { count, total } = await this.store.totalWithPerson(tx);
      const now = this.clock.now().getTime();
      return {
        acts: acts.map(({ operationKey: key, amount, since, ...act }) => {
          const one = asked.find(({ subject }) => subject === key);
          return {
            key,
            ...act,
            amount: formatYuan(amount),
            since: since.toISOString(),
            ageHours: Math.floor((now - since.getTime()) / 3600_000),
            asked: one === undefined ? null : { approval: one.id, askedBy: one.askedBy, what: one.what },
          };
        }),
        count,
        total: formatYuan(total),
      };
    });
  }

  /**
   * Asks others to conclude an act by the statement. Throws Refused `not-found` when it is not with a person, `malformed-request` for a
   * date that cannot be, `approval-waiting`.
   */
  ask(
    key: string,
    stated: StatedOutcomeDto,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<OutcomeAskedDto> {
    return this.database.transaction(async (tx) => {
      const { kind, direction, amount, businessDate, staffNumber } = await this.get(tx, key);
      const day = parseDate(stated.date);
      if (day === null || day < businessDate || day > this.clock.today())
        throw new Refused('malformed-request', `date ${stated.date}`);
      const approval = await this.approvals.ask<Content>(tx, {
        kind: 'bank-outcome',
        subject: key,
        content: {
          key,
          kind,
          direction,
          amount: formatYuan(amount),
          outcome: stated.outcome,
          reference: stated.reference,
          date: stated.date,
        },
        amountFen: amount satisfies Fen,
        by,
        hands: [staffNumber],
        ...(stated.reason === undefined ? {} : { reason: stated.reason }),
      });
      return { approval: approval.id, levels: approval.levels };
    });
  }

  private async get(tx: Transaction, key: string) {
    const instruction = await this.store.holdWithPerson(tx, key);
    if (instruction === null) throw new Refused('not-found', 'bank instruction with a person');
    return instruction;
  }
}
