/** The de-facto terminal interface over a real pcscd, HTTP and WebSocket: what callers get, and every code they can provoke. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CardImage } from '#libs/cards/card-image.js';
import { externalCryptogram, internalResult } from '#libs/cards/key-diversification.js';
import type { TerminalAnswer } from '#libs/contract/terminal-interface.js';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import { readAgentConfig } from '../../apps/agent/src/ground/config.js';
import { DeniedCardsStore } from '../../apps/agent/src/deny-list/denied-cards.store.js';
import { foreignCard } from './chip-window.js';
import { sampleCard } from '../support/sample-card.js';
import { bank, hospital, TerminalConnection, TerminalWindow } from './terminal-window.js';

let window: TerminalWindow;
beforeAll(async () => {
  window = await TerminalWindow.open();
}, 60_000);
afterEach(() => window.pull());
afterAll(() => window.close());

/** A card with its content changed, and a chip of its own. */
const changed = (image: CardImage, id: string, change: Partial<CardImage>): CardImage => ({
  ...image,
  ...change,
  id,
});

const itemsOf = (image: CardImage): readonly string[] => [
  '632802',
  '111111198101011110',
  'X00000019',
  image.files.ef05['01'] ?? '',
  '张三',
  '00814E43238697159900BF7C7A',
  image.specificationVersion,
  '20200101',
  '20300101',
];

/** What the caller's HSM answers to step 1 for this card: proof and external authentication, 16 bytes each. */
const hsmAnswer = (image: CardImage, stepOne: string): string => {
  const [, , , , processFactor = '', source = '', factor = '', cardChallenge = ''] = stepOne.split('|');
  const proof = internalResult(
    fromHex(image.keys.irk),
    { processFactor: fromHex(processFactor), source: fromHex(source) },
    image.algorithm,
  );
  if (factor === '') return `${toHex(proof)}${'0'.repeat(16)}|`;
  const outer = concat(
    externalCryptogram(
      fromHex(image.keys.rksse),
      { cardChallenge: fromHex(cardChallenge), factor: fromHex(factor) },
      image.algorithm,
    ),
    fromHex(factor),
  );
  return `${toHex(proof)}${'0'.repeat(16)}|${toHex(outer)}|`;
};

const readBasic = () => window.call({ function: 'iReadCardBas', iType: 3 });
const verify = (pin?: string) => window.call({ function: 'iVerifyPIN', iType: 3, pin });

const stepOne = { function: 'iReadCardBas_HSM_Step1', iType: 3 };
const stepTwo = (pKey: string) => ({ function: 'iReadCardBas_HSM_Step2', pKey });
const readItems = (members: object) => window.call({ function: 'iReadCard', iType: 3, ...members });

const refused = (errorCode: number) => expect.objectContaining({ success: false, errorCode });

describe('iReadCardBas', () => {
  it('gives the eleven items of a v2 card in their order, each ended', async () => {
    const image = sampleCard('2.00');
    await window.insert(image);
    const answer = await window.call({ function: 'iReadCardBas', iType: 3 });
    expect(answer).toMatchObject({ success: true, errorCode: 0 });
    const items = answer.pOutInfo.split('|');
    expect(items).toHaveLength(12);
    expect(items.slice(0, 9)).toEqual(itemsOf(image));
    expect(items[10]).toMatch(/^Virtual Card Reader/);
    expect(items[11]).toBe('');
  });

  it('joins a name that is cut within a character', async () => {
    const image = sampleCard('2.00');
    const whole = 'D5C5C8FD'.repeat(8);
    const ef06 = {
      ...image.files.ef06,
      '09': `${whole.slice(0, 58)}00`,
      '4E': whole.slice(58).padEnd(40, 'F'),
    };
    await window.insert(changed(image, 'cut', { files: { ...image.files, ef06 } }));
    const name = (await window.call({ function: 'iReadCardBas', iType: 1 })).pOutInfo.split('|')[4];
    expect(name).toBe('张三'.repeat(8));
  });

  it('is −2203 for a v3 card without a card session', async () => {
    await window.insert(sampleCard('3.00'));
    expect(await window.call({ function: 'iReadCardBas', iType: 3 })).toEqual(refused(-2203));
  });

  it('finds the card in either slot, and tells contact from contactless', async () => {
    await window.insert(sampleCard('2.00'), 1);
    expect(await window.call({ function: 'iReadCardBas', iType: 4 })).toMatchObject({ success: true });
    expect(await window.call({ function: 'iReadCardBas', iType: 2 })).toEqual(refused(-1));
    // PC/SC's form of a contactless card's answer, with the same historical bytes.
    const contactless = '3B8D800100814E43238697159900BF7C7A';
    await window.insert(
      changed(sampleCard('2.00'), 'contactless', { atr: `${contactless}${check(contactless)}` }),
      0,
    );
    await window.until(
      async () => (await window.call({ function: 'iReadCardBas', iType: 2 })).errorCode !== -1,
    );
    const asked = async (iType: number) =>
      (await window.call({ function: 'iReadCardBas', iType })).pOutInfo.split('|')[10];
    expect(await asked(2)).toMatch(/00$/);
    expect(await asked(4)).toMatch(/00$/);
    expect(await asked(1)).toMatch(/01$/);
    expect(await asked(3)).toMatch(/01$/);
  });
});

