/** Verifies receipts by their code and numbers their prints. */
import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { maskName } from '#libs/identity/masked-name.js';
import { AuditStore } from '../audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { Secrets, type OwnKey } from '../../ground/secrets.js';
import { cardReceipt, type CardReceiptFacts } from './card-receipt.js';
import {
  receiptDocument,
  verificationCode,
  type ReceiptFacts,
  type StoredReceipt,
} from './receipt-document.js';
import type { PrintDto, PrintOutcomeDto, ReceiptDto, ReceiptVerificationDto } from './receipts.dto.js';
import { ReceiptNumbers } from './receipt-numbers.store.js';
import { slip, type SlipFacts } from './slip.js';
import { ReceiptsStore, type FoundReceipt } from './receipts.store.js';

const sameText = (left: string, right: string): boolean => {
  // Compared as bytes: what people type may be longer in bytes than in characters.
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Clocks of several machines differ, and an act is a moment under way between its time and its code. */
const keyTimeToleranceMs = 60_000;

/** Whether a key was in use then: one that came into other hands makes no receipt after it was renewed. */
const inItsTime = ({ from, until }: OwnKey<'receipt'>, at: Date): boolean =>
  (from === null || at.getTime() >= from.getTime() - keyTimeToleranceMs) &&
  (until === null || at.getTime() <= until.getTime() + keyTimeToleranceMs);

/**
 * A receipt as anyone with its code is answered, program or person: whoever holds the paper knows its holder again by it, and nobody
 * else learns a name or a whole card number. The rows of a card service name people too, and are left to the paper.
 */
const forAnyone = (receipt: ReceiptDto): ReceiptDto => {
  const { rows: _, ...rest } = receipt;
  const { payerName, cardNumber } = rest;
  return {
    ...rest,
    payerName: payerName === null ? null : maskName(payerName),
    cardNumber: cardNumber === null ? null : `${'*'.repeat(cardNumber.length - 4)}${cardNumber.slice(-4)}`,
  };
};

@Injectable()
export class ReceiptsService {
  constructor(
    private readonly database: Database,
    private readonly receiptStore: ReceiptsStore,
    private readonly numbers: ReceiptNumbers,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
    private readonly secrets: Secrets,
  ) {}

  /** The numbered receipt of a card service; no other is numbered until this transaction ends. */
  async prepare(tx: Transaction, facts: Omit<CardReceiptFacts, 'sequence'>): Promise<StoredReceipt> {
    const { agency, areaCode } = this.config;
    const issuer = { agency, areaCode, receiptKey: this.secrets.current('receipt', facts.now) };
    return cardReceipt(issuer, { ...facts, sequence: await this.numbers.next(tx, facts.today) });
  }

  /** The numbered slip of what ended a shift; no other is numbered until this transaction ends. */
  async prepareSlip(tx: Transaction, facts: Omit<SlipFacts, 'sequence'>): Promise<StoredReceipt> {
    const { agency, areaCode } = this.config;
    const issuer = { agency, areaCode, receiptKey: this.secrets.current('receipt', facts.now) };
    return slip(issuer, { ...facts, sequence: await this.numbers.next(tx, facts.today) });
  }

  /** The numbered receipts of payments that were collected elsewhere, in their order; no other is numbered until this transaction ends. */
  async prepareCollected(
    tx: Transaction,
    facts: readonly Omit<ReceiptFacts, 'sequence' | 'today' | 'now'>[],
    { today, now }: Pick<ReceiptFacts, 'today' | 'now'>,
  ): Promise<StoredReceipt[]> {
    const { agency, areaCode } = this.config;
    const issuer = { agency, areaCode, receiptKey: this.secrets.current('receipt', now) };
    const last = await this.numbers.draw(tx, today, facts.length);
    return facts.map((one, index) =>
      receiptDocument(issuer, { ...one, sequence: last - facts.length + 1 + index, today, now }),
    );
  }

  /**
   * Throws Refused `receipt-unknown` alike for a wrong number and a wrong code, so that numbers cannot be tried out, and
   * `receipt-key-missing` when the key that made the code is not here.
   */
  async verify(number: string, code: string): Promise<ReceiptVerificationDto> {
    const { receipt, undone } = await this.database.transaction(async (tx) => ({
      receipt: await this.receiptStore.find(tx, number),
      undone: await this.receiptStore.undoing(tx, number),
    }));
    if (receipt === null || !sameText(receipt.document.verificationCode, code))
      throw new Refused('receipt-unknown');
    // Recomputed, not compared with what is stored beside it: a changed document no longer fits its code.
    const { verificationCode: stored, ...content } = receipt.document;
    const key = this.secrets.find('receipt', content.keyId);
    if (key === null) throw new Refused('receipt-key-missing', `receipt key ${content.keyId ?? '1'}`);
    const verified =
      inItsTime(key, new Date(content.issuedAt)) && sameText(verificationCode(content, key.key), stored);
    return {
      number,
      verified,
      receipt: forAnyone(this.handOut(receipt)),
      copies: receipt.copies,
      ...(undone === null ? {} : { undone }),
    };
  }

  /** A receipt as a terminal shows it, before and beside its prints. Throws Refused `receipt-unknown`, `sign-in-expired`. */
  read(terminal: TerminalIdentity, staff: StaffIdentity | null, number: string): Promise<ReceiptDto> {
    return this.database.transaction(async (tx) =>
      this.handOut(await this.asked(tx, terminal, staff, number)),
    );
  }

  /** A receipt as its holder is shown it, wherever it arose. Throws Refused `receipt-not-own`, alike for a number that there is not. */
  async readOwn(tx: Transaction, personId: string, number: string): Promise<ReceiptDto> {
    return this.handOut(await this.own(tx, personId, number));
  }

  /** Numbers a print for its holder. Throws Refused as `readOwn`. */
  async printOwn(
    tx: Transaction,
    terminal: TerminalIdentity,
    personId: string,
    number: string,
  ): Promise<PrintDto> {
    return this.numberPrint(tx, terminal, null, await this.own(tx, personId, number));
  }

  /**
   * Numbers a print before it starts; a receipt can be claimed at any window, by its clerk. Throws Refused `receipt-unknown`,
   * `sign-in-expired`.
   */
  print(terminal: TerminalIdentity, staff: StaffIdentity | null, number: string): Promise<PrintDto> {
    return this.database.transaction(async (tx) =>
      this.numberPrint(tx, terminal, staff, await this.asked(tx, terminal, staff, number)),
    );
  }

  /** Throws Refused `receipt-unknown`, and `print-elsewhere` to any but the terminal that numbered the copy. */
  report(
    terminal: TerminalIdentity,
    number: string,
    copy: number,
    { outcome, fault }: PrintOutcomeDto,
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      const at = this.clock.now();
      const printedAt = await this.receiptStore.printedAt(tx, number, copy);
      if (printedAt === null) throw new Refused('receipt-unknown');
      if (printedAt !== terminal.id) throw new Refused('print-elsewhere');
      await this.receiptStore.report(tx, number, copy, outcome, fault ?? null, at);
      await this.audit.append(tx, {
        at,
        action: `receipt.${outcome}`,
        terminalId: terminal.id,
        subject: number,
        detail: { copy, fault: fault ?? null },
      });
    });
  }

  private async numberPrint(
    tx: Transaction,
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    receipt: FoundReceipt,
  ): Promise<PrintDto> {
    const { number } = receipt.document;
    const at = this.clock.now();
    const copy = await this.receiptStore.addPrint(tx, number, terminal.id, at);
    await this.audit.append(tx, {
      at,
      action: 'receipt.print-requested',
      terminalId: terminal.id,
      ...(staff === null ? {} : { staffNumber: staff.number }),
      subject: number,
      detail: { copy },
    });
    return { copy, receipt: this.handOut(receipt) };
  }

  private async own(tx: Transaction, personId: string, number: string): Promise<FoundReceipt> {
    const receipt = await this.receiptStore.find(tx, number);
    if (receipt === null || receipt.personId !== personId) throw new Refused('receipt-not-own');
    return receipt;
  }

  /** The receipt, where it arose here a moment ago or somebody is signed in who may see any. */
  private async asked(
    tx: Transaction,
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    number: string,
  ): Promise<FoundReceipt> {
    const receipt = await this.receiptStore.find(tx, number);
    if (receipt === null) throw new Refused('receipt-unknown');
    const ageMs = this.clock.now().getTime() - receipt.issuedAt.getTime();
    const arose = receipt.terminalId === terminal.id && ageMs <= this.config.receiptOpenMs;
    if (!arose && staff === null)
      throw new Refused('sign-in-expired', `${number}: another terminal's, or not of this moment`);
    return receipt;
  }

  private handOut({ document, undoneBy }: Pick<FoundReceipt, 'document' | 'undoneBy'>): ReceiptDto {
    return {
      ...document,
      ...(undoneBy === null ? {} : { undoneBy }),
      verifyUrl: `${this.config.publicUrl}/v1/receipts/${document.number}?code=${document.verificationCode}`,
    };
  }
}
