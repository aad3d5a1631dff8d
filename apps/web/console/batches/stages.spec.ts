/** How far a batch has come with a step, told from where its cards stand. */
import { describe, expect, it } from '@jest/globals';
import { progressTo } from './stages.js';

const stages = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([state, items]) => ({ state, items, words: { zh: state, en: state } }));

describe('a step of a batch', () => {
  it.each([
    [{ approved: 20 }, 'personalised', 'to-do'],
    [{ 'in-production': 20 }, 'personalised', 'to-do'],
    [{ 'in-production': 5, personalised: 15 }, 'personalised', 'partly'],
    [{ personalised: 15, spoiled: 5 }, 'personalised', 'done'],
    [{ spoiled: 20 }, 'personalised', 'done'],
    [{ personalised: 4, delivered: 16 }, 'delivered', 'partly'],
    [{ delivered: 261, 'handed-over': 132, spoiled: 6, 'left-out': 1 }, 'delivered', 'done'],
    [{ delivered: 261, 'handed-over': 132, spoiled: 6, 'left-out': 1 }, 'handedOver', 'partly'],
    [{ enabled: 10, 'temporarily-lost': 1 }, 'handedOver', 'done'],
    [{ 'batch-rejected': 20 }, 'handedOver', 'to-do'],
  ] as const)('with %j has come to %s: %s', (counts, step, progress) => {
    expect(progressTo(stages(counts), step)).toBe(progress);
  });
});
