/** Hand-over of delivered cards: to a unit's two handlers with a letter, or to one holder or their agent. */
import { Inject, Injectable } from '@nestjs/common';
import { makeApplicationNumber } from '#libs/identity/application-number.js';
import { parseNumberOfLiving } from '#libs/identity/lifetime.js';
import { readName, tidyName } from '#libs/identity/person-name.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { ChunkedWork, chunksOver, type WorkChunk } from '../../ground/chunked-work/chunked-work.service.js';
import { CardRulesService } from '../lives/card-rules.service.js';
import { IdentifyService } from '../lives/identify.service.js';
import { CardLives } from '../lives/card-lives.service.js';
import { Clock } from '../../ground/clock.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Once } from '../../ground/once.js';
import { BatchItemsStore } from './batch-items.store.js';
import { batchWorks } from './batch-words.js';
import { CardBatchesService, itemsEach, type BatchRecord } from './card-batches.service.js';
import { HandOversStore, type HandOver, type Signer } from './hand-overs.store.js';

export type { Signer } from './hand-overs.store.js';

export type UnitHandOver = {
  readonly batch: string;
  /** Null: every unit that has cards waiting. */
  readonly unitCode: string | null;
  readonly handlers: readonly Signer[];
  readonly letter: string;
};

/** A row of the list that is signed. */
export type ListRow = {
  readonly applicationNumber: string;
  readonly name: string;
  readonly maskedNumber: string;
  readonly cardNumber: string;
};

const pageLength = 1000;

/** Both handlers, checked, by their tidy names. Throws Refused `handlers-incomplete`. */
const demandHandlers = ({ handlers, letter }: UnitHandOver, today: PlainDate): readonly Signer[] => {
  const numbers = new Set(handlers.map(({ number }) => number.toUpperCase()));
  const valid = handlers.every(
    ({ number, name }) => parseNumberOfLiving(number, today).ok && readName(name).ok,
  );
  if (handlers.length !== 2 || numbers.size !== 2 || !valid || letter.trim() === '')
    throw new Refused('handlers-incomplete');
  return handlers.map((handler) => ({ ...handler, name: tidyName(handler.name) }));
};

