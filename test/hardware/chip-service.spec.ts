/** What becomes of the readers when pcscd or the reader process stops, hangs or dies; and pcscd of our own itself. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { selectApplication } from '#libs/cards/apdu.js';
import { PcscdError, startPcscd } from '#hardware/virtual-card/pcscd.js';
import { ChipWindow, foreignCard } from './chip-window.js';
import { sampleCard } from '../support/sample-card.js';

const run = promisify(execFile);

describe('readers', () => {
  let window: ChipWindow;
  beforeEach(async () => {
    window = await ChipWindow.make();
  });
  afterEach(() => window.close());

  const works = async (): Promise<void> => {
    const card = await window.next('inserted');
    expect((await window.readers.transmit(card.insertionId, selectApplication())).statusWord).toBe(0x9000);
  };

  it('wait for a pcscd that is not there yet, and find the card already in', async () => {
    window.startReaders();
    expect(await window.next('service')).toEqual({ running: false, readers: [] });
    const inserted = window.slots[0].insert(sampleCard('2.00'));
    await window.startPcscd();
    await inserted;
    expect((await window.next('service')).running).toBe(true);
    await works();
  });

  it('survive pcscd being killed and started again', async () => {
    await window.startPcscd();
    window.startReaders();
    await window.slots[0].insert(sampleCard('2.00'));
    await window.next('service', ({ running }) => running);
    const card = await window.next('inserted');

    await window.pcscd.kill();
    expect((await window.next('removed')).insertionId).toBe(card.insertionId);
    await window.next('service', ({ running }) => !running);
    await expect(window.readers.transmit(card.insertionId, selectApplication())).rejects.toMatchObject({
      fault: 'removed',
    });

    await window.startPcscd();
    await window.next('service', ({ running, readers }) => running && readers.length === 2);
    await works();
  });

  it('tell an exchange under way that pcscd was killed', async () => {
    await window.startPcscd();
    window.startReaders();
    await window.slots[0].insert(foreignCard('mute'));
    const card = await window.next('inserted');
    const exchange = window.readers.transmit(card.insertionId, selectApplication());
    await Promise.all([
      expect(exchange).rejects.toMatchObject({ name: 'CardReaderError' }),
      window.pcscd.kill(),
    ]);
    await window.next('service', ({ running }) => !running);
  });

  it.each(['SIGSTOP', 'SIGKILL'] as const)('replace a reader process that got %s', async (signal) => {
    await window.startPcscd();
    window.startReaders();
    await window.slots[0].insert(sampleCard('2.00'));
    const card = await window.next('inserted');
    const first = window.readers.processId;
    if (first === null) throw new Error('no reader process');

    process.kill(first, signal);
    await expect(window.readers.transmit(card.insertionId, selectApplication())).rejects.toMatchObject({
      fault: 'reader-gone',
    });
    expect((await window.next('removed')).insertionId).toBe(card.insertionId);
    await works();
    expect(window.readers.processId).not.toBe(first);
    expect(() => process.kill(first, 0)).toThrow('ESRCH');
  });

  it('leave no process behind when closed', async () => {
    await window.startPcscd();
    window.startReaders();
    await window.next('service');
    const { processId } = window.readers;
    if (processId === null) throw new Error('no reader process');
    await window.readers.close();
    expect(() => process.kill(processId, 0)).toThrow('ESRCH');
  });
});

describe('a pcscd of our own', () => {
  let window: ChipWindow;
  beforeEach(async () => {
    window = await ChipWindow.make();
  });
  afterEach(() => window.close());

  it('listens on loopback only', async () => {
    await window.startPcscd();
    // Columns of /proc/net/tcp: number, local address:port in hex, remote, state (0A: listening).
    const sockets = (await readFile('/proc/net/tcp', 'utf8'))
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    for (const port of [window.firstPort, window.firstPort + 1]) {
      const hex = port.toString(16).toUpperCase();
      const listening = sockets.filter(([, local, , state]) => state === '0A' && local?.endsWith(`:${hex}`));
      expect(listening.map(([, local]) => local)).toEqual([`0100007F:${hex}`]);
    }
  });

  it('is there for its user alone, and its socket goes with it', async () => {
    await window.startPcscd();
    const { stdout } = await run('stat', ['-c', '%a', window.socketPath]);
    expect(stdout.trim()).toBe('700');
    await window.pcscd.stop();
    await expect(readFile(window.socketPath)).rejects.toThrow('ENOENT');
  });

  it('says which port is taken instead of starting without its reader', async () => {
    const other = createServer().listen(window.firstPort + 1, '127.0.0.1');
    await once(other, 'listening');
    await expect(startPcscd({ directory: window.directory, firstPort: window.firstPort })).rejects.toThrow(
      new PcscdError(`port ${window.firstPort + 1} is taken: is another bench running?`),
    );
    other.close();
  });
});
