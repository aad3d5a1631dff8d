/** One connection to a card: what its reader can do beside exchanging, and its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reader as WatchedReader } from 'nfc-pcsc';
import pcsc, { type Card } from 'pcsc-mini';
import { isBusy, readPcscFailure } from './pcsc-errors.js';
import { getFeatureRequest, verifyCodeOf } from './pin-pad.js';

/** How soon a connection is tried again that could not be closed because it was at work. */
const busyRetryMs = 20;

/**
 * Has nfc-pcsc watch a reader and nothing else. It would connect to each card of itself: one more user of the card beside ours, where
 * `held` is told from `mute` by there being any. And while that waits, as for another program's transaction, it has the lock that each
 * status takes, in the watch and then in the event loop.
 */
export const watchOnly = (watched: WatchedReader): void => {
  watched.autoProcessing = false;
  watched.connect = () => Promise.resolve();
};

/** Closes a connection that is of no use any more, once what it still does has ended: until then it cannot be closed. */
export const drop = async (link: Card | null): Promise<void> => {
  for (let isOpen = link !== null; isOpen;) {
    try {
      await link?.disconnect(pcsc.CardDisposition.LEAVE);
      isOpen = false;
    } catch (error) {
      // Any other refusal is of a connection that the service has closed already.
      isOpen = isBusy(error);
      if (isOpen) await sleep(busyRetryMs);
    }
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
