/** Promises of a component's file: it opens to what was sealed, under its custodian's passphrase only, and tells what is wrong with it. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { toHex } from '#libs/kernel/bytes.js';
import { makeComponent, openComponent, sealComponent } from './key-component.js';
import { eachKey, keysToText } from './master-keys.js';
import { sealText } from './sealed-text.js';

const passphrase = '青海湖边的风吹过柴达木盆地';
const component = makeComponent('张三');
let file = '';
beforeAll(async () => {
  file = await sealComponent(component, passphrase);
});

const open = (text: string, word = passphrase): Promise<unknown> => openComponent('a.json', text, word);

describe('the file of a component', () => {
  it('opens to the same keys, its custodian and its number', async () => {
    const opened = await openComponent('a.json', file, passphrase);
    expect([opened.id, opened.custodian]).toEqual([component.id, '张三']);
    expect(keysToText(opened.keys)).toBe(keysToText(component.keys));
  });

  it('opens however the characters of the passphrase were composed', async () => {
    const sealed = await sealComponent(component, 'Qīnghǎi Hú 1234'.normalize('NFD'));
    expect(await openComponent('a.json', sealed, 'Qīnghǎi Hú 1234'.normalize('NFC'))).toMatchObject({
      id: component.id,
    });
  });

  it('shows none of its keys, and two files of one component share nothing', async () => {
    const again = JSON.parse(await sealComponent(component, passphrase)) as { sealed: string };
    expect(file).not.toContain(again.sealed);
    for (const { algorithm, name } of eachKey)
      expect(file.toUpperCase()).not.toContain(toHex(component.keys[algorithm][name]));
  });

  it('does not open under another passphrase', async () => {
    await expect(open(file, `${passphrase}。`)).rejects.toMatchObject({
      code: 'key-component-passphrase-wrong',
      detail: 'a.json',
    });
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, -9), 'it is not JSON'],
    ['empty', () => '', 'it is not JSON'],
    ['with another custodian written in', (text: string) => text.replace('张三', '李四'), 'its digest'],
    [
      'with a bit changed',
      (text: string) => text.replace(/"sealed": "(.)/, (_, one) => `"sealed": "${one === '0' ? '1' : '0'}`),
      'its digest',
    ],
    ['without its tag', (text: string) => text.replace('"tag"', '"gat"'), 'a part of it is missing'],
    ['that asks for endless work', (text: string) => text.replace('32768', '1073741824'), 'a part of it'],
    ['of another form', (text: string) => text.replace('sealed/1', 'sealed/9'), 'its form is not'],
    ['of something else', (text: string) => text.replace('key-component', 'key-version'), 'it is not a'],
  ])('is told damaged when it comes %s', async (_how, damage, detail) => {
    expect(damage(file)).not.toBe(file);
    await expect(open(damage(file))).rejects.toMatchObject({
      code: 'key-component-damaged',
      detail: expect.stringContaining(`a.json: ${detail}`),
    });
  });

  it('is told damaged when a key is not in it', async () => {
    const keys = JSON.parse(keysToText(component.keys)) as Record<string, Record<string, string>>;
    delete keys['sm4']?.['puk'];
    const about = { component: component.id, custodian: '张三' };
    const lacking = await sealText('key-component', about, JSON.stringify(keys), passphrase);
    await expect(open(lacking)).rejects.toMatchObject({ code: 'key-component-damaged' });
  });

  it('is not made under a short passphrase', async () => {
    await expect(sealComponent(component, '张三的生日1981')).rejects.toMatchObject({
      code: 'key-passphrase-short',
    });
  });
});
