/** Promises of what acts are called: the paper of an act names it as every list and total does, in both languages. */
import { describe, expect, it } from '@jest/globals';
import { actName, receiptActKinds, receiptTitleOf } from './act-words.js';

describe('the words of acts', () => {
  it.each(receiptActKinds)('%s: the title of its receipt holds its name', (kind) => {
    expect(receiptTitleOf(kind).zh).toContain(actName(kind).zh);
    expect(receiptTitleOf(kind).en).toContain(actName(kind).en);
  });

  it('no two kinds share a name, so that no total hides two ways of money', () => {
    const kinds = [
      ...receiptActKinds,
      'payment-reversal',
      'collection-reversal',
      'card-fee',
      'card-fee-returned',
    ];
    for (const language of ['zh', 'en'] as const)
      expect(new Set(kinds.map((kind) => actName(kind)[language])).size).toBe(kinds.length);
    expect(kinds.filter((kind) => actName(kind).zh === kind)).toEqual([]);
  });
});
