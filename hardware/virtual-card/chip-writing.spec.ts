/** Promises of what changes a chip: a PIN by its holder or the centre's MAC, a record by UK, and a blank made a card. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import {
  externalAuthenticate,
  getChallenge,
  internalAuthenticate,
  readRecord,
  selectApplication,
  verifyPin,
} from '#libs/cards/apdu.js';
import { answerToReset } from '#libs/cards/answer-to-reset.js';
import type { BlankCardImage, CardImage } from '#libs/cards/card-image.js';
import { encodeItem } from '#libs/cards/file-layout.js';
import { externalCryptogram } from '#libs/cards/key-diversification.js';
import {
  changePin,
  personalisationCommands,
  pinBlock,
  reloadPin,
  transportKeyId,
  unblockPin,
  updateKeyId,
  updateRecord,
} from '#libs/cards/management-commands.js';
import { commandMac, sealBlock } from '#libs/cards/secure-messaging.js';
import { sampleCard } from '../../test/support/sample-card.js';
import { ChipBox } from './chip-box.js';
import { Chip } from './chip.js';
import type { ChipContent } from './chip-memory.js';

const versions = ['2.00', '3.00'] as const;
const chipSerial = fromHex('00814E43238697159900BF7C7A');
const factor = fromHex('1122334455667788');

const blankOf = (specificationVersion: CardImage['specificationVersion']): BlankCardImage => ({
  id: 'card',
  label: '空白卡',
  note: '',
  specificationVersion,
  algorithm: specificationVersion === '3.00' ? 'sm4' : '3des',
  atr: toHex(answerToReset(chipSerial)),
  blank: true,
  transportKey: '66'.repeat(16),
});

const statusOf = (chip: Chip, command: Uint8Array): string => toHex(chip.answer(command).slice(-2));
const challengeOf = (chip: Chip): Uint8Array => chip.answer(getChallenge()).slice(0, 8);

describe.each(versions)('the PIN of a chip of version %s', (version) => {
  let chip: Chip;
  let written: ChipContent[];
  beforeEach(() => {
    written = [];
    chip = new Chip(sampleCard(version), (content) => written.push(content));
    chip.answer(selectApplication());
  });

  const macked = (command: Uint8Array, challenge: Uint8Array, key = chip.image.keys.puk): Uint8Array =>
    concat(command, commandMac(fromHex(key), command, challenge, chip.image.algorithm));
  const reload = (pin: string, key = chip.image.keys.puk): Uint8Array =>
    reloadPin(sealBlock(fromHex(key), pinBlock(pin), chip.image.algorithm));

  it('is changed by whoever knows it, to one of another length too', () => {
    for (const [oldPin, newPin] of [
      ['123456', '28051'],
      ['28051', '1357913579135791'],
      ['1357913579135791', '280519'],
    ] as const) {
      expect(statusOf(chip, changePin(oldPin, newPin))).toBe('9000');
      expect(statusOf(chip, verifyPin(newPin))).toBe('9000');
    }
    expect(statusOf(chip, verifyPin('123456'))).toBe('63C2');
  });

  it('stays when the old one is wrong, which costs a try until it is blocked', () => {
    expect(statusOf(chip, changePin('000000', '280519'))).toBe('63C2');
    expect(statusOf(chip, changePin('000000', '280519'))).toBe('63C1');
    expect(statusOf(chip, changePin('000000', '280519'))).toBe('63C0');
    expect(statusOf(chip, changePin('123456', '280519'))).toBe('6983');
    expect(chip.image.pin).toBe('123456');
  });

  it('is not changed to what is no PIN, and that costs no try', () => {
    expect(statusOf(chip, fromHex('805E010006123456FF28FA'))).toBe('6A80');
    expect(statusOf(chip, fromHex('805E010004123456FF'))).toBe('6A80');
    expect(chip.pinTriesLeft).toBe(3);
  });

  it('is reloaded by the centre, also when it is blocked', () => {
    for (let attempt = 0; attempt < 3; attempt += 1) chip.answer(verifyPin('000000'));
    expect(statusOf(chip, macked(reload('280519'), challengeOf(chip)))).toBe('9000');
    expect(statusOf(chip, verifyPin('280519'))).toBe('9000');
    expect(chip.pinTriesLeft).toBe(3);
  });

  it('is unblocked by the centre, and stays what it was', () => {
    for (let attempt = 0; attempt < 3; attempt += 1) chip.answer(verifyPin('000000'));
    expect(statusOf(chip, verifyPin('123456'))).toBe('6983');
    expect(statusOf(chip, macked(unblockPin(), challengeOf(chip)))).toBe('9000');
    expect(statusOf(chip, verifyPin('123456'))).toBe('9000');
  });

  it('takes no MAC without a challenge, over an older one, twice, or with another key', () => {
    const stale = challengeOf(chip);
    const right = macked(unblockPin(), stale);
    challengeOf(chip);
    expect(statusOf(chip, right)).toBe('6988');
    expect(statusOf(chip, right)).toBe('6984');
    expect(statusOf(chip, macked(unblockPin(), challengeOf(chip), chip.image.keys.stk))).toBe('6988');
    const once = macked(unblockPin(), challengeOf(chip));
    expect(statusOf(chip, once)).toBe('9000');
    expect(statusOf(chip, once)).toBe('6984');
    expect(statusOf(chip, macked(reload('280519', chip.image.keys.stk), challengeOf(chip)))).toBe('6A80');
    expect(chip.image.pin).toBe('123456');
  });

  it('blocks PUK after ten MACs that do not fit, for the right one too, over power cycles', () => {
    for (let attempt = 0; attempt < 10; attempt += 1)
      expect(statusOf(chip, macked(unblockPin(), challengeOf(chip), chip.image.keys.irk))).toBe('6988');
    chip.reset();
    chip.answer(selectApplication());
    expect(statusOf(chip, macked(unblockPin(), challengeOf(chip)))).toBe('6983');
  });

  it('and its tries are told to whoever keeps the card, before the answer', () => {
    chip.answer(verifyPin('000000'));
    expect(written.at(-1)).toMatchObject({ pin: '123456', pinTriesLeft: 2 });
    chip.answer(changePin('123456', '280519'));
    const kept = written.at(-1);
    if (kept === undefined) throw new Error('nothing was written');
    const again = new Chip(kept);
    again.answer(selectApplication());
    expect(statusOf(again, verifyPin('280519'))).toBe('9000');
  });
});

const named = (name: string): Uint8Array => {
  const encoded = encodeItem('name', name);
  if (!encoded.ok) throw new Error(encoded.refusal);
  return encoded.value;
};
const proveUpdateKey = (chip: Chip, key = chip.image.keys.uk): string => {
  const cryptogram = externalCryptogram(
    fromHex(key),
    { cardChallenge: challengeOf(chip), factor },
    chip.image.algorithm,
  );
  return statusOf(chip, externalAuthenticate(cryptogram, factor, updateKeyId));
};

describe.each(versions)("the holder's file of a chip of version %s", (version) => {
  it('is updated record by record once UK is proven, until the next reset', () => {
    const chip = new Chip(sampleCard(version));
    chip.answer(selectApplication());
    expect(statusOf(chip, updateRecord('name', named('李四')))).toBe('6982');
    expect(proveUpdateKey(chip, chip.image.keys.rksse)).toBe('63C9');
    expect(proveUpdateKey(chip)).toBe('9000');
    expect(statusOf(chip, updateRecord('name', named('李四')))).toBe('9000');
    expect(chip.image.files.ef06['09']).toBe(toHex(named('李四')));
    expect(statusOf(chip, updateRecord('cardNumber', fromHex('585858585858585858')))).toBe('6982');
    expect(statusOf(chip, fromHex('00DC0930030901FF'))).toBe('6700');
    expect(statusOf(chip, fromHex('00DC0930030A01FF'))).toBe('6A80');
    chip.reset();
    chip.answer(selectApplication());
    expect(statusOf(chip, updateRecord('name', named('王五')))).toBe('6982');
  });

  it('and UK is blocked after ten failures', () => {
    const chip = new Chip(sampleCard(version));
    chip.answer(selectApplication());
    for (let left = 9; left >= 0; left -= 1)
      expect(proveUpdateKey(chip, chip.image.keys.irk)).toBe(`63C${left}`);
    expect(proveUpdateKey(chip)).toBe('6983');
  });
});

describe.each(versions)('a blank of version %s', (version) => {
  const made = (chip: Chip, key = '66'.repeat(16)): readonly Uint8Array[] =>
    personalisationCommands(sampleCard(version), {
      transportKey: fromHex(key),
      cardChallenge: challengeOf(chip),
      factor,
    });
  const selected = (content: ChipContent = blankOf(version)): Chip => {
    const chip = new Chip(content);
    chip.answer(selectApplication());
    return chip;
  };

  it('has an application without records, keys or PIN', () => {
    const chip = selected();
    expect(statusOf(chip, readRecord(5, 1, 0x12))).toBe('6A83');
    expect(statusOf(chip, internalAuthenticate(factor, factor))).toBe('6A88');
    expect(statusOf(chip, verifyPin('123456'))).toBe('6A88');
    expect(statusOf(chip, changePin('123456', '280519'))).toBe('6A88');
    expect(statusOf(chip, fromHex('8424000004AABBCCDD'))).toBe('6A88');
    expect(statusOf(chip, externalAuthenticate(factor, factor))).toBe('6A88');
    expect(chip.pinTriesLeft).toBeNull();
  });

  it('becomes in three commands the card that was meant, and may be read back whole at once', () => {
    const chip = selected();
    const commands = made(chip);
    expect(commands).toHaveLength(3);
    for (const command of commands) expect(statusOf(chip, command)).toBe('9000');
    const { label: _, note: __, ...card } = sampleCard(version, 'card');
    expect(chip.image).toMatchObject(card);
    for (const ordinal of [1, 2, 3, 4, 5, 6, 7]) {
      expect(statusOf(chip, readRecord(5, ordinal, 0))).toMatch(/^6C/);
      expect(statusOf(chip, readRecord(6, ordinal, 0))).toMatch(/^6C/);
    }
  });

  it('is no blank any more once it is a card: its transport key opens nothing', () => {
    const chip = selected();
    for (const command of made(chip)) chip.answer(command);
    const again = made(chip);
    expect(again.map((command) => statusOf(chip, command))).toEqual(['6A88', '6982', '6982']);
  });

  it('gives nothing half written away, keeps it through power cycles, and is made whole by another try', () => {
    const chip = selected();
    const [proof, first] = made(chip);
    if (proof === undefined || first === undefined) throw new Error('no commands');
    chip.answer(proof);
    expect(statusOf(chip, first)).toBe('9000');
    const again = selected(chip.content);
    expect(statusOf(again, readRecord(5, 1, 0x12))).toBe('6A83');
    expect(made(again).map((command) => statusOf(again, command))).toEqual(['9000', '9000', '9000']);
    expect(again.image.keys).toEqual(sampleCard(version).keys);
  });

  it('is not made whole by its last block alone', () => {
    const chip = selected();
    const [proof, , last] = made(chip);
    if (proof === undefined || last === undefined) throw new Error('no commands');
    chip.answer(proof);
    expect(statusOf(chip, last)).toBe('6985');
  });

  it('takes nothing before the transport key is proven, nor after a block whose MAC does not fit', () => {
    const chip = selected();
    const [proof, first] = made(chip);
    if (proof === undefined || first === undefined) throw new Error('no commands');
    expect(statusOf(chip, first)).toBe('6982');
    expect(statusOf(chip, proof)).toBe('9000');
    const damaged = first.slice();
    damaged[20] = (damaged[20] ?? 0) ^ 1;
    expect(statusOf(chip, damaged)).toBe('6988');
    expect(statusOf(chip, first)).toBe('6982');
  });

  it('blocks the transport key after ten failures, the right one too', () => {
    const chip = selected();
    for (let left = 9; left >= 0; left -= 1) {
      const [wrong] = made(chip, '77'.repeat(16));
      expect(statusOf(chip, wrong ?? factor)).toBe(`63C${left}`);
    }
    const [right] = made(chip);
    expect(statusOf(chip, right ?? factor)).toBe('6983');
    expect(right?.[3]).toBe(transportKeyId);
  });
});

describe('a box of chips', () => {
  it('plays what a chip has become, also from what was kept of it', () => {
    const kept: ChipContent[] = [];
    const box = new ChipBox((content) => kept.push(content));
    const blank = blankOf('2.00');
    const chip = box.play(blank);
    chip.answer(selectApplication());
    const challenge = chip.answer(getChallenge())?.slice(0, 8) ?? factor;
    const access = { transportKey: fromHex(blank.transportKey), cardChallenge: challenge, factor };
    for (const command of personalisationCommands(sampleCard('2.00'), access)) chip.answer(command);
    const card = kept.at(-1);
    if (card === undefined) throw new Error('nothing was kept');
    expect(box.content('card')).toEqual(card);
    expect(box.play(card)).toBe(chip);
    expect(box.play(blank)).toBe(chip);
    expect(new ChipBox().play(card)).not.toBe(chip);
  });
});
