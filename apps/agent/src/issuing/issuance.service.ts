/** Makes a card of the blank in the reader: chip and centre both say how far it is, so that any break can be gone on from. */
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { historicalBytes } from '#libs/cards/answer-to-reset.js';
import { isPin } from '#libs/cards/apdu.js';
import type { SpecificationVersion } from '#libs/cards/file-layout.js';
import { weaknessOfPin } from '#libs/cards/weak-pin.js';
import { digestBody } from '#libs/cards/write-challenge.js';
import type { IssuanceRequest, SpoiledRequest } from '#libs/contract/card-window.js';
import { parseApplicationNumber } from '#libs/identity/application-number.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { parseDate } from '#libs/kernel/plain-date.js';
import { CentralClient, type Schemas } from '../central/central.client.js';
import { StaffToken } from '../central/staff-token.js';
import { holderOf } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import type { StoredAct } from '../outbox/outbox.store.js';
import { Refusal, refusal } from '../ground/refusal.js';
import { ActBook } from '../outbox/act-book.service.js';
import type { CardAtHand } from '../card/card-at-hand.js';
import { askChallenge, proveKey, selectOnce, sendScript, signWrite } from '../card/card-dialogue.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { ChipServices } from '../card/chip-services.service.js';
import { DeliveryService } from '../acts/delivery.service.js';
import { readFiles, readWhatItIs, recordsReadBack } from './issuance-chip.js';
import { IssuanceProgress } from './issuance-progress.js';
import { TapService, type Marks } from '../card/tap.service.js';
import { oneOf } from '../central/words-known.js';

type Steps = Schemas['IssuanceStepsDto'];
/** The application a card is made for, and who takes it where that is not its holder. */
type Whose = Pick<IssuanceRequest, 'applicationNumber' | 'agent'>;

const versions: readonly SpecificationVersion[] = ['2.00', '3.00'];

/** Beside commands and records: the proof, the session's proof, challenge, RELOAD and CHANGE of the PIN, the signature. */
const otherCommands = 6;

type Making = {
  readonly key: string;
  readonly card: CardAtHand;
  readonly pin: string;
  readonly steps: Steps;
  readonly progress: IssuanceProgress;
};

@Injectable()
export class IssuanceService implements OnApplicationBootstrap {
  /** The key of the try that has the card in the reader. */
  private making: string | null = null;
  /** Tries whose act is stored, by key: nothing but their outcome is to come. */
  private readonly stored = new Map<string, IssuanceProgress>();

  constructor(
    private readonly presence: InsertedCards,
    private readonly central: CentralClient,
    private readonly staff: StaffToken,
    private readonly tap: TapService,
    private readonly chip: ChipServices,
    private readonly book: ActBook,
    private readonly delivery: DeliveryService,
    private readonly desk: DeskStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.book.watchDecided((act) => this.onDecided(act));
  }

  /**
   * Begins, or goes on, with the card in the reader and the application it is for; returns once the centre has agreed and the
   * PIN may be had, the rest is told in DeskState. Throws Refusal of the card, of the PIN before anything is written, and what
   * the centre refuses (`card-blank-unknown`, `card-of-another-city`, `issuance-half-done`, `guardian-missing` …).
   */
  async issue({ key, insertionId, applicationNumber, agent, pin }: IssuanceRequest): Promise<void> {
    const whose: Whose = { applicationNumber, ...(agent === undefined ? {} : { agent }) };
    const digest = digestBody(whose);
    const known = this.book.pressed(key, digest);
    if (known?.problem != null && known.state === 'refused') throw new Refusal(known.problem);
    if (known !== null || this.making === key) return;
    this.requireIdle();
    this.book.demandService();
    this.staff.require();
    if (!isPin(pin)) throw refusal('pin-missing');
    const card = this.presence.require(insertionId);
    const before = card.exchanges;
    const progress = new IssuanceProgress(this.desk, applicationNumber, () => card.exchanges - before);
    this.making = key;
    try {
      // The card's challenge stands for the whole making: nobody may come between it and the writing.
      const steps = await card.exclusivelyGoingOn(() => this.begin(card, whose, pin));
      // Before this is answered: what the window shows of an earlier try is over.
      progress.begin(steps.cardNumber);
      void this.run({ key, card, pin, steps, progress }, digest);
    } catch (error) {
      this.making = null;
      // The card of another try lies elsewhere: the clerk has to know that it waits, or to give it up.
      if (error instanceof Refusal && isOnOtherChip(error)) {
        progress.enter('writing');
        progress.interrupted(error.problem);
      }
      throw error;
    }
  }

