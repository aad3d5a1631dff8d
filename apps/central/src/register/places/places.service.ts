/** Where cards are collected, and the townships people live in, for the other domains. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PlacesStore, type Place } from './places.store.js';

@Injectable()
export class PlacesService {
  constructor(private readonly store: PlacesStore) {}

  /** The townships of the area, by code. */
  townships(tx: Transaction): Promise<Place[]> {
    return this.store.townships(tx);
  }

  /** Adds a township; a known one is called by the name given now. Throws Refused `malformed-request`. */
  async putTownship(tx: Transaction, township: Place): Promise<void> {
    if (!/^\d{9}$/.test(township.code))
      throw new Refused('malformed-request', 'township code: nine digits of GB/T 10114');
    if (township.name.trim() === '') throw new Refused('malformed-request', 'township name');
    await this.store.putTownship(tx, township);
  }

  depots(tx: Transaction): Promise<Place[]> {
    return this.store.depots(tx);
  }

  /** Adds a depot; a known one is called by the name given now. Throws Refused `malformed-request`. */
  async putDepot(tx: Transaction, depot: Place): Promise<void> {
    if (!/^[A-Z0-9]{1,12}$/.test(depot.code))
      throw new Refused('malformed-request', 'depot code: 1 to 12 capitals and digits');
    if (depot.name.trim() === '') throw new Refused('malformed-request', 'depot name');
    await this.store.putDepot(tx, depot);
  }

  /** Throws Refused `township-unknown`. */
  async township(tx: Transaction, code: string): Promise<Place> {
    const township = (await this.store.townships(tx)).find((one) => one.code === code);
    if (township === undefined) throw new Refused('township-unknown', code);
    return township;
  }

  /** Throws Refused `depot-unknown`. */
  async depot(tx: Transaction, code: string): Promise<Place> {
    const depot = (await this.store.depots(tx)).find((one) => one.code === code);
    if (depot === undefined) throw new Refused('depot-unknown', 'depot');
    return depot;
  }
}
