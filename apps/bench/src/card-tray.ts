/** The tray of virtual cards: every card image in a folder, read again whenever the folder has changed. */
import { renameSync, writeFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyCardImage, BlankCardImage, CardImage } from '#libs/cards/card-image.js';
import { cardKeyNames } from '#libs/cards/card-keys.js';
import { decodeItem } from '#libs/cards/file-layout.js';
import type { BenchCard } from '#libs/contract/bench.js';
import { fromHex } from '#libs/kernel/bytes.js';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isHex = (value: unknown): boolean => typeof value === 'string' && /^([0-9A-F]{2})*$/.test(value);

const isElementaryFile = (value: unknown): boolean =>
  isRecord(value) &&
  Object.entries(value).every(([tag, content]) => /^[0-9A-F]{2}$/.test(tag) && isHex(content));

/** Whether something read from a file is a card image that the virtual reader can play. */
const isCardImage = (value: unknown): value is AnyCardImage => {
  if (!isRecord(value)) return false;
  const { id, label, note, atr, foreign, files, keys } = value;
  if (typeof id !== 'string' || typeof label !== 'string' || typeof note !== 'string' || !isHex(atr))
    return false;
  if (foreign !== undefined)
    return foreign === 'other-application' || foreign === 'sam' || foreign === 'mute';
  const version = value['specificationVersion'];
  const algorithm = value['algorithm'];
  if ((version !== '2.00' && version !== '3.00') || (algorithm !== '3des' && algorithm !== 'sm4'))
    return false;
  if (value['blank'] === true) return isHex(value['transportKey']);
  return (
    isRecord(files) &&
    isElementaryFile(files['ef05']) &&
    isElementaryFile(files['ef06']) &&
    isRecord(keys) &&
    cardKeyNames.every((name) => isHex(keys[name])) &&
    typeof value['pin'] === 'string' &&
    typeof value['pinTryLimit'] === 'number'
  );
};

const cardNumberOf = (image: CardImage): string | null => {
  const stored = image.files.ef05['07'];
  return stored === undefined ? null : decodeItem('cardNumber', fromHex(stored));
};

/** A card as the page shows it; never its keys or its PIN. */
export const describeCard = (image: AnyCardImage): BenchCard => {
  const common = { id: image.id, label: image.label, note: image.note, blank: 'blank' in image };
  if ('foreign' in image)
    return { ...common, specificationVersion: null, algorithm: null, cardNumber: null, pinTriesLeft: null };
  const { specificationVersion, algorithm } = image;
  return {
    ...common,
    specificationVersion,
    algorithm,
    ...('blank' in image
      ? { cardNumber: null, pinTriesLeft: null }
      : { cardNumber: cardNumberOf(image), pinTriesLeft: image.pinTriesLeft ?? image.pinTryLimit }),
  };
};

export class CardTray {
  private signature = '';
  private images: ReadonlyMap<string, AnyCardImage> = new Map();
  /** The file each card was read from. */
  private readonly files = new Map<string, string>();

  /** `onBadFile` hears of each file that is no card image, once per change of the folder. */
  constructor(
    private readonly directory: string,
    private readonly onBadFile: (path: string, reason: string) => void,
  ) {}

  /** The cards there are now, by id, in the order of their labels' files. A missing folder is an empty tray. */
  async cards(): Promise<ReadonlyMap<string, AnyCardImage>> {
    const paths = await this.paths();
    const signatures = await Promise.all(
      paths.map(async (path) => {
        const { mtimeMs, size } = await stat(path);
        return `${path} ${mtimeMs} ${size}`;
      }),
    );
    const signature = signatures.join('\n');
    if (signature !== this.signature) {
      this.images = await this.read(paths);
      this.signature = signature;
    }
    return this.images;
  }

  /**
   * Writes what a card has become into its file, whole or not at all: it is on the disk when this returns, since a card
   * that has answered keeps what it answered to.
   */
  keep(card: CardImage | BlankCardImage): void {
    const file = this.files.get(card.id) ?? join(this.directory, `${card.id}.json`);
    const draft = `${file}.${process.pid}.draft`;
    writeFileSync(draft, `${JSON.stringify(card, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(draft, file);
  }

  private async paths(): Promise<readonly string[]> {
    try {
      const names = await readdir(this.directory);
      return names
        .filter((name) => name.endsWith('.json'))
        .toSorted()
        .map((name) => join(this.directory, name));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  private async read(paths: readonly string[]): Promise<ReadonlyMap<string, AnyCardImage>> {
    const images = new Map<string, AnyCardImage>();
    for (const path of paths) {
      try {
        const value: unknown = JSON.parse(await readFile(path, 'utf8'));
        if (!isCardImage(value)) this.onBadFile(path, 'not a card image');
        else {
          images.set(value.id, value);
          this.files.set(value.id, path);
        }
      } catch (error) {
        // Half written, or gone since it was listed: told, and read again when it changes.
        this.onBadFile(path, error instanceof Error ? error.message : String(error));
      }
    }
    return images;
  }
}
