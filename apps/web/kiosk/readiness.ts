/** What a kiosk can do now, told before anybody begins: what is in the way, and where else it is done. */
import type { SelfServiceState } from '#libs/contract/self-service.js';

/** Names of words under `missing`. */
export type Missing = 'reader' | 'central' | 'printer' | 'paper' | 'clock';

/** What is in the way, the most basic first. */
export const missingOf = ({ reader, central, printer, clock }: SelfServiceState): readonly Missing[] => [
  ...(reader.state === 'missing' || reader.state === 'stopped' ? (['reader'] as const) : []),
  ...(central.state === 'offline' ? (['central'] as const) : []),
  ...(Math.abs(clock.aheadSeconds) > 0 && !clock.isCentres ? (['clock'] as const) : []),
  ...(printer.state === 'paper-out' ? (['paper'] as const) : []),
  ...(printer.state === 'cover-open' || printer.state === 'offline' ? (['printer'] as const) : []),
];

/** Whether a receipt can come out now. */
export const canPrint = ({ printer }: SelfServiceState): boolean =>
  printer.state === 'ready' || printer.state === 'printing';

/** Whether a statement or certificate can: on A4, else on the roll. */
export const canPrintPapers = (state: SelfServiceState): boolean =>
  state.pagePrinter === 'ready' || canPrint(state);

/** Whether anything at all can be done with a card. */
export const takesCards = (state: SelfServiceState): boolean =>
  state.closed === null &&
  !missingOf(state).some((each) => each === 'reader' || each === 'central' || each === 'clock');