@Injectable()
export class HandOversService {
  constructor(
    private readonly database: Database,
    private readonly batches: CardBatchesService,
    private readonly store: HandOversStore,
    private readonly items: BatchItemsStore,
    private readonly lives: CardLives,
    private readonly identify: IdentifyService,
    private readonly rules: CardRulesService,
    private readonly work: ChunkedWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /**
   * Hands the delivered cards of a batch over to a unit, or to each of its units; with the letter of an earlier hand-over it goes
   * on with that one. Throws Refused `batch-unknown`, `unit-unknown`, `handlers-incomplete`, `letter-used`, `nothing-to-hand-over`.
   */
  async toUnits(order: UnitHandOver, by: string, progress: Progress): Promise<readonly HandOver[]> {
    const handlers = demandHandlers(order, this.clock.today());
    // A space at its end does not make it another letter.
    const given = { ...order, handlers, letter: order.letter.trim() };
    const { batch, handOvers, workId } = await this.begin(given, by);
    const ids = new Map(handOvers.map(({ id, unitCode }) => [unitCode, id]));
    await this.work.run(workId, (tx, chunk) => this.handOver(tx, batch, ids, chunk, by), {
      label: batchWorks['card-batch.hand-over'],
      progress,
    });
    return handOvers;
  }

  /**
   * Hands one card over, to its holder or to an agent, both identified; a minor's to an agent only, as at the window. Throws
   * Refused `batch-unknown`, `nothing-to-hand-over`, `handlers-incomplete` for an agent without a relation, `agent-unfit`,
   * `guardian-missing`.
   */
  async toHolder(
    number: string,
    holderNumber: string,
    agent: Signer | null,
    by: string,
    enter?: Once<{ readonly number: string }>['enter'],
  ): Promise<{ readonly number: string }> {
    if (agent !== null && !agent.relation) throw new Refused('handlers-incomplete');
    const signer = agent === null ? null : { ...agent, name: tidyName(agent.name) };
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      const batch = await this.batches.get(tx, number);
      const waiting = await this.store.waitingCard(tx, batch.id, holderNumber.toUpperCase());
      if (waiting === null) throw new Refused('nothing-to-hand-over', number);
      const rules = await this.rules.today(tx);
      if (agent !== null)
        await this.identify.requireFitToAct(
          tx,
          { socialSecurityNumber: agent.number, name: agent.name },
          holderNumber.toUpperCase(),
          rules,
          'agent-unfit',
        );
      this.identify.requireTaker(waiting, agent, rules);
      const handOver = await this.store.enterForHolder(
        tx,
        {
          batchId: batch.id,
          holderId: waiting.holderId,
          signers: [signer ?? { number: holderNumber.toUpperCase(), name: waiting.holderName }],
        },
        { at, by, year: this.year() },
      );
      await this.lives.move(tx, { cardId: waiting.cardId }, 'hand-over', this.mover(at, number, by));
      await this.store.setHandOvers(tx, batch.id, [{ item: waiting.item, handOverId: handOver.id }]);
      await this.audit.append(tx, {
        at,
        action: 'card-batch.handed-over',
        staffNumber: by,
        subject: number,
        detail: { handOver: handOver.number, item: waiting.item, byAgent: agent !== null },
      });
      await enter?.(tx, { number: handOver.number });
      return { number: handOver.number };
    });
  }

  /** A hand-over to a unit, and of which batch it was. Throws Refused `not-found`. */
  async find(number: string): Promise<{ readonly batch: string; readonly handOver: HandOver }> {
    const found = await this.database.read((tx) => this.store.find(tx, number));
    if (found === null) throw new Refused('not-found', number);
    return found;
  }

  /** What is on a hand-over's list, page by page. */
  async *list({ id }: HandOver): AsyncGenerator<readonly ListRow[]> {
    let after = 0;
    for (;;) {
      const from = after;
      const page = await this.database.transaction(async (tx) => {
        await this.items.planByIndex(tx);
        return this.store.cards(tx, id, from, pageLength);
      });
      if (page.length > 0)
        yield page.map(({ applicationId, name, socialSecurityNumber, cardNumber }) => ({
          applicationNumber: makeApplicationNumber(this.config.areaCode, applicationId),
          name,
          maskedNumber: maskSocialSecurityNumber(socialSecurityNumber as SocialSecurityNumber),
          cardNumber,
        }));
      const last = page.at(-1);
      if (page.length < pageLength || last === undefined) return;
      after = last.item;
    }
  }

  private begin(
    { batch: number, unitCode, handlers, letter }: UnitHandOver,
    by: string,
  ): Promise<{
    readonly batch: BatchRecord;
    readonly handOvers: readonly HandOver[];
    readonly workId: string;
  }> {
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      const batch = await this.batches.lock(tx, number);
      if (unitCode !== null && !(await this.store.hasUnit(tx, unitCode)))
        throw new Refused('unit-unknown', unitCode);
      const subject = `${number} ${unitCode ?? 'all units'} ${letter}`;
      const known = await this.work.idOf(tx, 'card-batch.hand-over', subject);
      if (known !== null)
        return {
          batch,
          handOvers: await this.store.ofLetter(tx, batch.id, letter, unitCode),
          workId: known,
        };
      const waiting = (await this.items.cardCounts(tx, batch.id, 'delivered')).filter(
        (count) => count.unitCode !== null && (unitCode === null || count.unitCode === unitCode),
      );
      const cards = waiting.reduce((sum, count) => sum + count.cards, 0);
      if (cards === 0) throw new Refused('nothing-to-hand-over', number);
      const units = waiting.flatMap((count) => count.unitCode ?? []);
      // Who signed for some cards by a letter has not signed for those that came after.
      const signed = (await this.store.ofLetter(tx, batch.id, letter, null)).flatMap((each) =>
        each.unitCode !== null && units.includes(each.unitCode) ? [each.unitCode] : [],
      );
      if (signed.length > 0) throw new Refused('letter-used', signed.join(', '));
      await this.store.enterForUnits(
        tx,
        { batchId: batch.id, units, signers: handlers, letter },
        { at, by, year: this.year() },
      );
      const workId = await this.work.plan(
        tx,
        { kind: 'card-batch.hand-over', subject, plannedBy: by },
        chunksOver(1, batch.items, itemsEach),
      );
      await this.audit.append(tx, {
        at,
        action: 'card-batch.handed-over',
        staffNumber: by,
        subject: number,
        detail: { units: units.length, cards, letter },
      });
      return { batch, handOvers: await this.store.ofLetter(tx, batch.id, letter, unitCode), workId };
    });
  }

  private async handOver(
    tx: Transaction,
    batch: BatchRecord,
    handOvers: ReadonlyMap<string | null, number>,
    { first, last }: WorkChunk,
    by: string,
  ): Promise<void> {
    await this.items.planByIndex(tx);
    const lying = await this.items.cardsIn(tx, { batchId: batch.id, first, last }, 'delivered');
    const going = lying.filter(({ unitCode }) => unitCode !== null && handOvers.has(unitCode));
    const cardIds = going.map(({ cardId }) => cardId);
    if (cardIds.length === 0) return;
    const { moved } = await this.lives.moveMany(
      tx,
      { cardIds },
      'hand-over',
      this.mover(this.clock.now(), batch.number, by),
    );
    await this.store.setHandOvers(
      tx,
      batch.id,
      going.flatMap(({ item, cardId, unitCode }) => {
        const handOverId = handOvers.get(unitCode);
        return moved.has(cardId) && handOverId !== undefined ? [{ item, handOverId }] : [];
      }),
    );
  }

  private mover(at: Date, batchNumber: string, by: string) {
    return { at, staffNumber: by, terminalId: null, batchNumber };
  }

  private year(): number {
    return Number(this.clock.today().slice(0, 4));
  }
}
