/** What a kiosk's page is shown: of the card that is in, the name until its PIN is given, and then its holder's own. */
import type { CardOnDesk, DeskState } from '#libs/contract/desk.js';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import type { OwnAffairs, PagePrinterState, SelfServiceState, Visit } from '#libs/contract/self-service.js';
import type { Upkeep } from '#libs/contract/upkeep.js';

/** How far the visit has come that the agent itself keeps track of. */
export type VisitProgress = {
  readonly insertionId: string;
  /** The card has checked the PIN since it was put in. */
  readonly pinGiven: boolean;
  /** Ended by the holder, or by time: the card is asked back. */
  readonly over: boolean;
  /** By the steady clock; null: nothing to be wiped. */
  readonly endsAtMs: number | null;
};

const ownOf = (card: CardOnDesk, acts: DeskState['acts']): OwnAffairs => ({
  maskedNumber: card.holder?.maskedNumber ?? '',
  cardNumber: card.cardNumber,
  cardState: card.cardState,
  validUntil: card.validUntil,
  bankAccount: card.bankAccount,
  bankAccountPays: card.bankAccountPays,
  warnings: card.warnings,
  dues: card.dues,
  entitlements: card.entitlements,
  acts: acts.filter(({ visitor }) => visitor !== null && visitor === card.visitor),
});

const stageOf = (card: CardOnDesk, { over, pinGiven }: VisitProgress): Visit['stage'] => {
  if (over) return 'over';
  switch (card.stage) {
    case 'reading':
    case 'proving':
      return 'reading';
    case 'refused':
    case 'blank':
      return 'refused';
    case 'open':
      return pinGiven ? 'open' : 'pin';
  }
};

const visitOf = ({ card, acts }: DeskState, progress: VisitProgress | null): Visit | null => {
  if (progress === null) {
    // A card that cannot be read has no place in the reader, only a reason on the screen.
    return card === null
      ? null
      : {
          insertionId: card.insertionId,
          stage: 'refused',
          problem: card.problem,
          name: null,
          endsInMs: null,
          own: null,
        };
  }
  const { insertionId, endsAtMs } = progress;
  if (card?.insertionId !== insertionId)
    return {
      insertionId,
      stage: progress.over ? 'over' : 'reading',
      problem: null,
      name: null,
      endsInMs: null,
      own: null,
    };
  const stage = stageOf(card, progress);
  return {
    insertionId,
    stage,
    problem: stage === 'refused' ? card.problem : null,
    name: stage === 'pin' || stage === 'open' ? (card.holder?.name ?? null) : null,
    endsInMs: endsAtMs === null ? null : Math.max(0, endsAtMs - steadyNowMs()),
    own: stage === 'open' ? ownOf(card, acts) : null,
  };
};

/** `elsewhere`: another page has the kiosk, and this one is shown nobody's affairs. */
export const selfServiceOf = (
  state: DeskState,
  progress: VisitProgress | null,
  pagePrinter: PagePrinterState,
  elsewhere: boolean,
  upkeep: Upkeep | null,
): SelfServiceState => {
  const {
    revision,
    agency,
    terminalName,
    businessDate,
    reader,
    printer,
    central,
    clock,
    closed,
    codeReader,
  } = state;
  return {
    revision,
    agency,
    terminalName,
    businessDate,
    reader,
    printer,
    central,
    clock,
    closed,
    codeReader,
    pagePrinter,
    elsewhere,
    visit: elsewhere || upkeep !== null ? null : visitOf(state, progress),
    upkeep: elsewhere ? null : upkeep,
    scan: elsewhere || upkeep !== null ? null : state.scan,
  };
};
