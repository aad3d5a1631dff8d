/** The wire between a played card and pcscd's virtual reader driver (vpcd): frames of a two-byte length and a body. */
import type { Socket } from 'node:net';
import { concat } from '#libs/kernel/bytes.js';
import type { PlayedCard } from './chip.js';

/** One-byte frames are controls; of these only the last is answered. */
const control = { off: 0x00, on: 0x01, reset: 0x02, getAtr: 0x04 } as const;

const frame = (body: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(body.length >> 8, body.length & 0xff), body);

export type LinkEvents = {
  /** pcscd asked for the ATR: it has seen the card. Called at every poll. */
  readonly seen: () => void;
  /** A command arrived; false leaves it unanswered because the card has just been pulled. */
  readonly command: (command: Uint8Array) => boolean;
};

/** Plays a card over a connected socket until either side closes it. */
export const playOver = (socket: Socket, card: PlayedCard, events: LinkEvents): void => {
  let received: Uint8Array = new Uint8Array();

  const take = (body: Uint8Array): void => {
    if (body.length !== 1) {
      if (!events.command(body)) return;
      const answer = card.answer(body);
      if (answer !== null) socket.write(frame(answer));
      return;
    }
    if (body[0] === control.getAtr) {
      socket.write(frame(card.atr));
      events.seen();
    } else if (body[0] === control.off || body[0] === control.on || body[0] === control.reset) card.reset();
  };

  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    received = concat(received, chunk);
    for (;;) {
      const [high, low] = received;
      if (high === undefined || low === undefined) return;
      const length = (high << 8) | low;
      if (received.length < 2 + length) return;
      const body = received.slice(2, 2 + length);
      received = received.slice(2 + length);
      take(body);
      if (socket.destroyed) return;
    }
  });
};
