/** Photos for cards: taken in when they fit, and handed out again. */
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PhotosStore } from './photos.store.js';
import { takePhoto, type TakenPhoto } from './taken-photo.js';

@Injectable()
export class PhotosService {
  constructor(
    private readonly database: Database,
    private readonly store: PhotosStore,
  ) {}

  /** Keeps a photo, upright, and returns its digest (SHA-256, hex); the same photo again is the same. Throws Refused `photo-unfit`. */
  async add(file: Uint8Array): Promise<string> {
    const taken = takePhoto(file);
    if (!taken.ok) throw new Refused('photo-unfit', taken.refusal);
    const { digest, jpeg } = taken.value;
    await this.database.transaction((tx) => this.store.add(tx, digest, jpeg));
    return digest;
  }

  /** Throws Refused `not-found`. */
  async read(digest: string): Promise<Uint8Array> {
    const jpeg = /^[0-9a-f]{64}$/.test(digest)
      ? await this.database.transaction((tx) => this.store.find(tx, digest))
      : null;
    if (jpeg === null) throw new Refused('not-found', 'photo');
    return jpeg;
  }

  /** Keeps photos that were checked, under their digests, in the transaction of what they are for. */
  async keep(tx: Transaction, photos: readonly TakenPhoto[]): Promise<void> {
    for (const { digest, jpeg } of photos) await this.store.add(tx, digest, jpeg);
  }

  has(tx: Transaction, digest: string): Promise<boolean> {
    return this.store.has(tx, digest);
  }
}
