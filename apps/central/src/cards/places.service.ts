/** Where cards are collected, and which units collect them, for the other domains. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.js';
import { Refused } from '../http/refused.js';
import { PlacesStore, type Place } from './places.store.js';

@Injectable()
export class PlacesService {
  constructor(private readonly store: PlacesStore) {}

  depots(tx: Transaction): Promise<Place[]> {
    return this.store.depots(tx);
  }

  units(tx: Transaction): Promise<Place[]> {
    return this.store.units(tx);
  }

  /** Throws Refused `depot-unknown`. */
  async depot(tx: Transaction, code: string): Promise<Place> {
    const depot = (await this.store.depots(tx)).find((one) => one.code === code);
    if (depot === undefined) throw new Refused('depot-unknown', 'depot');
    return depot;
  }

  /** Throws Refused `unit-unknown`. */
  async unit(tx: Transaction, code: string): Promise<Place> {
    const unit = await this.store.unit(tx, code);
    if (unit === null) throw new Refused('unit-unknown', 'unitCode');
    return unit;
  }
}
