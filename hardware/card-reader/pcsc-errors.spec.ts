/** Promises of reading PC/SC failures. */
import { describe, expect, it } from '@jest/globals';
import { pcscMessage, readPcscFailure } from './pcsc-errors.js';

/** As nfc-pcsc wraps what pcsclite said. */
const wrapped = (message: string): Error =>
  Object.assign(new Error('An error occurred while transmitting.'), { previous: new Error(message) });

describe('PC/SC failures', () => {
  it.each([
    ['SCardTransmit error: Card was removed.(0x80100069)', 'removed'],
    ['SCardConnect error: No smart card inserted.(0x8010000c)', 'removed'],
    ['SCardTransmit error: Card was reset.(0x80100068)', 'connection-lost'],
    ['Card Reader not connected', 'connection-lost'],
    ['SCardTransmit error: Transaction failed.(0x80100016)', 'broken'],
    ['SCardConnect error: Unknown reader specified.(0x80100009)', 'reader-gone'],
    ['SCardGetStatusChange error: Service not available.(0x8010001d)', 'service-stopped'],
    ['an answer of 0 bytes', 'broken'],
  ])('%s: %s', (message, failure) => {
    expect(readPcscFailure(wrapped(message))).toBe(failure);
    expect(pcscMessage(wrapped(message))).toBe(message);
  });
});
