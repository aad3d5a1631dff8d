/** One command to a complete answer: fetches what `61xx` announces, repeats on `6Cxx`, counts the exchanges. */
import { concat } from '#libs/kernel/bytes.js';
import type { CardAnswer } from './card-reader.js';

/** No answer of a real card takes more; a card that goes on announcing is broken. */
const mostExchanges = 32;

/** The command with its Le replaced (or added, where it had none). */
const withLe = (command: Uint8Array, le: number): Uint8Array => {
  const lc = command[4];
  const hasLe = lc !== undefined && (command.length === 5 || command.length === 6 + lc);
  return concat(hasLe ? command.slice(0, -1) : command, Uint8Array.of(le));
};

/**
 * Exchanges `command` by `send` until the answer is complete. With `leaveResponse` a `61xx` is the final status word.
 * Throws RangeError when the card answers with less than a status word or never ends.
 */
export const exchangeCompletely = async (
  send: (command: Uint8Array) => Promise<Uint8Array>,
  command: Uint8Array,
  { leaveResponse = false }: { readonly leaveResponse?: boolean } = {},
): Promise<CardAnswer> => {
  let data: Uint8Array = new Uint8Array();
  let next = command;
  let repeated = false;
  for (let exchanges = 1; exchanges <= mostExchanges; exchanges += 1) {
    const answer = await send(next);
    const [sw1, sw2] = answer.slice(-2);
    if (sw1 === undefined || sw2 === undefined) throw new RangeError(`an answer of ${answer.length} bytes`);
    data = concat(data, answer.slice(0, -2));
    if (sw1 === 0x61 && !leaveResponse) {
      next = Uint8Array.of(0x00, 0xc0, 0x00, 0x00, sw2);
      repeated = false;
    } else if (sw1 === 0x6c && !repeated) {
      next = withLe(next, sw2);
      repeated = true;
    } else return { data, statusWord: (sw1 << 8) | sw2, exchanges };
  }
  throw new RangeError(`no complete answer after ${mostExchanges} exchanges`);
};