/** TCK: all bytes after the first, exclusive or. */
const check = (atr: string): string => {
  let sum = 0;
  for (const byte of fromHex(atr).slice(1)) sum ^= byte;
  return toHex(Uint8Array.of(sum));
};

describe('the steps with an HSM', () => {
  it.each(['2.00', '3.00'] as const)('read a v%s card', async (version) => {
    const image = sampleCard(version);
    await window.insert(image);
    const first = await window.call(stepOne);
    expect(first.success).toBe(true);
    expect(first.pOutInfo.split('|').slice(0, 4)).toEqual([
      '632802',
      '00814E43238697159900BF7C7A',
      version === '3.00' ? '03' : '01',
      image.files.ef05['01'],
    ]);
    const second = await window.call(stepTwo(hsmAnswer(image, first.pOutInfo)));
    expect(second.pOutInfo.split('|').slice(0, 9)).toEqual(itemsOf(image));
  });

  it('take the external authentication alone', async () => {
    const image = sampleCard('3.00');
    await window.insert(image);
    const answer = hsmAnswer(image, (await window.call(stepOne)).pOutInfo);
    expect((await window.call(stepTwo(answer.split('|')[1] ?? ''))).success).toBe(true);
    // What was proven is gone with the answer.
    expect(await window.call({ function: 'iReadCardBas', iType: 3 })).toEqual(refused(-2203));
  });

  it('are −25 when the proof is not the HSM’s, and a status word when the card does not take the HSM’s answer', async () => {
    const image = sampleCard('3.00');
    await window.insert(image);
    const [, outer] = hsmAnswer(image, (await window.call(stepOne)).pOutInfo).split('|');
    expect(await window.call(stepTwo(`${'AB'.repeat(16)}|${outer}|`))).toEqual(refused(-25));
    await window.call(stepOne);
    expect(await window.call(stepTwo(`${outer}`))).toEqual(refused(-0x6300));
  });

  it('are −2 when the card left between them, −22 when another came or somebody used it', async () => {
    const image = sampleCard('3.00');
    await window.insert(image);
    const answer = hsmAnswer(image, (await window.call(stepOne)).pOutInfo);
    await window.pull();
    expect(await window.call(stepTwo(answer))).toEqual(refused(-2));

    await window.insert(image);
    const again = hsmAnswer(image, (await window.call(stepOne)).pOutInfo);
    await window.pull();
    await window.insert(sampleCard('3.00', 'other', 'X00000027'));
    expect(await window.call(stepTwo(again))).toEqual(refused(-22));
    expect(await window.call(stepTwo(again))).toEqual(refused(-22));

    const late = hsmAnswer(sampleCard('3.00', 'other', 'X00000027'), (await window.call(stepOne)).pOutInfo);
    await window.call({ function: 'iVerifyPIN', iType: 3, pin: '123456' });
    expect(await window.call(stepTwo(late))).toEqual(refused(-22));
  });

  it('are −2 when the card is pulled at any exchange of either, and begin anew with its next insertion', async () => {
    const image = sampleCard('3.00');
    /** What the caller gets when the card is pulled at its nth exchange. */
    const pulledAt = async (n: number): Promise<TerminalAnswer> => {
      await window.insert(image);
      window.slots[0].pullAtExchange(n);
      const first = await window.call(stepOne);
      return first.success ? window.call(stepTwo(hsmAnswer(image, first.pOutInfo))) : first;
    };
    const codes: number[] = [];
    while (codes.at(-1) !== 0) {
      codes.push((await pulledAt(codes.length + 1)).errorCode);
      await window.pull();
    }
    // SELECT, GET RESPONSE, three items, four challenges, the proof in two; EXTERNAL AUTHENTICATE, two items, the holder in three.
    expect(codes).toEqual([...Array<number>(17).fill(-2), 0]);
  }, 90_000);

  it('belong to the caller who began them', async () => {
    const image = sampleCard('3.00');
    await window.insert(image);
    const [one, other] = await Promise.all([
      TerminalConnection.open(window.url, hospital),
      TerminalConnection.open(window.url, bank),
    ]);
    const answer = hsmAnswer(image, (await one.call(stepOne)).pOutInfo);
    expect(await other.call(stepTwo(answer))).toEqual(refused(-22));
    expect((await one.call(stepTwo(answer))).success).toBe(true);
    one.close();
    other.close();
  });
});

