/** The vault's passphrase comes from apart from the vault, from where nobody else reads it, and an older one is moved there. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { movePassphrase, openVaultPassphrase, readPassphraseSource } from './vault-passphrase.js';

const base = mkdtempSync(join(tmpdir(), 'sscard-passphrase-'));
let places = 0;

/** Central's folder of a place of its own, and a folder apart from it. */
const place = (): { readonly folder: string; readonly apart: string } => {
  places += 1;
  const [folder, apart] = ['central', 'apart'].map((name) => join(base, String(places), name)) as [
    string,
    string,
  ];
  for (const each of [folder, apart]) mkdirSync(each, { recursive: true });
  return { folder, apart };
};

const write = (file: string, text: string, mode = 0o600): string => {
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
};

const open = (env: NodeJS.ProcessEnv, folder: string): Promise<string> =>
  openVaultPassphrase({ vaultPassphrase: readPassphraseSource(env), folder })();

let warned: jest.SpiedFunction<typeof console.warn>;

beforeEach(() => {
  warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(() => {
  warned.mockRestore();
});

afterAll(() => rmSync(base, { recursive: true }));

describe('where the passphrase comes from', () => {
  it('takes a file of its own, systemd’s credential, or the environment', async () => {
    const { folder, apart } = place();
    const file = write(join(apart, 'one'), 'out of a file\n');
    write(join(apart, 'vault-passphrase'), 'out of a credential\n', 0o440);
    expect(await open({ VAULT_PASSPHRASE_FILE: file, CREDENTIALS_DIRECTORY: apart }, folder)).toBe(
      'out of a file',
    );
    expect(await open({ CREDENTIALS_DIRECTORY: apart }, folder)).toBe('out of a credential');
    expect(await open({ VAULT_PASSPHRASE: 'out of the environment' }, folder)).toBe('out of the environment');
    expect(warned).not.toHaveBeenCalled();
  });

  it('refuses two words for one thing, and none at all', async () => {
    const { folder } = place();
    expect(() => readPassphraseSource({ VAULT_PASSPHRASE_FILE: 'a', VAULT_PASSPHRASE: 'b' })).toThrow(
      'leave one out',
    );
    await expect(open({}, folder)).rejects.toMatchObject({ code: 'vault-passphrase-missing' });
    await expect(open({ VAULT_PASSPHRASE_FILE: join(folder, 'none') }, folder)).rejects.toMatchObject({
      code: 'vault-passphrase-missing',
    });
  });

  it.each([0o644, 0o640, 0o604])('refuses a file that others may read: %o', async (mode) => {
    const { folder, apart } = place();
    const VAULT_PASSPHRASE_FILE = write(join(apart, 'file'), 'seen', mode);
    await expect(open({ VAULT_PASSPHRASE_FILE }, folder)).rejects.toMatchObject({
      code: 'vault-passphrase-exposed',
    });
  });

  it('refuses a credential that everybody may read', async () => {
    const { folder, apart } = place();
    write(join(apart, 'vault-passphrase'), 'seen', 0o444);
    await expect(open({ CREDENTIALS_DIRECTORY: apart }, folder)).rejects.toMatchObject({
      code: 'vault-passphrase-exposed',
    });
  });

  it('refuses a file beside the vault, also by a link that leads there', async () => {
    const { folder, apart } = place();
    const beside = write(join(folder, 'passphrase'), 'beside');
    symlinkSync(beside, join(apart, 'link'));
    for (const VAULT_PASSPHRASE_FILE of [beside, join(apart, 'link')])
      await expect(open({ VAULT_PASSPHRASE_FILE }, folder)).rejects.toMatchObject({
        code: 'vault-passphrase-exposed',
      });
  });

  it('is read again after what was wrong has been put right', async () => {
    const { folder, apart } = place();
    const file = write(join(apart, 'file'), 'seen', 0o644);
    const passphrase = openVaultPassphrase({
      vaultPassphrase: readPassphraseSource({ VAULT_PASSPHRASE_FILE: file }),
      folder,
    });
    await expect(passphrase()).rejects.toMatchObject({ code: 'vault-passphrase-exposed' });
    chmodSync(file, 0o600);
    expect(await passphrase()).toBe('seen');
  });
});

const former = (): { readonly folder: string; readonly apart: string } => {
  const both = place();
  write(
    join(both.folder, 'secrets.json'),
    JSON.stringify({ receiptKey: 'AA', vaultPassphrase: 'the former one' }),
  );
  mkdirSync(join(both.folder, 'key-vault'));
  write(join(both.folder, 'key-vault', 'version-1.json'), '{}');
  return both;
};

describe('a passphrase beside its vault, as earlier releases left it', () => {
  it('is read, with one warning that says how to move it', async () => {
    const { folder } = former();
    const passphrase = openVaultPassphrase({ vaultPassphrase: { kind: 'none' }, folder });
    expect(await passphrase()).toBe('the former one');
    expect(await passphrase()).toBe('the former one');
    expect(warned).toHaveBeenCalledTimes(1);
    expect(warned.mock.calls[0]?.[0]).toMatch(/keys passphrase --to/);
  });

  it('is moved: into a file its user alone can read, and away from the other secrets, which stay', async () => {
    const { folder, apart } = former();
    const file = join(apart, 'deeper', 'passphrase');
    expect(await movePassphrase(folder, file)).toEqual({ file, was: 'moved' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'))).toEqual({ receiptKey: 'AA' });
    expect(await open({ VAULT_PASSPHRASE_FILE: file }, folder)).toBe('the former one');
    expect(warned).not.toHaveBeenCalled();
  });

  it('is moved on after a move that was cut short, and never over another file', async () => {
    const { folder, apart } = former();
    await expect(movePassphrase(folder, write(join(apart, 'other'), 'another'))).rejects.toMatchObject({
      code: 'vault-passphrase-exists',
    });
    const file = write(join(apart, 'same'), 'the former one\n');
    expect(await movePassphrase(folder, file)).toEqual({ file, was: 'moved' });
  });

  it('is not moved to where the vault is', async () => {
    const { folder } = former();
    const file = join(folder, 'new', 'passphrase');
    await expect(movePassphrase(folder, file)).rejects.toMatchObject({ code: 'vault-passphrase-exposed' });
    expect(existsSync(file)).toBe(false);
  });
});

describe('a new installation', () => {
  it('has a passphrase made, once, and none for a vault that has one elsewhere', async () => {
    const { folder, apart } = place();
    const file = join(apart, 'passphrase');
    expect(await movePassphrase(folder, file)).toEqual({ file, was: 'made' });
    const made = readFileSync(file, 'utf8');
    expect(made).toMatch(/^[0-9a-f]{48}\n$/);
    await expect(movePassphrase(folder, file)).rejects.toMatchObject({ code: 'vault-passphrase-exists' });
    expect(readFileSync(file, 'utf8')).toBe(made);
    mkdirSync(join(folder, 'key-vault'));
    write(join(folder, 'key-vault', 'version-1.json'), '{}');
    await expect(movePassphrase(folder, join(apart, 'second'))).rejects.toMatchObject({
      code: 'vault-passphrase-missing',
    });
  });
});