  /** The card body is given up; its application waits for another one. Throws Refusal of the centre. */
  async spoil({ applicationNumber, reason }: SpoiledRequest): Promise<void> {
    this.requireIdle();
    await this.central.asStaff((headers) =>
      this.central.http.POST('/v1/issuances/spoiled', { body: { applicationNumber, reason }, headers }),
    );
    new IssuanceProgress(this.desk, applicationNumber, () => 0).spoiled();
    this.tap.readPresent();
  }

  /** One card at a time. Throws Refusal `busy`. */
  private requireIdle(): void {
    if (this.making !== null) throw refusal('busy');
  }

  /** What the card is so far goes to the centre, which says what it still needs. */
  private async begin(card: CardAtHand, whose: Whose, pin: string): Promise<Steps> {
    const historical = historicalBytes(card.insertion.atr);
    if (historical === null) throw refusal('card-not-social-security', 'answer to reset');
    await selectOnce(card);
    const identificationCode = await readWhatItIs(card);
    const cardChallenge = toHex(await askChallenge(card));
    const steps = await card.whileHere(
      this.central.asStaff((headers) =>
        this.central.http.POST('/v1/issuances', {
          body: {
            ...whose,
            historicalBytes: toHex(historical),
            cardChallenge,
            ...(identificationCode === null ? {} : { identificationCode }),
          },
          headers,
        }),
      ),
    );
    if (weaknessOfPin(pin, parseDate(steps.birthDate)) !== null) throw refusal('pin-weak');
    return steps;
  }

  private async run(making: Making, digest: string): Promise<void> {
    const { key, card, progress, steps } = making;
    try {
      progress.expect(steps.commands.length + recordsReadBack + otherCommands);
      const marks = steps.stage === 'allotted' ? await this.write(making) : null;
      // It is somebody's card now, and proves itself to the centre as one; a card that was put in as one has done so.
      if (card.session === null) await this.tap.openMade(card, marks);
      progress.answered();
      await this.enable(making, digest);
    } catch (error) {
      const problem = error instanceof Refusal ? error.problem : refusal('internal-fault').problem;
      this.log.warn({ key, code: problem.code, ...errorFields(error) }, 'issuance interrupted');
      progress.interrupted(problem);
      this.making = null;
    }
  }

  /** Writes the chip and has the centre take in what is read back from it; answers with what the card is known by. */
  private async write({ card, steps, progress }: Making): Promise<Marks> {
    const { marks, ...body } = await card.exclusively(async () => {
      progress.enter('writing');
      await sendScript(card, steps.commands, () => progress.answered());
      progress.enter('reading-back');
      const version = oneOf(versions, steps.specificationVersion, 'specification version');
      const { marks: read, ...files } = await readFiles(card, version, () => progress.answered());
      const result = await proveKey(card, {
        processFactor: fromHex(steps.processFactor),
        source: fromHex(steps.source),
      });
      progress.answered();
      return { ...files, marks: read, result: toHex(result) };
    });
    await card.whileHere(
      this.central.asStaff((headers) =>
        this.central.http.POST('/v1/issuances/{id}/read-back', {
          params: { path: { id: steps.id } },
          body,
          headers,
        }),
      ),
    );
    return marks;
  }

  /**
   * The card signs its own enabling and takes its holder's PIN; then the enabling is stored, and sent until the centre has
   * answered. Signed first: once the PIN is set, nothing that can fail stands between it and the record.
   */
  private async enable({ key, card, pin, progress, steps }: Making, requestDigest: string): Promise<void> {
    progress.enter('setting-pin');
    const { session } = card;
    if (session === null) throw refusal('card-session-ended');
    const { staffNumber } = this.staff.require();
    const content = { cardSessionId: session.id };
    const body = await card.exclusively(() => signWrite(card, session, key, content));
    progress.answered();
    await this.chip.resetPin(card, pin);
    progress.answered(3);
    progress.enter('enabling');
    this.log.info({ key, cardNumber: steps.cardNumber, exchanges: card.exchanges }, 'card made');
    const service = { kind: 'card-service', service: 'issuance', channel: 'none', total: '0.00' } as const;
    this.stored.set(key, progress);
    this.delivery.submit(
      { key, ...service, requestDigest, body, ...content, staffNumber },
      holderOf(this.desk.state, card.id),
    );
    this.making = null;
  }

  private onDecided({ key, state, problem }: StoredAct): void {
    const progress = this.stored.get(key);
    this.stored.delete(key);
    // Meanwhile the window may have gone on to another card.
    if (progress === undefined || !progress.isShown) return;
    if (state === 'succeeded') progress.done();
    else progress.interrupted(problem ?? refusal('internal-fault').problem);
  }
}

/** Whether what is half made is this application's card on another chip; else it is this chip, for another application. */
const isOnOtherChip = ({ problem: { code, detail = '' } }: Refusal): boolean =>
  code === 'issuance-half-done' && !parseApplicationNumber(detail).ok;
