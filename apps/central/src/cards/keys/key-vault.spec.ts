/** Promises of every key vault, kept by the encrypted files and by a PKCS#11 module alike, and those of each alone. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import pkcs11 from 'pkcs11js';
import { diversifyKey } from '#libs/cards/key-diversification.js';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import { freshToken, softHsmModule } from '../../../../../test/support/softhsm.js';
import { makeComponent } from './key-component.js';
import { KeyFileVault } from './key-file-vault.js';
import type { KeyVault } from './key-vault.js';
import { checkValuesOf, combine, eachKey, type MasterKeys } from './master-keys.js';
import { Pkcs11Token, type Pkcs11Settings } from './pkcs11-token.js';
import { Pkcs11ProcessVault } from './pkcs11-process-vault.js';
import { Pkcs11Vault } from './pkcs11-vault.js';

const region = { provinceCode: '630000', cityCode: '632802' };
const folders: string[] = [];
const vaults: KeyVault[] = [];
afterAll(async () => {
  for (const vault of vaults) await vault.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A place for a vault, and the vault there as often as it is opened. */
type Place = {
  readonly open: () => KeyVault;
  /** Between processes the ceremony's lock in the database keeps the order. */
  readonly inOrderWithin?: 'one process';
};

const filePlace = (): Place & { readonly folder: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'sscard-vault-'));
  folders.push(folder);
  return { folder, open: () => new KeyFileVault(folder, async () => 'a passphrase of the tests', region) };
};

const tokenPlace = (): Place & { readonly settings: Pkcs11Settings } => {
  const settings = freshToken();
  const open = (): KeyVault => {
    const vault = new Pkcs11Vault(settings, region);
    vaults.push(vault);
    return vault;
  };
  return { settings, open };
};

const processPlace = (): Place & { readonly settings: Pkcs11Settings } => {
  const settings = freshToken();
  const open = (): KeyVault => {
    const vault = new Pkcs11ProcessVault(settings, region, 20_000);
    vaults.push(vault);
    return vault;
  };
  return { settings, open, inOrderWithin: 'one process' };
};

const masterKeys = (): MasterKeys => combine(makeComponent('张三').keys, makeComponent('李四').keys);

const serials = ['8697159900BF7C7A', '0000000000000000', 'FFFFFFFFFFFFFFFF', '0123456789ABCDEF'].map(fromHex);

/** What all vaults must answer, worked out one key at a time by the formula, without a vault. */
const expected = (keys: MasterKeys): Record<string, string> =>
  Object.fromEntries(
    eachKey.map(({ algorithm, name }) => [
      `${algorithm} ${name}`,
      serials
        .map((cardSerial) => toHex(diversifyKey(keys[algorithm][name], { ...region, cardSerial }, algorithm)))
        .join(' '),
    ]),
  );

const answered = async (vault: KeyVault, version: number): Promise<Record<string, string>> => {
  const answers: Record<string, string> = {};
  for (const { algorithm, name } of eachKey) {
    const all = await vault.diversify({ version, algorithm, name }, concat(...serials));
    answers[`${algorithm} ${name}`] = serials
      .map((_, index) => toHex(all.slice(index * 16, index * 16 + 16)))
      .join(' ');
  }
  return answers;
};

