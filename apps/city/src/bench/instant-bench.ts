/** A card made at the counter: exchanges and seconds from the press to the enabled card, held against the bare exchanges. */
import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CardReaders, Insertion } from '#hardware/card-reader/card-reader.js';
import { PcscReaders } from '#hardware/card-reader/pcsc-readers.js';
import { getChallenge, internalAuthenticate, readRecord, selectApplication } from '#libs/cards/apdu.js';
import type { BlankCardImage } from '#libs/cards/card-image.js';
import { cardItemNames, cardItems, ordinalOf, recordLength } from '#libs/cards/file-layout.js';
import { changePin, personalisationCommands, pinBlock, reloadPin } from '#libs/cards/management-commands.js';
import { personalise } from '#libs/cards/personalisation.js';
import { commandMac, sealBlock } from '#libs/cards/secure-messaging.js';
import { concat, fromHex } from '#libs/kernel/bytes.js';
import { date } from '#libs/kernel/plain-date.js';
import { originOf } from '../addresses.js';
import { BenchTable } from '../main-job/bench-table.js';
import { DeskWindow } from '../main-job/desk-window.js';
import { startTemporaryCity } from '../temporary-city.js';
import { printFigure } from './figure.js';

const holderPin = '280519';

type Made = { readonly exchanges: number; readonly seconds: number };

const algorithms = ['3des', 'sm4'] as const;

const key = (): Uint8Array => Uint8Array.from(randomBytes(16));

/** The same commands that a card needs, made here and sent straight to the chip. */
const makeBare = async (readers: CardReaders, insertion: Insertion, blank: BlankCardImage): Promise<Made> => {
  const image = personalise({
    ...blank,
    chipSerial: fromHex(blank.atr.slice(-26)),
    cityCode: '632802',
    cardNumber: 'X00000019',
    issueDate: date('2026-11-24'),
    validUntil: date('2036-11-24'),
    initialisingInstitution: '632802000000',
    holder: {
      socialSecurityNumber: '111111198101011110',
      name: '张三',
      sex: 'male',
      ethnicGroup: '01',
      birthplace: '632802',
      birthDate: date('1981-01-01'),
    },
    keys: { irk: key(), rksse: key(), uk: key(), puk: key(), stk: key() },
    pin: '135790',
    pinTryLimit: 6,
  });
  // At the window the tap has selected it before anything is pressed.
  await readers.transmit(insertion.insertionId, selectApplication(), { leaveResponse: true });
  const startedMs = performance.now();
  let exchanges = 0;
  const send = async (command: Uint8Array): Promise<Uint8Array> => {
    const answer = await readers.transmit(insertion.insertionId, command);
    exchanges += answer.exchanges;
    return answer.data;
  };
  const prove = (): Promise<Uint8Array> => send(internalAuthenticate(randomBytes(8), randomBytes(8)));
  const record = (name: (typeof cardItemNames)[number]): Uint8Array =>
    readRecord(
      cardItems[name].file === 'ef05' ? 5 : 6,
      ordinalOf(name, blank.specificationVersion) ?? 0,
      recordLength(name),
    );
  await send(record('identificationCode'));
  const access = {
    transportKey: fromHex(blank.transportKey),
    cardChallenge: await send(getChallenge()),
    factor: Uint8Array.from(randomBytes(8)),
  };
  for (const command of personalisationCommands(image, access)) await send(command);
  for (const name of cardItemNames) await send(record(name));
  await prove();
  await prove();
  const puk = fromHex(image.keys.puk);
  const challenge = await send(getChallenge());
  const reload = reloadPin(sealBlock(puk, pinBlock('246802'), image.algorithm));
  await send(concat(reload, commandMac(puk, reload, challenge, image.algorithm)));
  await send(changePin('246802', holderPin));
  await prove();
  return { exchanges, seconds: (performance.now() - startedMs) / 1000 };
};

const makeAtWindow = async (
  window: DeskWindow,
  table: BenchTable,
  cardId: string,
  applicationNumber: string,
): Promise<Made> => {
  await table.insert(cardId);
  const insertionId = await window.until('a blank', 20_000, ({ card }) =>
    card?.stage === 'blank' ? card.insertionId : null,
  );
  const startedMs = performance.now();
  await window.issue({ key: randomUUID(), insertionId, applicationNumber, pin: holderPin });
  const exchanges = await window.until('a card that is made', 60_000, ({ issuance }) => {
    if (issuance?.applicationNumber !== applicationNumber || issuance.outcome === 'running') return null;
    if (issuance.outcome !== 'done')
      throw new Error(`not made: ${issuance.problem?.code ?? issuance.outcome}`);
    return issuance.exchanges;
  });
  const seconds = (performance.now() - startedMs) / 1000;
  await table.pull();
  await window.until('an empty reader', 20_000, ({ card }) => card === null || null);
  return { exchanges, seconds };
};

/** Makes one card of each algorithm at a window, then writes another blank of each without agent and central. */
export const benchInstant = async (): Promise<void> => {
  const { city, data, addresses, stop } = await startTemporaryCity(true);
  try {
    const table = new BenchTable(originOf(addresses.bench));
    const window = await DeskWindow.open(originOf(addresses.agent));
    await window.ready();
    await window.signIn(city.demonstration.clerk);
    const made = new Map<string, Made>();
    for (const [index, algorithm] of algorithms.entries()) {
      const number = city.demonstration.approvedApplications[index];
      if (number === undefined) throw new Error('the demonstration has too few approved applications');
      made.set(algorithm, await makeAtWindow(window, table, `blank-${algorithm}-1`, number));
    }
    window.close();

    await city.program('agent').stop();
    const readers = new PcscReaders({ socketPath: join(data, 'pcscd', 'pcscd.comm') });
    try {
      const events = new EventEmitter();
      readers.on('inserted', (insertion) => events.emit('inserted', insertion));
      for (const [algorithm, { exchanges, seconds }] of made) {
        const id = `blank-${algorithm}-2`;
        const blank = JSON.parse(readFileSync(join(data, 'cards', `${id}.json`), 'utf8')) as BlankCardImage;
        const inserted = once(events, 'inserted') as Promise<[Insertion]>;
        await table.insert(id);
        const bare = await makeBare(readers, (await inserted)[0], blank);
        await table.pull();
        for (const [figure, unit, value, baseline] of [
          ['exchanges of a card', 'exchanges', exchanges, bare.exchanges],
          ['press to enabled card', 's', seconds, bare.seconds],
        ] as const)
          printFigure({
            bench: 'instant',
            figure,
            at: { algorithm },
            value,
            unit,
            baseline: { name: 'bare exchanges through pcscd', value: baseline },
          });
      }
    } finally {
      await readers.close();
    }
  } finally {
    await stop();
  }
};
