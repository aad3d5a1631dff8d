/** Languages that the bureau has added to a kiosk: a JSON file each in one folder, read whenever the page begins. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { addedLanguagesAtMost, type KioskLanguage, type LanguageWords } from '#libs/contract/self-service.js';
import type { AgentConfig } from '../ground/config.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { AGENT_CONFIG } from '../ground/tokens.js';

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values in braces are filled in; what else the page would read as more than text is refused. */
const isText = (text: string): boolean => !/[{}@|]/u.test(text.replaceAll(/\{\w+\}/gu, ''));

/** Throws RangeError naming the key whose text is none. */
const wordsOf = (group: unknown, at: string): LanguageWords => {
  if (!isGroup(group)) throw new RangeError(`no group of words: ${at}`);
  return Object.fromEntries(
    Object.entries(group).map(([key, value]) => {
      const path = `${at}.${key}`;
      if (typeof value !== 'string') return [key, wordsOf(value, path)];
      if (!isText(value)) throw new RangeError(`{, }, @ or | that is no value: ${path}`);
      return [key, value];
    }),
  );
};

/** Throws RangeError or SyntaxError saying what is wrong with the file. */
const languageOf = (content: string): KioskLanguage => {
  // An editor may have left a byte order mark.
  const file: unknown = JSON.parse(content.replace(/^\uFEFF/u, ''));
  if (!isGroup(file)) throw new RangeError('no object');
  const { code, name, words } = file;
  if (typeof code !== 'string' || !/^[a-z]{2,3}(?:-[A-Z][a-z]{3})?$/u.test(code) || /^(?:zh|en)/u.test(code))
    throw new RangeError('code is none of a further language, such as bo or mn');
  if (typeof name !== 'string' || name.trim() === '' || name.length > 30)
    throw new RangeError('name is not the name of the language, of 30 characters at most');
  return { code, name: name.trim(), words: wordsOf(words, 'words') };
};

@Injectable()
export class KioskLanguages {
  constructor(
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** By the names of their files; one that is not fit to be shown is named in the log alone. */
  async all(): Promise<readonly KioskLanguage[]> {
    const folder = this.config.kioskLanguages;
    if (folder === null) return [];
    const taken: KioskLanguage[] = [];
    for (const file of await this.filesIn(folder)) {
      try {
        const language = languageOf(await readFile(join(folder, file), 'utf8'));
        if (taken.some(({ code }) => code === language.code))
          throw new RangeError(`another file is of the same code: ${language.code}`);
        if (taken.length >= addedLanguagesAtMost)
          throw new RangeError(`more than ${addedLanguagesAtMost} further languages`);
        taken.push(language);
      } catch (error) {
        this.log.warn({ file, ...errorFields(error) }, 'language left out');
      }
    }
    return taken;
  }

  private async filesIn(folder: string): Promise<readonly string[]> {
    try {
      return (await readdir(folder)).filter((file) => file.endsWith('.json')).toSorted();
    } catch (error) {
      this.log.warn({ folder, ...errorFields(error) }, 'languages not read');
      return [];
    }
  }
}