describe.each([
  ['encrypted files', filePlace],
  ['a PKCS#11 token', tokenPlace],
  ['a PKCS#11 token behind a process', processPlace],
])('a vault of %s', (_kind, placeOf: () => Place) => {
  let place: Place;
  beforeEach(() => {
    place = placeOf();
  });

  it('is empty until keys are admitted, and says which version is missing', async () => {
    const vault = place.open();
    expect(await vault.versions()).toEqual([]);
    await expect(vault.checkValues(1)).rejects.toMatchObject({ code: 'keys-missing', detail: 'version 1' });
    await expect(
      vault.diversify({ version: 1, algorithm: 'sm4', name: 'irk' }, new Uint8Array(8)),
    ).rejects.toMatchObject({ code: 'keys-missing' });
  });

  it('makes every key of every chip by the formula, and tells the check values of what it holds', async () => {
    const keys = masterKeys();
    const vault = place.open();
    expect(await vault.admit(1, keys)).toBe(true);
    expect(await vault.versions()).toEqual([1]);
    expect(await vault.checkValues(1)).toEqual(checkValuesOf(keys));
    expect(await answered(vault, 1)).toEqual(expected(keys));
  });

  it('keeps versions apart, and all of them, also when it is opened anew', async () => {
    const [first, second] = [masterKeys(), masterKeys()];
    const vault = place.open();
    await vault.admit(1, first);
    await vault.admit(12, second);
    const again = place.open();
    expect(await again.versions()).toEqual([1, 12]);
    expect(await answered(again, 1)).toEqual(expected(first));
    expect(await answered(again, 12)).toEqual(expected(second));
    await expect(again.checkValues(2)).rejects.toMatchObject({ code: 'keys-missing' });
  });

  it('never replaces a version', async () => {
    const keys = masterKeys();
    const vault = place.open();
    await vault.admit(1, keys);
    expect(await vault.admit(1, masterKeys())).toBe(false);
    expect(await answered(place.open(), 1)).toEqual(expected(keys));
  });

  it('takes in one of two that come at once, whole', async () => {
    const both = [masterKeys(), masterKeys()];
    const shared = place.open();
    const admitted = await Promise.all(
      both.map((keys) => (place.inOrderWithin === undefined ? place.open() : shared).admit(1, keys)),
    );
    expect(admitted.toSorted()).toEqual([false, true]);
    const kept = both[admitted.indexOf(true)];
    expect(kept && (await answered(place.open(), 1))).toEqual(kept && expected(kept));
  });

  it('makes the keys of many chips in one go as one by one', async () => {
    const keys = masterKeys();
    const vault = place.open();
    await vault.admit(1, keys);
    const many = Array.from({ length: 3000 }, (_, index) => fromHex(index.toString(16).padStart(16, '0')));
    for (const algorithm of ['3des', 'sm4'] as const) {
      const id = { version: 1, algorithm, name: 'uk' } as const;
      const all = await vault.diversify(id, concat(...many));
      expect(all.length).toBe(many.length * 16);
      for (const index of [0, 1023, 1024, 2999])
        expect(toHex(all.slice(index * 16, index * 16 + 16))).toBe(
          toHex(await vault.diversify(id, many[index] ?? new Uint8Array())),
        );
    }
  });
});

describe('both kinds', () => {
  it('make the same keys of the same components', async () => {
    const components = [makeComponent('张三').keys, makeComponent('李四').keys] as const;
    const [file, token] = [filePlace().open(), tokenPlace().open()];
    for (const vault of [file, token]) await vault.admit(7, combine(...components));
    expect(await answered(token, 7)).toEqual(await answered(file, 7));
    expect(await token.checkValues(7)).toEqual(await file.checkValues(7));
  });
});

