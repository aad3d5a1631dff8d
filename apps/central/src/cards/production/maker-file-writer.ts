/** Writes a file of personalisation data: signed header, encrypted chunks, signed trailer; there whole, or not at all. */
import { createHash } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { CompactEncrypt, CompactSign, type CryptoKey } from 'jose';
import {
  makerFileFormat,
  type MakerFileHeader,
  type MakerFileTrailer,
  type MakerItem,
} from '#libs/cards/maker-file.js';
import { fileFault } from '../../ground/whole-file.js';
import type { MakerKey } from './card-makers.service.js';

/** Characters of a chunk's items: photos make items of a hundred kilobytes each. */
const chunkCharacters = 256 * 1024;

const encoder = new TextEncoder();

export class MakerFileWriter {
  private readonly lines = createHash('sha256');
  private readonly content = createHash('sha256');
  private waiting: string[] = [];
  private waitingCharacters = 0;
  private chunks = 0;
  private items = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly draft: string,
    private readonly target: string,
    private readonly header: MakerFileHeader,
    private readonly maker: MakerKey,
    private readonly signingKey: CryptoKey,
  ) {}

  /**
   * Begins a file under its batch's own name beside the target; a draft that an interrupted export of the batch left is written
   * over. This and whatever writes throws Refused `file-unwritable`.
   */
  static async begin(
    target: string,
    header: MakerFileHeader,
    maker: MakerKey,
    signingKey: CryptoKey,
  ): Promise<MakerFileWriter> {
    // Of the batch: two batches told to go to one file must not write into one draft.
    const draft = `${target}.${header.batch}.part`;
    const writer = new MakerFileWriter(
      await open(draft, 'w', 0o600).catch((fault: unknown) => {
        throw fileFault(target, fault);
      }),
      draft,
      target,
      header,
      maker,
      signingKey,
    );
    try {
      await writer.line(await writer.signed(header));
      return writer;
    } catch (fault) {
      await writer.abandon();
      throw fault;
    }
  }

  async add(item: MakerItem): Promise<void> {
    const text = JSON.stringify(item);
    this.content.update(text).update('\n');
    this.waiting.push(text);
    this.waitingCharacters += text.length;
    this.items += 1;
    if (this.waitingCharacters >= chunkCharacters) await this.chunk();
  }

  /** Ends the file and puts it onto the disk, still under its draft's name. */
  async end(): Promise<MakerFileTrailer> {
    if (this.waiting.length > 0) await this.chunk();
    const trailer: MakerFileTrailer = {
      format: makerFileFormat,
      part: 'trailer',
      batch: this.header.batch,
      chunks: this.chunks,
      items: this.items,
      digest: this.lines.copy().digest('hex'),
      contentDigest: this.content.digest('hex'),
    };
    await this.line(await this.signed(trailer));
    await this.file.sync();
    await this.file.close();
    return trailer;
  }

  /** Gives the ended file its name. */
  async publish(): Promise<void> {
    try {
      await rename(this.draft, this.target);
    } catch (fault) {
      throw fileFault(this.target, fault);
    }
  }

  /** Gives the file up: nothing of it stays on the disk. */
  async abandon(): Promise<void> {
    await this.file.close();
    await rm(this.draft, { force: true });
  }

  private async chunk(): Promise<void> {
    this.chunks += 1;
    const text = `{"batch":${JSON.stringify(this.header.batch)},"chunk":${this.chunks},"items":[${this.waiting.join(',')}]}`;
    this.waiting = [];
    this.waitingCharacters = 0;
    await this.line(
      await new CompactEncrypt(encoder.encode(text))
        .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: this.maker.thumbprint })
        .encrypt(this.maker.key),
    );
  }

  private signed(payload: MakerFileHeader | MakerFileTrailer): Promise<string> {
    return new CompactSign(encoder.encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(this.signingKey);
  }

  private async line(text: string): Promise<void> {
    const line = `${text}\n`;
    this.lines.update(line);
    await this.file.appendFile(line).catch((fault: unknown) => {
      throw fileFault(this.target, fault);
    });
  }
}
