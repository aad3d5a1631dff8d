/** What a password of staff has to be; asked where it is chosen, and shown there. */
import type { Words } from '#libs/kernel/words.js';

/** A sign-in takes no longer one. */
const longestPassword = 200;

/** Different characters at least: `aaaaaaaaaaaa` is long and worth nothing. */
const differentAtLeast = 5;

/**
 * Beginnings of those tried first by whoever guesses (the head of published lists of leaked passwords), and this project's own
 * published ones. Compared without case and after common swaps of characters.
 */
const common: readonly string[] = [
  'password',
  'passw',
  'qwertyuiop',
  'qwerty',
  'qwertz',
  'azerty',
  'asdfghjkl',
  'asdfgh',
  'zxcvbnm',
  'zxcvbn',
  '1q2w3e',
  'q1w2e3',
  'qazwsx',
  '123qwe',
  'abc123',
  'abcdef',
  '123456',
  '654321',
  '111111',
  '000000',
  '888888',
  '666666',
  '123123',
  '112233',
  '147258',
  '159753',
  '520131',
  '5201314',
  'woaini',
  'iloveyou',
  'letmein',
  'welcome',
  'admin',
  'administrator',
  'root',
  'login',
  'monkey',
  'dragon',
  'football',
  'baseball',
  'sunshine',
  'princess',
  'superman',
  'trustno1',
  'starwars',
  'master',
  'hello',
  'freedom',
  'whatever',
  'michael',
  'changeme',
  'default',
  'secret',
  'test',
  'guest',
  'user',
  'shebao',
  'shebaoju',
  'shebaoka',
  'zhongguo',
  'wangyut',
  'aini',
  'wodemima',
  'mima',
  'sscard',
  'socialsecurity',
  'delingha',
  'qinghai',
  'haixi',
];

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('@', 'a')
    .replaceAll('$', 's')
    .replaceAll('0', 'o')
    .replaceAll('3', 'e')
    .replaceAll('1', 'l')
    .replaceAll('!', 'i');

const letters = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

export type PasswordFault = 'too-short' | 'too-long' | 'too-uniform' | 'holds-number-or-name' | 'common';

export const passwordFaults: Readonly<Record<PasswordFault, Words>> = {
  'too-short': { zh: '太短', en: 'too short' },
  'too-long': { zh: '太长', en: 'too long' },
  'too-uniform': { zh: '重复的字符太多', en: 'too few different characters' },
  'holds-number-or-name': { zh: '含有工号或姓名', en: 'holds the staff number or the name' },
  common: { zh: '过于常见', en: 'too common' },
};

/** Whether a text goes up or down by one from character to character, such as `abcdefghijkl` or `987654321098`. */
const isRun = (text: string): boolean => {
  const steps = [...text]
    .slice(1)
    .map((character, at) => (character.codePointAt(0) ?? 0) - (text.codePointAt(at) ?? 0));
  return new Set(steps.map((step) => ((step % 10) + 10) % 10)).size <= 1;
};

/** What is wrong with a password for this member, null when it may be theirs. `shortest` in characters, as the bureau has set it. */
export const passwordFault = (
  password: string,
  member: { readonly staffNumber: string; readonly name: string },
  shortest: number,
): PasswordFault | null => {
  const characters = [...password];
  if (characters.length < shortest) return 'too-short';
  if (password.length > longestPassword) return 'too-long';
  const seen = letters(plain(password));
  const own = [member.staffNumber, member.name]
    .map((text) => letters(plain(text)))
    .filter((text) => text.length > 1);
  // A short number or name may stand in a long password, but not make it up.
  const holds = (text: string): boolean =>
    seen.includes(text) && (text.length > 3 || seen.replaceAll(text, '').length < shortest / 2);
  if (own.some(holds)) return 'holds-number-or-name';
  // A common beginning with a few characters put after or before it is guessed as soon.
  const stripped = common.map((word) => letters(plain(word))).filter((word) => seen.includes(word));
  if (stripped.some((word) => seen.replaceAll(word, '').length < 6)) return 'common';
  if (new Set(characters).size < differentAtLeast || isRun(password)) return 'too-uniform';
  return null;
};