describe('iReadCard', () => {
  it('answers in the form of the address', async () => {
    const image = sampleCard('2.00');
    await window.insert(image);
    const fileAddr = 'SSSEEF05|06|07|$SSSEEF06|08|09|0A|0B|0C|0D|$';
    const cardInfo = `${image.files.ef05['01']}|X00000019|`;
    expect(await readItems({ iAuthType: 2, cardInfo, fileAddr })).toEqual({
      success: true,
      errorCode: 0,
      pOutInfo: 'SSSEEF05|20300101|X00000019|$SSSEEF06|111111198101011110|张三|1|01|632802|19810101|$',
    });
    expect(
      await readItems({ iAuthType: 1, pCardInfo: cardInfo, pFileAddr: fileAddr, pin: '123456' }),
    ).toMatchObject({
      success: true,
    });
  });

  it('is −22 for another card, −14 for a malformed address, −13 for a file that is not offered', async () => {
    await window.insert(sampleCard('2.00'));
    const other = { iAuthType: 2, cardInfo: `${'0'.repeat(32)}|X00000019|`, fileAddr: 'SSSEEF05|07|$' };
    expect(await readItems(other)).toEqual(refused(-22));
    for (const fileAddr of [
      'SSSEEF05|07|',
      'SSSEEF05|$',
      'SSSEEF05|08|$',
      'SSSEEF05|07$',
      '$',
      'SSSEEF05|zz|$',
    ])
      expect([fileAddr, await readItems({ iAuthType: 2, fileAddr })]).toEqual([fileAddr, refused(-14)]);
    expect(await readItems({ iAuthType: 2, fileAddr: 'DF01EF06|23|$' })).toEqual(refused(-13));
    expect(await readItems({ iAuthType: 3, fileAddr: 'SSSEEF05|07|$' })).toEqual(refused(-14));
    expect(await readItems({ iAuthType: 1, fileAddr: 'SSSEEF05|07|$' })).toEqual(refused(-14));
  });

  it('reads of a v3 card what is free, and leaves the rest to the card', async () => {
    await window.insert(sampleCard('3.00'));
    expect(await readItems({ iAuthType: 2, fileAddr: 'SSSEEF05|07|$' })).toMatchObject({ success: true });
    expect(await readItems({ iAuthType: 2, fileAddr: 'SSSEEF06|08|$' })).toEqual(refused(-2203));
    expect(await readItems({ iAuthType: 1, pin: '123456', fileAddr: 'SSSEEF06|08|$' })).toEqual(
      refused(-0x6982),
    );
  });
});

describe('the PIN', () => {
  it('is checked, with the tries left, down to blocked', async () => {
    await window.insert(sampleCard('2.00', 'terminal-pin'));
    expect(await verify('123456')).toEqual({ success: true, errorCode: 0, pOutInfo: '' });
    expect(await verify('000000')).toEqual({
      success: false,
      errorCode: -51,
      pOutInfo: 'PIN校验失败，剩余次数2次',
    });
    expect(await verify('000000')).toMatchObject({ errorCode: -51 });
    expect(await verify('000000')).toMatchObject({ errorCode: -52 });
    expect(await verify('123456')).toMatchObject({ errorCode: -52 });
  });

  it('is −14 when there is none, −33 when it has another length, −34 when two entries differ', async () => {
    await window.insert(sampleCard('2.00', 'terminal-forms'));
    expect(await verify()).toEqual(refused(-14));
    for (const pin of ['123', '12345678901234567', '12345a', '１２３４'])
      expect(await verify(pin)).toEqual(refused(-33));
    const change = (members: object) => window.call({ function: 'iChangePIN', iType: 3, ...members });
    expect(await change({ oldPin: '123456' })).toEqual(refused(-14));
    expect(await change({ oldPin: '123456', newPin: '135790', newPinAgain: '135791' })).toEqual(refused(-34));
    expect(window.chips.pinTriesLeft('terminal-forms')).toBe(3);
  });

  it('is changed by whoever knows it', async () => {
    await window.insert(sampleCard('2.00', 'terminal-change'));
    const change = (oldPin: string, newPin: string) =>
      window.call({ function: 'iChangePIN', iType: 3, oldPin, newPin });
    expect(await change('000000', '135790')).toEqual(refused(-51));
    expect(await change('123456', '111111')).toEqual(refused(-9011));
    expect(await change('123456', '135790')).toMatchObject({ success: true });
    expect(await verify('123456')).toEqual(refused(-51));
    expect(await verify('135790')).toMatchObject({ success: true });
  });
});

