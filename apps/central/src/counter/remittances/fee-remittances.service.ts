/** Pays card fees to the treasury: asked for with the number of a payment notice, booked once as a second person approves. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { feeBooks } from '#libs/contract/schemes.js';
import { displayYuan } from '#libs/money/display.js';
import { fen, formatYuan, yuan, zeroFen, type Fen } from '#libs/money/fen.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import type { Approval, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import type { AskedFeeRemittanceDto, AskFeeRemittanceDto } from './fee-remittances.dto.js';

/** What is decided. */
type Remittance = { readonly notice: string; readonly amount: string };

@Injectable()
export class FeeRemittances implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly transfers: FundTransfersService,
    private readonly approvals: Approvals,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Remittance>('fee-remittance', {
      current: (_, { content }) => Promise.resolve(content),
      describe: (_, { content: { notice, amount } }) =>
        Promise.resolve({
          what: {
            zh: `工本费上缴财政 ${displayYuan(yuan(amount))}`,
            en: `${displayYuan(yuan(amount))} of card fees paid to the treasury`,
          },
          details: [{ label: { zh: '缴款书号', en: 'payment notice' }, value: { zh: notice, en: notice } }],
        }),
      approved: async (tx, { content }) => {
        const append = await this.prepare(tx, yuan(content.amount));
        await append(null);
      },
    });
  }

  /**
   * Asks others to book a remittance; the same asked again is what was asked before. Throws Refused `remittance-above-banked`,
   * `remittance-known` when the notice was asked about with another amount, `malformed-request` for nothing.
   */
  ask(
    { notice, amount }: AskFeeRemittanceDto,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<AskedFeeRemittanceDto> {
    const asked = yuan(amount);
    if (asked === zeroFen) throw new Refused('malformed-request', 'amount');
    return this.database.transaction(async (tx) => {
      let before = await this.standing(tx, notice);
      if (before === null) {
        await this.prepare(tx, asked);
        // The accounts are held from here on: what somebody asked at the same moment is seen.
        before = await this.standing(tx, notice);
      }
      if (before !== null && before.amountFen !== asked)
        throw new Refused('remittance-known', `${notice} ${formatYuan(fen(before.amountFen ?? 0n))}`);
      const { id, state } =
        before ??
        (await this.approvals.ask<Remittance>(tx, {
          kind: 'fee-remittance',
          subject: notice,
          content: { notice, amount },
          amountFen: asked,
          by,
        }));
      return { approval: id, notice, amount, state };
    });
  }

  /** What waits or was booked by a notice; null: it may be asked for. */
  private async standing(tx: Transaction, notice: string): Promise<Approval | null> {
    const newest = await this.approvals.newestAbout(tx, 'fee-remittance', notice);
    return newest?.state === 'waiting' || newest?.state === 'approved' ? newest : null;
  }

  /** Holds the accounts, and returns what books it. Throws Refused `remittance-above-banked`. */
  private prepare(tx: Transaction, amount: Fen): Promise<(operationKey: null) => Promise<string>> {
    return this.transfers.prepare(tx, {
      scheme: feeBooks,
      kind: 'fee-remittance',
      amount,
      clerk: '',
      short: 'remittance-above-banked',
    });
  }
}
