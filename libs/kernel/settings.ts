/** How every program reads its settings: as people's files of settings write them, and a wrong one is said in one line with its right form. */

/** Settings by name, as an environment has them. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** Of these each character counts. */
const asWritten: ReadonlySet<string> = new Set(['PKCS11_PIN', 'VAULT_PASSPHRASE']);

/**
 * A setting as it was meant: without the byte order mark, blanks, carriage return and quotes that editors and files of settings put around
 * it.
 */
const tidied = (text: string): string => {
  // A byte order mark and every kind of blank, also the full-width one, count as white space here.
  const bare = text.trim();
  const quoted = /^(["'])(.*)\1$/s.exec(bare);
  return quoted?.[2] === undefined ? bare : quoted[2].trim();
};

/** The settings as they were meant; one that is empty is not set, but where `mayBeEmpty` says that nothing is meant by it. */
export const tidySettings = (given: Settings, mayBeEmpty: readonly string[] = []): Settings =>
  Object.fromEntries(
    Object.entries(given)
      .map(([name, text]): [string, string | undefined] => [
        name,
        text === undefined || asWritten.has(name) ? text : tidied(text),
      ])
      .filter(([name, text]) => text !== '' || mayBeEmpty.includes(name)),
  );

/** A setting as it may be repeated in a message: what stands before its last @ may be a password. */
export const withoutPassword = (text: string): string => text.replace(/^(\w+:\/\/)?.*@/s, '$1…@');

/**
 * The address of another program, without a slash at its end; a path in front of what is asked there is kept. Throws RangeError for what is
 * no `http` or `https` address alone; what it was is not repeated where it may hold a password.
 */
export const readWebAddress = (name: string, text: string, example = 'https://card.example'): string => {
  const url = URL.canParse(text) ? new URL(text) : null;
  // Two addresses behind one another would be read as one host.
  const isHost = /^(?:[\w.-]+|\[[\d.:a-f]+\])$/;
  if (url === null || !/^https?:\/\//i.test(text) || !isHost.test(url.hostname))
    throw new RangeError(`${name} is no http or https address, such as ${example}: ${withoutPassword(text)}`);
  if (url.username !== '' || url.password !== '')
    throw new RangeError(`${name} must have no user and no password in it: ${withoutPassword(text)}`);
  if (/[?#]/.test(text))
    throw new RangeError(
      `${name} must end with its host or path, without query or fragment: ${withoutPassword(text)}`,
    );
  return url.href.replace(/\/+$/, '');
};

/** A port of TCP; `least` is 0 where any free one may be taken. Throws RangeError. */
export const readPort = (name: string, text: string, least: 0 | 1 = 0): number => {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < least || port > 65535)
    throw new RangeError(`${name} is not a port: ${text}`);
  return port;
};

/** The longest time a timer takes; with a longer one it would ring at once. */
const longestMs = 2 ** 31 - 1;

/** A whole number from `least` on, in digits alone; of a name that ends in `_MS`, milliseconds. Throws RangeError. */
export const readWhole = (name: string, text: string, least = 0): number => {
  const most = name.endsWith('_MS') ? longestMs : Number.MAX_SAFE_INTEGER;
  const value = Number(text);
  if (!/^\d{1,16}$/.test(text) || value > most)
    throw new RangeError(
      `${name} must be a whole number${name.endsWith('_MS') ? ` of milliseconds, at most ${longestMs}` : ''}, not "${text}"`,
    );
  if (value < least) throw new RangeError(`${name} must be ${least} or more`);
  return value;
};

/** Names of this machine for itself. */
const loopback = ['localhost', '127.0.0.1', '::1', '[::1]'];

/** One of a setting's words. Throws RangeError naming them all. */
export const readWord = <Word extends string>(name: string, words: readonly Word[], text: string): Word => {
  const word = words.find((each) => each === text);
  if (word === undefined) throw new RangeError(`${name} is none of ${words.join(', ')}: ${text}`);
  return word;
};

/**
 * What keeps a proxy of the environment (`HTTP_PROXY` with `NODE_USE_ENV_PROXY`, Chromium's) away from this machine's own programs: it
 * could not reach them, and must not read what they say to one another. To be put into the environment.
 */
export const withoutProxyForLoopback = ({
  NO_PROXY,
  no_proxy = NO_PROXY,
}: Settings): { readonly NO_PROXY: string; readonly no_proxy: string } => {
  // Where there are both, the small one goes before the other, for Node as for others.
  const named = (no_proxy ?? '').split(/[\s,]+/).filter((one) => one !== '');
  const all = named.includes('*') ? '*' : [...new Set([...named, ...loopback])].join(',');
  return { NO_PROXY: all, no_proxy: all };
};
