/** Gives the holder of the card in a kiosk their own receipts, from whatever terminal, to read and to print again. */
import { Injectable } from '@nestjs/common';
import { CounterDatabase, type Transaction } from '../../ground/database/database.js';
import type { TerminalIdentity } from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import type { PrintDto, ReceiptDto } from '../../records/receipts/receipts.dto.js';
import { ReceiptsService } from '../../records/receipts/receipts.service.js';
import { CardSessionsService } from './card-sessions.service.js';

@Injectable()
export class OwnReceipts {
  constructor(
    private readonly database: CounterDatabase,
    private readonly sessions: CardSessionsService,
    private readonly receipts: ReceiptsService,
  ) {}

  /** Throws Refused `card-session-ended`, `receipt-not-own`. */
  read(terminal: TerminalIdentity, sessionId: string, number: string): Promise<ReceiptDto> {
    return this.database.transaction(async (tx) =>
      this.receipts.readOwn(tx, await this.holder(tx, terminal, sessionId), number),
    );
  }

  /** Throws Refused as `read`. */
  print(terminal: TerminalIdentity, sessionId: string, number: string): Promise<PrintDto> {
    return this.database.transaction(async (tx) =>
      this.receipts.printOwn(tx, terminal, await this.holder(tx, terminal, sessionId), number),
    );
  }

  private async holder(tx: Transaction, terminal: TerminalIdentity, sessionId: string): Promise<string> {
    const { id } = await this.sessions.holder(tx, terminal, null, sessionId);
    noteLookedUp(id);
    return id;
  }
}