describe('the centre’s key', () => {
  it.each(['iReloadPIN', 'iUnblockPIN'])(
    'is out of reach for %s without a card session: −9101',
    async (name) => {
      const image = sampleCard('2.00', 'terminal-reload');
      await window.insert(image);
      const ask = (members: object) =>
        window.call({ function: name, iType: 3, newPin: '135790', newPinAgain: '135790', ...members });
      expect(await ask({})).toEqual(refused(-9101));
      expect(await ask({ cardInfo: `${image.files.ef05['01']}|X00000027|` })).toEqual(refused(-22));
      expect(await verify('123456')).toMatchObject({ success: true });
    },
  );
});

describe('what is in the reader', () => {
  it('is −2 when nothing is, −1 for a card of another application', async () => {
    expect(await readBasic()).toEqual(refused(-2));
    await window.insert(foreignCard('other-application'));
    expect(await readBasic()).toEqual(refused(-1));
  });

  it('is −4 when it stays silent', async () => {
    await window.insert(foreignCard('mute'));
    expect(await readBasic()).toEqual(refused(-4));
  });

  it('is −3 when it does not even answer the reset, and the next card is read', async () => {
    await window.slots[0].insert({ ...foreignCard('mute'), atr: '00' });
    await window.until(async () => (await readBasic()).errorCode === -3);
    await window.pull();
    await window.insert(sampleCard('2.00'));
    expect(await readBasic()).toMatchObject({ success: true });
  });

  it('is −20 with an identification code of another kind', async () => {
    const image = sampleCard('2.00');
    const ef05 = { ...image.files.ef05, '01': '00'.repeat(16) };
    await window.insert(changed(image, 'no-code', { files: { ...image.files, ef05 } }));
    expect(await readBasic()).toEqual(refused(-20));
  });

  it('is −2 when it is pulled at any exchange, and the next card is read', async () => {
    for (const n of [1, 5, 9]) {
      await window.insert(sampleCard('2.00'));
      window.slots[0].pullAtExchange(n);
      expect(await readBasic()).toEqual(refused(-2));
    }
    await window.insert(sampleCard('2.00'));
    expect(await readBasic()).toMatchObject({ success: true });
  });

  it.each([
    ['card-lost', -9001],
    ['card-locked', -9002],
    ['card-cancelled', -9003],
    ['card-expired', -9009],
  ] as const)('is refused as %s by the deny list: %i', async (refusal, code) => {
    const image = sampleCard('2.00', 'denied', 'X00000035');
    // The file the agent refreshes from the centre.
    const denyList = new DeniedCardsStore({ ...readAgentConfig({ SSCARD_DATA: window.directory }) });
    const entry = { cardNumber: 'X00000035', identificationCode: image.files.ef05['01'] ?? '' };
    denyList.take([{ ...entry, refusal }], 1);
    await window.insert(image);
    expect(await readBasic()).toEqual(refused(code));
    expect(await window.call({ function: 'iVerifyPIN', iType: 3, pin: '123456' })).toEqual(refused(code));
    expect(window.slots[0].exchanges).toBeGreaterThan(0);
    denyList.take([{ ...entry, refusal: null }], 2);
    expect(await readBasic()).toMatchObject({ success: true });
    denyList.onApplicationShutdown();
  });
});

it('no PIN is ever in the log', () => {
  const log = window.log();
  expect(log).toContain('"function":"iVerifyPIN"');
  for (const secret of ['123456', '135790', '111111198101011110', '张三']) expect(log).not.toContain(secret);
});

describe('the reader', () => {
  it('is −12 when its service has stopped', async () => {
    await window.pcscd.kill();
    await window.until(async () => (await window.readerState()) === 'stopped');
    expect(await window.call({ function: 'iReadCardBas', iType: 3 })).toEqual(refused(-12));
  });
});
