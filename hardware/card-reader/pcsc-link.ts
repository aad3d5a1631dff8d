/** One connection to a card: what its reader can do beside exchanging, and its end. */
import type { Reader as WatchedReader } from 'nfc-pcsc';
import pcsc, { type Card } from 'pcsc-mini';
import { readPcscFailure } from './pcsc-errors.js';
import { getFeatureRequest, verifyCodeOf } from './pin-pad.js';

/**
 * Has nfc-pcsc watch a reader and nothing else. It would connect to each card of itself: one more user of the card beside ours, where
 * `held` is told from `mute` by there being any. And while that waits, as for another program's transaction, it has the lock that each
 * status takes, in the watch and then in the event loop.
 */
export const watchOnly = (watched: WatchedReader): void => {
  watched.autoProcessing = false;
  watched.connect = () => Promise.resolve();
};

/** Closes a connection that is of no use any more. */
export const drop = async (link: Card | null): Promise<void> => {
  try {
    await link?.disconnect(pcsc.CardDisposition.LEAVE);
  } catch (error) {
    // Its card is gone, or the driver has not ended an exchange: there is nothing to close yet, and the service does it with us.
    if (readPcscFailure(error) === 'service-stopped') return;
  }
};

/** The control code by which the reader takes a PIN on a pad of its own; null: it has none, as one that knows no such question. */
export const padCodeOf = async (link: Card): Promise<number | null> => {
  try {
    return verifyCodeOf(await link.control(pcsc.controlCode(getFeatureRequest)));
  } catch (error) {
    if (readPcscFailure(error) !== 'broken') throw error;
    return null;
  }
};
