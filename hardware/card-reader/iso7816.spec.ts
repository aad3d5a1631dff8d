/** Promises of completing an answer, on scripted exchanges. */
import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { exchangeCompletely } from './iso7816.js';

/** A card that expects exactly these commands, in this order. */
const script = (...lines: readonly (readonly [command: string, answer: string])[]) => {
  let at = 0;
  return {
    send: (command: Uint8Array): Promise<Uint8Array> => {
      const line = lines[at];
      at += 1;
      if (line === undefined || line[0] !== toHex(command))
        throw new Error(`exchange ${at}: ${toHex(command)} was not expected`);
      return Promise.resolve(fromHex(line[1]));
    },
    played: (): boolean => at === lines.length,
  };
};

const always = (answer: string) => (): Promise<Uint8Array> => Promise.resolve(fromHex(answer));

const complete = async (
  lines: readonly (readonly [string, string])[],
  options?: { readonly leaveResponse: boolean },
) => {
  const card = script(...lines);
  const answer = await exchangeCompletely(card.send, fromHex(lines[0]?.[0] ?? ''), options);
  return [toHex(answer.data), answer.statusWord.toString(16), answer.exchanges, card.played()];
};

describe('a complete answer', () => {
  it('is one exchange when the card answers at once', async () => {
    expect(await complete([['00B2072C0B', '070930319000']])).toEqual(['07093031', '9000', 1, true]);
  });

  it('fetches what is announced, in as many parts as the card likes', async () => {
    expect(
      await complete([
        ['0088000001AA', '6103'],
        ['00C0000003', 'AABBCC6102'],
        ['00C0000002', 'DDEE9000'],
      ]),
    ).toEqual(['AABBCCDDEE', '9000', 3, true]);
  });

  it('leaves the announced data where it is not wanted', async () => {
    expect(await complete([['00A4040001AA', '6115']], { leaveResponse: true })).toEqual([
      '',
      '6115',
      1,
      true,
    ]);
  });

  it.each([
    ['without Le', '0084000000'.slice(0, 8), '0084000008'],
    ['with a wrong Le', '00B2072CFF', '00B2072C0B'],
    ['with data and Le', '0088000001AA00', '0088000001AA08'],
  ])('repeats a command %s with the right one', async (_, command, repeated) => {
    expect(
      await complete([
        [command, `6C${repeated.slice(-2)}`],
        [repeated, 'AA9000'],
      ]),
    ).toEqual(['AA', '9000', 2, true]);
  });

  it('repeats a GET RESPONSE too', async () => {
    expect(
      await complete([
        ['0088000001AA', '6100'],
        ['00C0000000', '6C02'],
        ['00C0000002', 'AABB9000'],
      ]),
    ).toEqual(['AABB', '9000', 3, true]);
  });

  it('takes a second 6Cxx as the answer instead of asking for ever', async () => {
    expect(
      await complete([
        ['00B2072CFF', '6C0B'],
        ['00B2072C0B', '6C0B'],
      ]),
    ).toEqual(['', '6c0b', 2, true]);
  });

  it('gives up on a card that announces without end, and on an answer without status word', async () => {
    await expect(exchangeCompletely(always('6110'), fromHex('0088000001AA'))).rejects.toThrow(
      'after 32 exchanges',
    );
    await expect(exchangeCompletely(always('90'), fromHex('00B2072C0B'))).rejects.toThrow(
      'an answer of 1 bytes',
    );
  });
});
