/** The paper of a receipt of this terminal, laid out anew from what the centre has stored. */
import { Inject, Injectable } from '@nestjs/common';
import { columnsOf, layOutReceipt } from '#libs/contract/receipt-layout.js';
import { CentralClient } from '../central/central.client.js';
import type { AgentConfig } from '../ground/config.js';
import { AGENT_CONFIG } from '../ground/tokens.js';
import { OutboxStore } from '../outbox/outbox.store.js';
import { refusal } from '../ground/refusal.js';

@Injectable()
export class ReceiptPapers {
  constructor(
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    private readonly central: CentralClient,
    private readonly outbox: OutboxStore,
  ) {}

  /**
   * The receipt as a receiptline document, in its last copy, and the columns of the paper. Nothing of it is kept here.
   * Throws Refusal `receipt-unknown` for one that is not this terminal's.
   */
  async find(number: string): Promise<{ readonly markdown: string; readonly columns: 32 | 48 }> {
    const act = this.outbox.findByReceipt(number);
    if (act === null) throw refusal('receipt-unknown');
    const receipt = await this.central.asTerminalOrStaff((headers) =>
      this.central.http.GET('/v1/receipts/{number}/document', { params: { path: { number } }, headers }),
    );
    const { paperWidthMm } = this.config;
    const markdown = layOutReceipt({ ...receipt, copy: Math.max(1, act.copies) }, paperWidthMm);
    return { markdown, columns: columnsOf(paperWidthMm) };
  }
}
