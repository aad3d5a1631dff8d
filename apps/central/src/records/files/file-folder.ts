/** Where the bytes of production files lie: each under its id, in a folder of central's own; no name that somebody gave is part of a path. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Refused } from '../../ground/http/refused.js';

/** What stays free for everything else that is written beside. */
const spareBytes = 256 * 1024 * 1024;

// A disk, or a quota, that takes nothing more.
const full = new Set(['ENOSPC', 'EDQUOT']);

const codeOf = (fault: unknown): string => (fault as NodeJS.ErrnoException).code ?? '';

const demandUuid = (id: string): string => {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Error('a file is named by a UUID');
  return id;
};

export class FileFolder {
  private readonly folder: string;

  constructor(central: string) {
    this.folder = join(central, 'files');
  }

  pathOf(id: string): string {
    return join(this.folder, demandUuid(id));
  }

  /** The folder of an archive's photos. */
  photosOf(id: string): string {
    return join(this.folder, `${demandUuid(id)}.photos`);
  }

  async make(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
  }

  /** Throws Refused `disk-full` where so many bytes would not leave the disk its spare room. */
  async demandRoom(bytes: number): Promise<void> {
    await this.make();
    const { bavail, bsize } = await statfs(this.folder);
    if (bavail * bsize < bytes + spareBytes) throw new Refused('disk-full');
  }

  /** Writes a piece where it belongs; written again it is the same. Throws Refused `disk-full`, `file-unreadable` when what came before is gone. */
  async write(id: string, offset: number, piece: Uint8Array): Promise<void> {
    await this.make();
    try {
      const file = await open(this.pathOf(id), offset === 0 ? 'w' : 'r+', 0o600);
      try {
        await file.write(piece, 0, piece.length, offset);
      } finally {
        await file.close();
      }
    } catch (fault) {
      if (full.has(codeOf(fault))) throw new Refused('disk-full');
      if (codeOf(fault) === 'ENOENT') throw new Refused('file-unreadable', 'ENOENT');
      throw fault;
    }
  }

  /** Size on the disk; null: it is not there. */
  async sizeOf(id: string): Promise<number | null> {
    try {
      return (await stat(this.pathOf(id))).size;
    } catch (fault) {
      if (codeOf(fault) === 'ENOENT') return null;
      throw fault;
    }
  }

  /** SHA-256 of a file, hex, read once from end to end. */
  async digestOf(id: string): Promise<string> {
    const digest = createHash('sha256');
    await pipeline(createReadStream(this.pathOf(id)), digest);
    return digest.digest('hex');
  }

  /** Takes a file away, with whatever was unpacked of it or was being written beside it; what is not there is no fault. */
  async remove(id: string): Promise<void> {
    await this.make();
    for (const name of await readdir(this.folder))
      if (name.startsWith(demandUuid(id)))
        await rm(join(this.folder, name), { force: true, recursive: true });
  }
}
