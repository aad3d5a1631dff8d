/** The PIN of a chip: checked, changed by its holder, reloaded and unblocked by the centre's MAC. */
import type { CardImage } from '#libs/cards/card-image.js';
import {
  macLength,
  managementHeaders,
  readChangePin,
  readPinBlock,
} from '#libs/cards/management-commands.js';
import { commandMac, openBlock } from '#libs/cards/secure-messaging.js';
import { fromHex } from '#libs/kernel/bytes.js';
import type { ChipMemory } from './chip-memory.js';
import { ok, same, status, takeChallenge, type Command, type SecurityState } from './chip-state.js';

/** Whether P1 and P2 are those of a command. */
const isFor = (
  { p1, p2 }: Command,
  [, , first, second]: readonly [number, number, number, number],
): boolean => p1 === first && p2 === second;

/** Compares what was entered; a wrong one of whatever form costs a try. Null: right. */
const entered = (memory: ChipMemory, card: CardImage, block: Uint8Array): Uint8Array | null => {
  const left = memory.pinTriesLeft ?? 0;
  if (left === 0) return status(0x6983);
  if (readPinBlock(block) === card.pin) {
    memory.setPinTries(card.pinTryLimit);
    return null;
  }
  memory.setPinTries(left - 1);
  return status(0x63c0 | (left - 1));
};

export const verifyPin = (memory: ChipMemory, { p1, p2, p3, data }: Command): Uint8Array => {
  if (p1 !== 0 || p2 !== 0) return status(0x6a86);
  if (data.length !== p3 || p3 < 2 || p3 > 8) return status(0x6700);
  return memory.card === null ? status(0x6a88) : (entered(memory, memory.card, data) ?? status(ok));
};

export const changePin = (memory: ChipMemory, command: Command): Uint8Array => {
  const { p3, data } = command;
  if (!isFor(command, managementHeaders.changePin)) return status(0x6a86);
  if (data.length !== p3) return status(0x6700);
  if (memory.card === null) return status(0x6a88);
  const blocks = readChangePin(data);
  const pin = blocks === null ? null : readPinBlock(blocks[1]);
  if (blocks === null || pin === null) return status(0x6a80);
  const refusal = entered(memory, memory.card, blocks[0]);
  if (refusal !== null) return refusal;
  memory.write({ ...memory.card, pin });
  return status(ok);
};

/** What a command by PUK carries without its MAC; a status word when the MAC does not let it in. */
const openedByPuk = (
  state: SecurityState,
  memory: ChipMemory,
  card: CardImage,
  { bytes, p3, data }: Command,
): Uint8Array | { readonly refusal: Uint8Array } => {
  if (data.length !== p3 || p3 < macLength) return { refusal: status(0x6700) };
  if (memory.keyTriesLeft('puk') === 0) return { refusal: status(0x6983) };
  const challenge = takeChallenge(state);
  if (challenge === null) return { refusal: status(0x6984) };
  const expected = commandMac(fromHex(card.keys.puk), bytes.slice(0, -macLength), challenge, card.algorithm);
  const right = same(expected, data.slice(-macLength));
  memory.countKey('puk', right);
  return right ? data.slice(0, -macLength) : { refusal: status(0x6988) };
};

export const reloadPin = (state: SecurityState, memory: ChipMemory, command: Command): Uint8Array => {
  if (!isFor(command, managementHeaders.reloadPin)) return status(0x6a86);
  const { card } = memory;
  if (card === null) return status(0x6a88);
  const sealed = openedByPuk(state, memory, card, command);
  if ('refusal' in sealed) return sealed.refusal;
  const block = openBlock(fromHex(card.keys.puk), sealed, card.algorithm);
  const pin = block === null ? null : readPinBlock(block);
  if (pin === null) return status(0x6a80);
  memory.write({ ...(memory.card ?? card), pin, pinTriesLeft: card.pinTryLimit });
  return status(ok);
};

export const unblockPin = (state: SecurityState, memory: ChipMemory, command: Command): Uint8Array => {
  if (!isFor(command, managementHeaders.unblockPin)) return status(0x6a86);
  const { card } = memory;
  if (card === null) return status(0x6a88);
  const carried = openedByPuk(state, memory, card, command);
  if ('refusal' in carried) return carried.refusal;
  if (carried.length !== 0) return status(0x6700);
  memory.setPinTries(card.pinTryLimit);
  return status(ok);
};
