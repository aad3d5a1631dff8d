/** Where the passphrase of a vault of files comes from: never from beside the vault, where one copy would take both. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { askHidden } from './ask-hidden.js';
import { Refused } from './http/refused.js';
import { writeWhole } from './whole-file.js';
import { makeOnce } from './write-once.js';

/** What the settings say of it; `credential` is systemd's, whose folder is given as the service starts. */
export type PassphraseSource =
  | { readonly kind: 'file' | 'credential'; readonly file: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none' };

/** Asks for the passphrase when it is needed first, and once. Throws Refused `vault-passphrase-…`. */
export type VaultPassphrase = () => Promise<string>;

/** Injection token of the passphrase. */
export const VAULT_PASSPHRASE = Symbol('vault passphrase');

/** The name of systemd's credential. */
const credentialName = 'vault-passphrase';

/** Reads the settings; throws an Error with one clear line. */
export const readPassphraseSource = (env: NodeJS.ProcessEnv): PassphraseSource => {
  const { VAULT_PASSPHRASE_FILE: file, VAULT_PASSPHRASE: text, CREDENTIALS_DIRECTORY: credentials } = env;
  if (file !== undefined && text !== undefined)
    throw new Error('VAULT_PASSPHRASE_FILE and VAULT_PASSPHRASE are both set: leave one out');
  if (file !== undefined) return { kind: 'file', file: resolve(file) };
  if (text !== undefined) return { kind: 'text', text };
  const credential = credentials === undefined ? null : join(credentials, credentialName);
  return credential !== null && existsSync(credential)
    ? { kind: 'credential', file: credential }
    : { kind: 'none' };
};

/** The place as it really is, through links; of what is not there yet, by the folder that is. */
const realPlace = (place: string): string => {
  if (existsSync(place)) return realpathSync(place);
  const above = dirname(place);
  return above === place ? place : join(realPlace(above), relative(above, place));
};

/** Throws Refused `vault-passphrase-exposed` for a file in central's own folder, which is copied as a whole. */
const demandOutside = (file: string, folder: string): void => {
  if (!relative(realPlace(folder), realPlace(file)).startsWith('..'))
    throw new Refused('vault-passphrase-exposed', `${file} lies in ${folder}, beside the vault`);
};

const readPassphraseFile = (
  { kind, file }: Extract<PassphraseSource, { file: string }>,
  folder: string,
): string => {
  if (!existsSync(file)) throw new Refused('vault-passphrase-missing', `${file} is not there`);
  demandOutside(file, folder);
  // systemd lets the service's user read a credential by an access list, which shows as the group's right.
  const others = statSync(file).mode & (kind === 'credential' ? 0o007 : 0o077);
  if (others !== 0)
    throw new Refused('vault-passphrase-exposed', `${file} can be read by others: chmod 600 ${file}`);
  return readFileSync(file, 'utf8').trim();
};

type Former = { readonly file: string; readonly whole: Record<string, unknown>; readonly passphrase: string };

/** The passphrase where earlier releases kept it: with central's secrets, beside the vault. */
const formerPassphrase = (folder: string): Former | null => {
  const file = join(folder, 'secrets.json');
  if (!existsSync(file)) return null;
  const whole = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const passphrase = whole['vaultPassphrase'];
  return typeof passphrase === 'string' ? { file, whole, passphrase } : null;
};

const warnOfFormer = ({ file }: Former): void =>
  console.warn(
    `警告：密钥库口令仍存放在密钥库旁（${file}），请执行 keys passphrase --to <文件> 移出 / WARNING: the vault's passphrase lies beside the vault (${file}); move it away by \`keys passphrase --to <file>\``,
  );

const passphraseOf = async (source: PassphraseSource, folder: string): Promise<string> => {
  const former = formerPassphrase(folder);
  if (former !== null) warnOfFormer(former);
  switch (source.kind) {
    case 'file':
    case 'credential':
      return readPassphraseFile(source, folder);
    case 'text':
      return source.text;
    case 'none':
      return former?.passphrase ?? (await askHidden('密钥库口令 passphrase of the key vault: ')) ?? '';
  }
};

/** The passphrase by the settings; read, or asked for, when it is wanted first. */
export const openVaultPassphrase = ({
  vaultPassphrase: source,
  folder,
}: {
  readonly vaultPassphrase: PassphraseSource;
  /** Central's own. */
  readonly folder: string;
}): VaultPassphrase => {
  let known: Promise<string> | null = null;
  const read = async (): Promise<string> => {
    const passphrase = await passphraseOf(source, folder);
    if (passphrase === '') throw new Refused('vault-passphrase-missing');
    return passphrase;
  };
  return () => {
    known ??= read().catch((fault: unknown) => {
      // What is put right is read the next time.
      known = null;
      throw fault;
    });
    return known;
  };
};

export type PassphraseMove = { readonly file: string; readonly was: 'moved' | 'made' };

const removeFormer = async ({ file, whole }: Former): Promise<void> => {
  const { vaultPassphrase: _, ...rest } = whole;
  await writeWhole(file, async (draft) => {
    await draft.writeFile(JSON.stringify(rest, null, 2));
    await draft.sync();
  });
};

/**
 * Puts the passphrase into a file of its own: the one that lay beside the vault, which is gone from there afterwards, or a new one for a
 * vault that is still to be made. Throws Refused `vault-passphrase-exists`, `vault-passphrase-exposed`, and `vault-passphrase-missing`
 * when there is a vault whose passphrase lies elsewhere.
 */
export const movePassphrase = async (folder: string, to: string): Promise<PassphraseMove> => {
  const file = resolve(to);
  demandOutside(file, folder);
  const former = formerPassphrase(folder);
  const vault = join(folder, 'key-vault');
  if (former === null && existsSync(vault) && readdirSync(vault).length > 0)
    throw new Refused('vault-passphrase-missing', `${vault} has another one: give it that one`);
  const passphrase = former?.passphrase ?? randomBytes(24).toString('hex');
  // The same text is there after a move that was cut short.
  if (!makeOnce(file, `${passphrase}\n`) && readFileSync(file, 'utf8').trim() !== passphrase)
    throw new Refused('vault-passphrase-exists', file);
  if (former === null) return { file, was: 'made' };
  await removeFormer(former);
  return { file, was: 'moved' };
};
