/** One connection to a card: what its reader can do beside exchanging, and its end. */
import pcsc, { type Card } from 'pcsc-mini';
import { readPcscFailure } from './pcsc-errors.js';
import { getFeatureRequest, verifyCodeOf } from './pin-pad.js';

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
