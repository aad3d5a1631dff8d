/** Which cards are in the readers, from the readers' own events, and which of them is the window's: one at a time. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { CardReaders, Insertion, UnreadableCause } from '#hardware/card-reader/card-reader.js';
import type { AgentConfig } from '../ground/config.js';
import { cardReading, cardRefused, holderGone, withMembers } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { AGENT_CONFIG, OPEN_CARD_READERS } from '../ground/tokens.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { refusal, type Refusal } from '../ground/refusal.js';
import { CardAtHand, type OpenSession } from './card-at-hand.js';

type Watchers = {
  /** A card is there to be read. */
  readonly arrived: (card: CardAtHand) => void;
  /** The window's card left; it is ended already. */
  readonly left: (card: CardAtHand) => void;
  /** Another card lies beside the window's. */
  readonly beside?: (card: CardAtHand) => void;
  /** Another program has let the window's card go. */
  readonly freed?: (card: CardAtHand) => void;
};

@Injectable()
export class InsertedCards implements OnApplicationBootstrap, OnApplicationShutdown {
  /** In the order they came. */
  private readonly cards: CardAtHand[] = [];
  private windows: CardAtHand | null = null;
  /** Cards that are no social security card, or cannot be read: they are in nobody's way. */
  private readonly ruledOut = new WeakSet<CardAtHand>();
  /** What lies beside the window's card and is a social security card, too. */
  private second: CardAtHand | null = null;
  private readonly watchers = new Set<Watchers>();
  private service: { readonly running: boolean; readonly names: readonly string[] } = {
    running: false,
    names: [],
  };
  private busy = 0;
  private readers: CardReaders | null = null;

  constructor(
    @Inject(OPEN_CARD_READERS) private readonly openReaders: () => CardReaders,
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    @Inject(LOG) private readonly log: Logger,
    private readonly desk: DeskStore,
  ) {}

  onApplicationBootstrap(): void {
    // Opened only now, with everybody listening, so that a card that is in already is not missed.
    const open = this.openReaders();
    this.readers = open;
    open.on('service', ({ running, readers }) => this.onService(running, readers));
    open.on('inserted', (insertion) => this.onInserted(this.take(open, insertion)));
    open.on('removed', ({ insertionId }) => this.onRemoved(insertionId, refusal('card-removed')));
    open.on('unreadable', ({ readerName, cause, detail }) => this.onUnreadable(readerName, cause, detail));
    open.on('freed', ({ insertionId }) => this.onFreed(insertionId));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.readers?.close();
  }

  watch(watchers: Watchers): void {
    this.watchers.add(watchers);
  }

  get current(): CardAtHand | null {
    return this.windows;
  }

  /** What the service of readers calls those of this window. */
  get readerNames(): readonly string[] {
    return this.service.names;
  }

  /** All cards that can be talked to, the window's first, those that are no social security card last. */
  get present(): readonly CardAtHand[] {
    const rank = (card: CardAtHand): number =>
      card === this.windows && !this.ruledOut.has(card) ? 0 : this.ruledOut.has(card) ? 2 : 1;
    return this.cards.toSorted((a, b) => rank(a) - rank(b));
  }

  /**
   * This card is none of ours, or cannot be read: whatever lies in another reader is the window's now. True when there is such a
   * card, so that nothing need be said of this one.
   */
  ruleOut(card: CardAtHand): boolean {
    this.ruledOut.add(card);
    if (this.second === card) this.second = null;
    const next = this.cards.find((one) => !this.ruledOut.has(one)) ?? null;
    if (this.windows !== card || next === null) return this.windows !== card;
    this.takeUp(next);
    return true;
  }

  /** The card beside the window's is a social security card as well: whoever sits here has to know whose is shown. */
  foundSecond(card: CardAtHand): void {
    if (card.gone || this.windows === card) return;
    this.second = card;
    this.log.warn({ reader: card.insertion.readerName, insertionId: card.id }, 'second card in a reader');
    this.showReader();
  }

  /**
   * The card of this insertion. Throws Refusal `card-removed` when the reader is empty, `card-swapped` when another one
   * is in.
   */
  require(insertionId: string): CardAtHand {
    const { current } = this;
    if (current === null) throw refusal('card-removed');
    if (current.id !== insertionId) throw refusal('card-swapped');
    return current;
  }

  /** The card of this insertion and its session. Throws Refusal as `require`; `card-session-ended` when it has none. */
  requireOpen(insertionId: string): { readonly card: CardAtHand; readonly session: OpenSession } {
    const card = this.require(insertionId);
    if (card.session === null) throw refusal('card-session-ended');
    return { card, session: card.session };
  }

