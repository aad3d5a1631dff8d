/** Which card is in the reader, from the reader's own events: one card at a time is the window's. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { CardReaders, Insertion } from '#hardware/card-reader/card-reader.js';
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
};

@Injectable()
export class InsertedCards implements OnApplicationBootstrap, OnApplicationShutdown {
  /** The first is the window's card; a second reader's card waits until the first has left. */
  private readonly cards: CardAtHand[] = [];
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
    open.on('unreadable', ({ readerName, detail }) => this.onUnreadable(readerName, detail));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.readers?.close();
  }

  watch(watchers: Watchers): void {
    this.watchers.add(watchers);
  }

  get current(): CardAtHand | null {
    return this.cards[0] ?? null;
  }

  /** All cards that can be read, in the order they came; the first is the window's. */
  get present(): readonly CardAtHand[] {
    return this.cards;
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
    const [current] = this.cards;
    if (current === undefined || this.readers === null) return;
    const fresh = this.take(this.readers, current.insertion);
    this.cards[0] = fresh;
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

  private isOurs(readerName: string): boolean {
    return this.config.readerName === null || this.config.readerName.test(readerName);
  }

  private onInserted(card: CardAtHand): void {
    const { readerName } = card.insertion;
    if (!this.isOurs(readerName)) return;
    this.cards.push(card);
    this.log.info({ reader: readerName, insertionId: card.id }, 'card inserted');
    if (this.current === card) this.arrive(card);
  }

  private arrive(card: CardAtHand): void {
    for (const watcher of this.watchers) watcher.arrived(card);
    this.showReader();
  }

  private onRemoved(insertionId: string, reason: Refusal): void {
    const at = this.cards.findIndex(({ id }) => id === insertionId);
    const [card] = at === -1 ? [] : this.cards.splice(at, 1);
    // A card that could not be read has no place here, only on the screen.
    if (card === undefined) {
      if (this.current === null) this.desk.apply(holderGone);
      return;
    }
    this.log.info({ reader: card.insertion.readerName, insertionId }, 'card removed');
    card.end(reason);
    if (at === 0) {
      for (const watcher of this.watchers) watcher.left(card);
      if (this.current !== null) this.arrive(this.current);
    }
    this.showReader();
  }

  private onUnreadable(readerName: string, detail: string): void {
    if (!this.isOurs(readerName) || this.current !== null) return;
    this.log.warn({ reader: readerName, detail }, 'card cannot be read');
    const id = `unreadable ${readerName}`;
    this.desk.apply(cardReading(id, 0));
    this.desk.apply(cardRefused(id, refusal('card-not-read').problem, 0, 0));
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
          ? { state: present, name, insertionId: this.current?.id ?? null }
          : { state: 'stopped', name: null, insertionId: null },
      }),
    );
  }
}
