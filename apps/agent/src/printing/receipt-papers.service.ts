/** The paper of a receipt, laid out anew from what the centre has stored. */
import { Inject, Injectable } from '@nestjs/common';
import { columnsOf, layOutReceipt } from '#libs/contract/receipt-layout.js';
import { CentralClient } from '../central/central.client.js';
import type { AgentConfig } from '../ground/config.js';
import { AGENT_CONFIG } from '../ground/tokens.js';
import { OutboxStore } from '../outbox/outbox.store.js';

@Injectable()
export class ReceiptPapers {
  constructor(
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    private readonly central: CentralClient,
    private readonly outbox: OutboxStore,
  ) {}

  /**
   * The receipt as a receiptline document, in its last copy of this window, and the columns of the paper. Nothing of it is kept here.
   * Throws Refusal `receipt-unknown`, and `sign-in-expired` for one of another window or day with nobody signed in.
   */
  async find(number: string): Promise<{ readonly markdown: string; readonly columns: 32 | 48 }> {
    const receipt = await this.central.asTerminalOrStaff((headers) =>
      this.central.http.GET('/v1/receipts/{number}/document', { params: { path: { number } }, headers }),
    );
    const { paperWidthMm } = this.config;
    const markdown = layOutReceipt(
      { ...receipt, copy: Math.max(1, this.outbox.findByReceipt(number)?.copies ?? 1) },
      paperWidthMm,
    );
    return { markdown, columns: columnsOf(paperWidthMm) };
  }
}