describe('encrypted files', () => {
  it('show no key, and nobody else may read them', async () => {
    const keys = masterKeys();
    const { folder, open } = filePlace();
    await open().admit(1, keys);
    const [file = ''] = readdirSync(folder);
    expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    const text = readFileSync(join(folder, file), 'utf8').toUpperCase();
    for (const { algorithm, name } of eachKey) expect(text).not.toContain(toHex(keys[algorithm][name]));
  });

  it('do not open under another passphrase', async () => {
    const { folder, open } = filePlace();
    await open().admit(1, masterKeys());
    const other = new KeyFileVault(folder, async () => 'another passphrase', region);
    await expect(other.checkValues(1)).rejects.toMatchObject({ code: 'key-vault-locked' });
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, -20)],
    ['empty', () => ''],
    [
      'with a bit changed',
      (text: string) => text.replace(/"sealed": "(.)/, (_, one) => `"sealed": "${one === '0' ? '1' : '0'}`),
    ],
    ['of a later form', (text: string) => text.replace('sscard-sealed/1', 'sscard-sealed/2')],
  ])('are found damaged when %s, and open again when put right', async (_how, damage) => {
    const keys = masterKeys();
    const { folder, open } = filePlace();
    await open().admit(1, keys);
    const file = join(folder, 'version-1.json');
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, damage(whole));
    const vault = open();
    await expect(vault.checkValues(1)).rejects.toMatchObject({ code: 'key-vault-damaged' });
    writeFileSync(file, whole);
    expect(await vault.checkValues(1)).toEqual(checkValuesOf(keys));
  });

  it('are not taken for another version by their name', async () => {
    const { folder, open } = filePlace();
    await open().admit(1, masterKeys());
    writeFileSync(join(folder, 'version-2.json'), readFileSync(join(folder, 'version-1.json')));
    await expect(open().checkValues(2)).rejects.toMatchObject({ code: 'key-vault-damaged' });
  });

  it('are no version as long as they are drafts of a process that was killed', async () => {
    const { folder, open } = filePlace();
    writeFileSync(join(folder, 'version-1.json.7f0c6c2e'), '{"format":"sscard-sea');
    expect(await open().versions()).toEqual([]);
    expect(await open().admit(1, masterKeys())).toBe(true);
  });
});

describe('a PKCS#11 token', () => {
  it('gives away none of its keys', async () => {
    const { settings, open } = tokenPlace();
    const keys = masterKeys();
    await open().admit(1, keys);
    const token = new Pkcs11Token(settings);
    const told = token.use(
      () => {},
      (opened) => {
        const secret = opened.find([{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY }]);
        const values = secret.map((key) => {
          try {
            return opened.attribute(key, pkcs11.CKA_VALUE).toString('hex');
          } catch (fault) {
            return (fault as Error).message;
          }
        });
        const extractable = secret.map((key) => opened.attribute(key, pkcs11.CKA_EXTRACTABLE)[0]);
        const data = opened
          .find([{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_DATA }])
          .map((object) => opened.attribute(object, pkcs11.CKA_VALUE).toString('latin1'));
        return { values, extractable, data };
      },
    );
    token.close();
    // Six master keys, six of the city, and the one that the SM4 keys are sealed under.
    expect(told.values).toEqual(Array.from({ length: 13 }, () => 'CKR_ATTRIBUTE_SENSITIVE'));
    expect(told.extractable).toEqual(Array.from({ length: 13 }, () => 0));
    expect(told.data).toHaveLength(1);
    for (const { name } of eachKey) {
      expect(told.data[0]).not.toContain(toHex(keys.sm4[name]));
      expect(told.data[0]).not.toContain(Buffer.from(keys.sm4[name]).toString('latin1'));
    }
  });

  it('holds no version while it is not complete, and clears away what a killed ceremony left', async () => {
    const { settings, open } = tokenPlace();
    const token = new Pkcs11Token(settings);
    const left = 'social-security-card-keys/632802/1/3des/irk/city';
    const count = (): number =>
      token.use(
        () => {},
        (opened) => opened.find([{ type: pkcs11.CKA_LABEL, value: left }]).length,
      );
    token.use(
      () => {},
      (opened) =>
        opened.create([
          { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
          { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_DES2 },
          { type: pkcs11.CKA_TOKEN, value: true },
          { type: pkcs11.CKA_LABEL, value: left },
          { type: pkcs11.CKA_VALUE, value: Buffer.from('0123456789ABCDEFFEDCBA9876543210', 'hex') },
        ]),
    );
    expect(count()).toBe(1);
    const vault = open();
    expect(await vault.versions()).toEqual([]);
    const keys = masterKeys();
    expect(await vault.admit(1, keys)).toBe(true);
    expect(count()).toBe(1);
    expect(await answered(open(), 1)).toEqual(expected(keys));
    token.close();
  });

  it('is found damaged when a key is gone', async () => {
    const { settings, open } = tokenPlace();
    await open().admit(1, masterKeys());
    const token = new Pkcs11Token(settings);
    token.use(
      () => {},
      (opened) => {
        for (const key of opened.find([
          { type: pkcs11.CKA_LABEL, value: 'social-security-card-keys/632802/1/3des/puk/city' },
        ]))
          opened.destroy(key);
      },
    );
    token.close();
    await expect(open().checkValues(1)).rejects.toMatchObject({ code: 'key-vault-damaged' });
  });

  it('is refused with its reason when token, module or PIN is not right; a wrong PIN is tried once', async () => {
    const settings = freshToken();
    const refusal = async (changes: Partial<Pkcs11Settings>): Promise<unknown> => {
      const vault = new Pkcs11Vault({ ...settings, ...changes }, region);
      vaults.push(vault);
      return vault.versions().catch((fault: unknown) => fault);
    };
    expect(await refusal({ token: 'nowhere' })).toMatchObject({
      code: 'key-vault-unreachable',
      detail: `${softHsmModule}: no token "nowhere"`,
    });
    expect(await refusal({ module: '/nowhere/module.so' })).toMatchObject({ code: 'key-vault-unreachable' });
    const wrong = new Pkcs11Vault({ ...settings, pin: 'wrong' }, region);
    vaults.push(wrong);
    const first = await wrong.versions().catch((fault: unknown) => fault);
    expect(first).toMatchObject({ code: 'key-vault-locked' });
    // The very refusal of before: the token was not asked again.
    expect(await wrong.versions().catch((fault: unknown) => fault)).toBe(first);
    expect(await refusal({})).toEqual([]);
  });

  it('goes on by itself after the module was started anew under it', async () => {
    const { open } = tokenPlace();
    const keys = masterKeys();
    const vault = open();
    await vault.admit(1, keys);
    const before = await answered(vault, 1);
    const module = new pkcs11.PKCS11();
    module.load(softHsmModule);
    module.C_Finalize();
    expect(await answered(vault, 1)).toEqual(before);
  });
});