  /** Ends what is under way with the window's card, which stays in the reader to be read anew. */
  startOver(reason: Refusal): void {
    const { current } = this;
    if (current === null || this.readers === null) return;
    const fresh = this.take(this.readers, current.insertion);
    this.cards[this.cards.indexOf(current)] = fresh;
    this.windows = fresh;
    current.end(reason);
    // What was under way ended before its own reset: no PIN or key it had given may serve whoever sits here next.
    void fresh
      .exclusively(() => fresh.reset())
      .catch((error: unknown) => {
        this.log.warn({ insertionId: fresh.id, ...errorFields(error) }, 'card not reset');
      });
  }

  private take(readers: CardReaders, insertion: Insertion): CardAtHand {
    return new CardAtHand(insertion, readers, (busy) => this.onBusy(busy));
  }

  /** Whether the window has a card that it is there for. */
  private get hasCard(): boolean {
    return this.windows !== null && !this.ruledOut.has(this.windows);
  }

  private isOurs(readerName: string): boolean {
    return this.config.readerName === null || this.config.readerName.test(readerName);
  }

  private onInserted(card: CardAtHand): void {
    const { readerName } = card.insertion;
    if (!this.isOurs(readerName)) return;
    this.cards.push(card);
    this.log.info({ reader: readerName, insertionId: card.id }, 'card inserted');
    if (!this.hasCard) this.takeUp(card);
    else for (const watcher of this.watchers) watcher.beside?.(card);
  }

  /** Makes a card the window's. */
  private takeUp(card: CardAtHand): void {
    this.windows = card;
    if (this.second === card) this.second = null;
    for (const watcher of this.watchers) watcher.arrived(card);
    this.showReader();
  }

  private onFreed(insertionId: string): void {
    const card = this.cards.find(({ id }) => id === insertionId);
    if (card === undefined) return;
    this.ruledOut.delete(card);
    if (this.windows === null) this.takeUp(card);
    else
      for (const watcher of this.watchers)
        if (this.windows === card) watcher.freed?.(card);
        else watcher.beside?.(card);
  }

  private onRemoved(insertionId: string, reason: Refusal): void {
    const at = this.cards.findIndex(({ id }) => id === insertionId);
    const [card] = at === -1 ? [] : this.cards.splice(at, 1);
    // A card that could not be read has no place here, only on the screen.
    if (card === undefined) {
      if (!this.hasCard) this.desk.apply(holderGone);
      return;
    }
    this.log.info({ reader: card.insertion.readerName, insertionId }, 'card removed');
    card.end(reason);
    if (this.second === card) this.second = null;
    if (this.windows === card) {
      this.windows = null;
      for (const watcher of this.watchers) watcher.left(card);
      // A card that lay beside it all the time and is none of ours stays out of sight.
      const next = this.cards.find((one) => !this.ruledOut.has(one));
      if (next !== undefined) this.takeUp(next);
    }
    this.showReader();
  }

  private onUnreadable(readerName: string, cause: UnreadableCause, detail: string): void {
    if (!this.isOurs(readerName)) return;
    this.log.warn({ reader: readerName, cause, detail }, 'card cannot be read');
    if (this.hasCard) return;
    const id = `unreadable ${readerName}`;
    const { problem } = refusal(cause === 'held' ? 'card-held' : 'card-not-read');
    this.desk.apply(cardReading(id, 0));
    this.desk.apply(cardRefused(id, problem, 0, 0));
  }

  private onService(running: boolean, names: readonly string[]): void {
    const ours = names.filter((name) => this.isOurs(name));
    if (running !== this.service.running || ours.join() !== this.service.names.join())
      this.log.info({ running, readers: ours }, 'card reader service');
    this.service = { running, names: ours };
    const lost = running ? refusal('reader-missing') : refusal('reader-service-stopped');
    for (const { id } of this.cards.filter(
      ({ insertion }) => !running || !ours.includes(insertion.readerName),
    ))
      this.onRemoved(id, lost);
    this.showReader();
  }

  private onBusy(busy: boolean): void {
    this.busy += busy ? 1 : -1;
    this.showReader();
  }

  private showReader(): void {
    const { running, names } = this.service;
    const present = names.length > 0 ? (this.busy > 0 ? 'busy' : 'ready') : 'missing';
    const name = this.current?.insertion.readerName ?? names[0] ?? null;
    this.desk.apply(
      withMembers({
        reader: running
          ? {
              state: present,
              name,
              insertionId: this.current?.id ?? null,
              secondCard: this.second !== null,
              pinPad: this.current?.insertion.hasPad ?? false,
            }
          : { state: 'stopped', name: null, insertionId: null, secondCard: false, pinPad: false },
      }),
    );
  }
}
