/**
 * The reader process: holds both PC/SC bindings and their native threads, so that a hang or crash of theirs never reaches the agent.
 * nfc-pcsc watches the readers, pcsc-mini connects to the cards (decision 0034).
 * Started by pcsc-readers.ts, which watches it and starts another when it ends; it ends whenever pcscd does.
 */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NFC } from 'nfc-pcsc';
import pcsc from 'pcsc-mini';
import { toHex } from '#libs/kernel/bytes.js';
import { CardReaderError } from './card-reader.js';
import { pcscdSocketPath, readerNameVariable, type FromProcess, type ToProcess } from './pcsc-messages.js';
import { watchOnly } from './pcsc-link.js';
import { PcscSlot } from './pcsc-slot.js';

const probeEveryMs = 100;
const noReadersAfterMs = 200;

/** A card in another reader may lie before another terminal: connecting to it would come between that one and its card. */
const touched = new RegExp(process.env[readerNameVariable] ?? '');
const slots = new Map<string, PcscSlot>();
let ending = false;

const report = (message: FromProcess, sent: () => void = () => undefined): void => {
  // Without a parent there is nobody to report to; `disconnect` below ends the process.
  if (process.send === undefined || !process.connected) return;
  process.send(message, undefined, undefined, () => sent());
};

let reportDue: NodeJS.Timeout | undefined;

/** Tells that pcscd runs and with which readers, once for several changes that come together. */
const reportRunning = (withinMs: number): void => {
  clearTimeout(reportDue);
  reportDue = setTimeout(() => {
    if (!ending) report({ kind: 'service', running: true, readers: [...slots.keys()] });
  }, withinMs);
};

/** Whether pcscd accepts clients: a socket file alone may be left over from one that was killed. */
const serviceAnswers = (): Promise<boolean> =>
  new Promise((settle) => {
    const probe = connect(pcscdSocketPath(process.env));
    probe.once('connect', () => {
      probe.destroy();
      settle(true);
    });
    probe.once('error', () => settle(false));
  });

/** Neither binding's watch survives pcscd; a fresh process begins anew. */
const serviceLost = (): void => {
  if (ending) return;
  ending = true;
  for (const slot of slots.values()) slot.end();
  slots.clear();
  report({ kind: 'service', running: false, readers: [] }, () => process.exit(0));
};

const failureOf = (request: number, error: unknown): FromProcess =>
  error instanceof CardReaderError
    ? { kind: 'failure', request, fault: error.fault, detail: error.detail }
    : { kind: 'failure', request, fault: 'timed-out', detail: String(error) };

const slotOf = (insertionId: string): PcscSlot => {
  for (const slot of slots.values()) if (slot.holds(insertionId)) return slot;
  throw new CardReaderError('removed', 'the card has left the reader');
};

const obey = async (message: ToProcess): Promise<FromProcess> => {
  if (message.kind === 'ping') return { kind: 'pong', number: message.number };
  const { request, insertionId } = message;
  try {
    const slot = slotOf(insertionId);
    if (message.kind === 'verify-on-pad') {
      const { statusWord, exchanges } = await slot.verifyOnPad(insertionId);
      return { kind: 'answer', request, data: '', statusWord, exchanges };
    }
    if (message.kind !== 'transmit') {
      if (message.kind === 'hold') await slot.hold(insertionId, message.timeoutMs);
      else if (message.kind === 'release') await slot.release(insertionId);
      else await slot.reset(insertionId);
      return { kind: 'answer', request, data: '', statusWord: 0x9000, exchanges: 0 };
    }
    const { data, statusWord, exchanges } = await slot.transmit(insertionId, message.command, message);
    return { kind: 'answer', request, data: toHex(data), statusWord, exchanges };
  } catch (error) {
    return failureOf(request, error);
  }
};

process.on('message', (message) => {
  void obey(message as ToProcess).then((answer) => report(answer));
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole terminal; this process ends with the one that started it, not before.
process.on('SIGINT', () => undefined);

if (!(await serviceAnswers())) {
  report({ kind: 'service', running: false, readers: [] });
  while (!(await serviceAnswers())) await sleep(probeEveryMs);
}

const client = new pcsc.Client();
client.on('error', serviceLost);
client.start();

// Only now: without pcscd the constructor would spin and block this process.
const nfc = new NFC();
nfc.on('error', serviceLost);
nfc.on('reader', (watched) => {
  watchOnly(watched);
  // Nothing but the end of its watch comes here: a card that is pulled or reset breaks no connection of nfc-pcsc's, as it has none.
  watched.on('error', serviceLost);
  if (!touched.test(watched.name)) return;
  const slot = new PcscSlot(watched, client, report, serviceLost);
  slots.set(slot.name, slot);
  watched.on('end', () => {
    slot.end();
    slots.delete(slot.name);
    reportRunning(0);
  });
  reportRunning(0);
});
// The first readers come at once; a service without any is reported as such.
reportRunning(noReadersAfterMs);
