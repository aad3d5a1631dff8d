/** Another program at the same reader, over the real pcscd: what belongs together is ours alone, and who holds the card is named. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readRecord, selectApplication } from '#libs/cards/apdu.js';
import { ChipWindow } from './chip-window.js';
import { OtherCardProgram } from '../support/other-card-program.js';
import { sampleCard } from '../support/sample-card.js';

let window: ChipWindow;
let other: OtherCardProgram;
beforeAll(async () => {
  window = await ChipWindow.open();
}, 60_000);
beforeEach(async () => {
  other = await OtherCardProgram.start(window.socketPath, window.pcscd.readerNames[0] ?? '');
});
afterEach(async () => {
  await other.close();
  await window.clear();
});
afterAll(() => window.close());

const cardNumber = readRecord(5, 7, 0x0b);

describe('what is held', () => {
  it('is reached by no other program until it is released', async () => {
    const { insertionId } = await window.insert(sampleCard('2.00'));
    await other.does('connect');
    await window.readers.hold(insertionId);
    await window.readers.transmit(insertionId, selectApplication());
    const selected = new AbortController();
    const selecting = (async () => {
      await other.does('select-other');
      selected.abort();
    })();
    // Twenty exchanges are many times what the other's one would take.
    for (let time = 0; time < 20; time += 1)
      expect((await window.readers.transmit(insertionId, cardNumber)).statusWord).toBe(0x9000);
    expect(selected.signal.aborted).toBe(false);
    await window.readers.release(insertionId);
    await selecting;
    // And now it is what the other has selected: a new sequence has to select anew.
    expect((await window.readers.transmit(insertionId, cardNumber)).statusWord).not.toBe(0x9000);
  });

  it('can be reset, and goes on when another program has reset it before', async () => {
    const { insertionId } = await window.insert(sampleCard('2.00'));
    await other.does('connect');
    await other.does('reset');
    await window.readers.hold(insertionId);
    expect((await window.readers.transmit(insertionId, selectApplication())).statusWord).toBe(0x9000);
    await window.readers.reset(insertionId);
    expect((await window.readers.transmit(insertionId, cardNumber)).statusWord).not.toBe(0x9000);
    await window.readers.release(insertionId);
    expect(window.left('removed')).toBe(0);
  });

  it('leaves with its card, and the next card can be held', async () => {
    const first = await window.insert(sampleCard('2.00'));
    await window.readers.hold(first.insertionId);
    await window.pull(first);
    const next = await window.insert(sampleCard('3.00'));
    await window.readers.hold(next.insertionId);
    await window.readers.release(next.insertionId);
    await other.does('connect');
    await expect(other.does('begin')).resolves.toBeUndefined();
  });
});

describe('a card that another program holds', () => {
  it('is told as held, and as freed once it is let go', async () => {
    const { insertionId } = await window.insert(sampleCard('2.00'));
    await other.does('connect');
    await other.does('begin');
    await expect(window.readers.hold(insertionId)).rejects.toMatchObject({ fault: 'held' });
    await expect(window.readers.transmit(insertionId, selectApplication())).rejects.toMatchObject({
      fault: 'held',
    });
    await other.does('end');
    await window.next('freed', (freed) => freed.insertionId === insertionId);
    await window.readers.hold(insertionId);
    await window.readers.release(insertionId);
  });

  it('is waited for a while', async () => {
    const { insertionId } = await window.insert(sampleCard('2.00'));
    await other.does('connect');
    await other.does('begin');
    const held = window.readers.hold(insertionId);
    await other.does('end');
    await expect(held).resolves.toBeUndefined();
    await window.readers.release(insertionId);
  });

  it('is told to have left while the other still has its transaction', async () => {
    await window.readers.close();
    await window.slots[0].insert(sampleCard('2.00'));
    await other.does('connect');
    await other.does('begin');
    window.startReaders();
    expect(await window.next('unreadable')).toMatchObject({ cause: 'held' });
    await window.slots[0].pull();
    await window.next('removed');
    await expect(other.does('end')).rejects.toThrow('RemovedCard');
    const { insertionId } = await window.insert(sampleCard('3.00'));
    expect((await window.readers.transmit(insertionId, selectApplication())).statusWord).toBe(0x9000);
  });

  it.each([
    ['in a transaction', 'connect', 'begin'],
    ['for itself alone', 'connect-alone', null],
  ] as const)(
    '%s before we came is unreadable for that, and read once it is free',
    async (_, first, then) => {
      // The window's own program is not there yet.
      await window.readers.close();
      await window.slots[0].insert(sampleCard('2.00'));
      await other.does(first);
      if (then !== null) await other.does(then);
      window.startReaders();
      expect(await window.next('unreadable')).toMatchObject({ cause: 'held' });
      if (then !== null) await other.does('end');
      await other.does('disconnect');
      const { insertionId } = await window.next('inserted');
      expect((await window.readers.transmit(insertionId, selectApplication())).statusWord).toBe(0x9000);
    },
  );
});

describe('a connection that is dropped while it is at work', () => {
  // Each that stayed open was one of four, and after the fourth no card could be read.
  it('is closed all the same, however many there are', async () => {
    await window.insert(sampleCard('2.00'));
    for (let time = 0; time < 12; time += 1) await other.does('drop-at-work');
    await expect(other.does('connect')).resolves.toBeUndefined();
  });
});
