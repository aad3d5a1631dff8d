/** Opens a file of personalisation data as the maker it was encrypted for, and refuses one that is not whole. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { compactDecrypt, compactVerify, type CryptoKey } from 'jose';
import {
  makerFileFormat,
  type MakerFileChunk,
  type MakerFileHeader,
  type MakerFileTrailer,
  type MakerItem,
} from '#libs/cards/maker-file.js';
import { MakerRefusal } from './maker-refusal.js';

const decoder = new TextDecoder();

const verified = async <T extends MakerFileHeader | MakerFileTrailer>(
  line: string,
  part: T['part'],
  centralKey: CryptoKey,
): Promise<T> => {
  const payload = await compactVerify(line, centralKey, { algorithms: ['EdDSA'] }).then(
    (signed) => JSON.parse(decoder.decode(signed.payload)) as T,
    () => {
      throw new MakerRefusal('maker-file-broken', `${part}: signature`);
    },
  );
  if (payload.format !== makerFileFormat || payload.part !== part)
    throw new MakerRefusal('maker-file-broken', `${part}: format`);
  return payload;
};

const decrypted = async (line: string, number: number, makerKey: CryptoKey): Promise<MakerFileChunk> =>
  compactDecrypt(line, makerKey, {
    keyManagementAlgorithms: ['ECDH-ES'],
    contentEncryptionAlgorithms: ['A256GCM'],
  }).then(
    ({ plaintext }) => JSON.parse(decoder.decode(plaintext)) as MakerFileChunk,
    () => {
      throw new MakerRefusal('maker-file-broken', `chunk ${number}: not for this key, or damaged`);
    },
  );

/** Tells a JWS from a JWE: three parts, not five. */
const isSigned = (line: string): boolean => line.split('.', 4).length === 3;

export class MakerFile {
  private constructor(
    readonly header: MakerFileHeader,
    private readonly lines: AsyncIterator<string>,
    private readonly firstLine: string,
    private readonly makerKey: CryptoKey,
    private readonly centralKey: CryptoKey,
  ) {}

  /** Reads the header. Throws MakerRefusal `maker-file-broken`. */
  static async open(path: string, makerKey: CryptoKey, centralKey: CryptoKey): Promise<MakerFile> {
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity })[
      Symbol.asyncIterator
    ]();
    const { value: firstLine = '' } = (await lines.next()) as IteratorResult<string, undefined>;
    const header = await verified<MakerFileHeader>(firstLine, 'header', centralKey);
    return new MakerFile(header, lines, firstLine, makerKey, centralKey);
  }

  /** The items, a chunk at a time; the file is whole once this has come to its end. Throws MakerRefusal `maker-file-broken`. */
  async *chunks(): AsyncGenerator<readonly MakerItem[]> {
    const digest = createHash('sha256').update(`${this.firstLine}\n`);
    const content = createHash('sha256');
    let [chunks, items] = [0, 0];
    for (;;) {
      const { value: line, done } = (await this.lines.next()) as IteratorResult<string, undefined>;
      if (done === true || line === undefined)
        throw new MakerRefusal('maker-file-broken', `it ends after ${items} items without its trailer`);
      if (isSigned(line)) {
        const trailer = await verified<MakerFileTrailer>(line, 'trailer', this.centralKey);
        const same =
          trailer.batch === this.header.batch &&
          trailer.chunks === chunks &&
          trailer.items === items &&
          this.header.items === items &&
          trailer.digest === digest.digest('hex') &&
          trailer.contentDigest === content.digest('hex');
        if (!same) throw new MakerRefusal('maker-file-broken', 'trailer: counts or digests differ');
        return;
      }
      chunks += 1;
      digest.update(line).update('\n');
      const chunk = await decrypted(line, chunks, this.makerKey);
      if (chunk.batch !== this.header.batch || chunk.chunk !== chunks)
        throw new MakerRefusal('maker-file-broken', `chunk ${chunks}: of another file`);
      for (const item of chunk.items) content.update(JSON.stringify(item)).update('\n');
      items += chunk.items.length;
      yield chunk.items;
    }
  }
}
