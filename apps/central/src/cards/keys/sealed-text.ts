/** Text under a passphrase in a file of its own: AES-256-GCM, its key by scrypt, what it is about readable and protected too. */
import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from 'node:crypto';
import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';

/** The version of the form below; another one is refused, not guessed at. */
const format = 'sscard-sealed/1';

/** What can be read without the passphrase, and cannot be changed without being noticed. */
export type About = Readonly<Record<string, string | number>>;

type KeyDerivation = {
  readonly name: 'scrypt';
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly salt: string;
};

type Head = {
  readonly format: string;
  readonly kind: string;
  readonly about: About;
  readonly derivation: KeyDerivation;
};

type Sealed = Head & { readonly iv: string; readonly tag: string; readonly sealed: string };

/** Why something does not open: it is not what it should be, or the passphrase is another one. */
export type OpeningRefusal =
  | { readonly why: 'damaged'; readonly detail: string }
  | { readonly why: 'passphrase-wrong' };

const scryptCost = 2 ** 15;
const costAllowed = 2 ** 18;

const fileKey = (
  passphrase: string,
  { cost, blockSize, parallelization, salt }: KeyDerivation,
): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(
      passphrase.normalize('NFC'),
      Buffer.from(salt, 'hex'),
      32,
      { N: cost, r: blockSize, p: parallelization, maxmem: 256 * cost * blockSize },
      (fault, key) => (fault === null ? resolve(key) : reject(fault)),
    ),
  );

const headOf = ({ format: form, kind, about, derivation }: Head): Head => ({
  format: form,
  kind,
  about,
  derivation,
});

/** Told apart from a wrong passphrase by a digest over everything that is written. */
const digestOf = ({ iv, tag, sealed, ...head }: Sealed): string =>
  createHash('sha256')
    .update(canonicalJson({ ...headOf(head), iv, tag, sealed }))
    .digest('hex');

/** The text of a file that only the passphrase opens. */
export const sealText = async (
  kind: string,
  about: About,
  text: string,
  passphrase: string,
): Promise<string> => {
  const derivation: KeyDerivation = {
    name: 'scrypt',
    cost: scryptCost,
    blockSize: 8,
    parallelization: 1,
    salt: randomBytes(16).toString('hex'),
  };
  const head: Head = { format, kind, about, derivation };
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await fileKey(passphrase, derivation), iv);
  cipher.setAAD(Buffer.from(canonicalJson(head)));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('hex');
  const whole: Sealed = {
    ...head,
    iv: iv.toString('hex'),
    tag: cipher.getAuthTag().toString('hex'),
    sealed,
  };
  return `${JSON.stringify({ ...whole, digest: digestOf(whole) }, null, 2)}\n`;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isHex = (value: unknown, bytes?: number): value is string =>
  typeof value === 'string' &&
  /^([0-9a-f]{2})+$/.test(value) &&
  (bytes === undefined || value.length === 2 * bytes);

const isDerivation = (value: unknown): value is KeyDerivation =>
  isRecord(value) &&
  value['name'] === 'scrypt' &&
  isHex(value['salt']) &&
  [value['cost'], value['blockSize'], value['parallelization']].every(
    (part) => Number.isInteger(part) && Number(part) > 0,
  ) &&
  Number(value['cost']) <= costAllowed &&
  Number(value['blockSize']) * Number(value['parallelization']) <= 32;

const isAbout = (value: unknown): value is About =>
  isRecord(value) && Object.values(value).every((part) => ['string', 'number'].includes(typeof part));

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const damaged = (detail: string) => refuse({ why: 'damaged', detail } as const);

/** Opens what `sealText` made of this kind. */
export const openText = async (
  kind: string,
  text: string,
  passphrase: string,
): Promise<Result<{ readonly about: About; readonly text: string }, OpeningRefusal>> => {
  const whole = parse(text);
  if (!isRecord(whole)) return damaged('it is not JSON');
  if (whole['format'] !== format) return damaged(`its form is not ${format}`);
  if (whole['kind'] !== kind) return damaged(`it is not a ${kind}`);
  const { about, derivation, iv, tag, sealed, digest } = whole;
  if (!isAbout(about) || !isDerivation(derivation) || !isHex(iv, 12) || !isHex(tag, 16) || !isHex(sealed))
    return damaged('a part of it is missing or malformed');
  const head: Head = { format, kind, about, derivation };
  if (digestOf({ ...head, iv, tag, sealed }) !== digest) return damaged('its digest does not fit');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    await fileKey(passphrase, derivation),
    Buffer.from(iv, 'hex'),
  );
  decipher.setAAD(Buffer.from(canonicalJson(head)));
  decipher.setAuthTag(Buffer.from(tag, 'hex'));
  const opened = decipher.update(Buffer.from(sealed, 'hex'));
  try {
    return ok({ about, text: Buffer.concat([opened, decipher.final()]).toString('utf8') });
  } catch {
    // GCM says no more than that key and content do not belong together, and the digest says the content is whole.
    return refuse({ why: 'passphrase-wrong' });
  }
};
