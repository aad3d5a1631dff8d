/** Promises of a card that lies in the reader while something happens to it elsewhere, over the real pcscd. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardWindow, holderOf } from '../../../../test/support/card-window.js';
import { allDues } from '../../../../test/support/desk-page.js';
import { IssuingWindow } from '../../../../test/support/issuing-window.js';

const cardId = 'suonan-daiji';

let window: IssuingWindow;
beforeAll(async () => {
  window = await IssuingWindow.open();
}, 160_000);
afterAll(() => window.close());

describe('a card that is reported lost while it is in a reader', () => {
  it('pays nothing, and is shown as lost with nothing of its holder from the next act on', async () => {
    const { counter, page, reader } = window;
    await reader.insert(counter.card(cardId));
    const shown = await page.card();
    expect(shown.stage).toBe('open');

    await counter.authenticate();
    await counter.signIn();
    const elsewhere = new CardWindow(counter);
    const who = holderOf(counter, cardId);
    const [card] = (await elsewhere.file(who)).body.cards;
    const loss = { service: 'loss', ...who, cardId: card?.id ?? '' } as const;
    expect((await elsewhere.serve(loss)).status).toBe(200);

    const key = randomUUID();
    const { insertionId } = shown;
    await page.post('/desk/payments', { key, insertionId, channel: 'cash', dues: allDues(shown) });
    expect(await page.act(key, ['refused'])).toMatchObject({ problem: { code: 'card-lost' } });
    const refused = await page.until('a refused card', ({ card: now }) =>
      now?.stage === 'refused' ? now : null,
    );
    expect(refused).toMatchObject({ problem: { code: 'card-lost' }, holder: null, dues: [] });
  });
});
