/** Promises of reading PC/SC failures. */
import { describe, expect, it } from '@jest/globals';
import { pcscMessage, readPcscFailure } from './pcsc-errors.js';

describe('PC/SC failures', () => {
  it.each([
    ['RemovedCard', 'removed'],
    ['NoSmartCard', 'removed'],
    ['ResetCard', 'connection-lost'],
    ['SharingViolation', 'held'],
    ['NotTransacted', 'broken'],
    ['UnknownReader', 'reader-gone'],
    ['NoService', 'service-stopped'],
    ['TooManyCardConnections', 'service-stopped'],
  ])('%s: %s', (code, failure) => {
    const error = Object.assign(new Error('Async task error'), { code });
    expect(readPcscFailure(error)).toBe(failure);
    expect(pcscMessage(error)).toBe(`${code}: Async task error`);
  });

  it('leave open what became of the card when they have no code', () => {
    const error = new Error('an answer of 0 bytes');
    expect(readPcscFailure(error)).toBe('broken');
    expect(pcscMessage(error)).toBe('an answer of 0 bytes');
  });
});
