/** Keeps the places of the area: where cards are collected, and its townships. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type Place = { readonly code: string; readonly name: string };

@Injectable()
export class PlacesStore {
  townships(tx: EntityManager): Promise<Place[]> {
    return tx.query('select code, name from township order by code');
  }

  /** Adds a township; a known one is called by the name given now. */
  async putTownship(tx: EntityManager, { code, name }: Place): Promise<void> {
    await tx.query(
      'insert into township (code, name) values ($1, $2) on conflict (code) do update set name = excluded.name',
      [code, name],
    );
  }

  depots(tx: EntityManager): Promise<Place[]> {
    return tx.query('select code, name from depot order by code');
  }

  /** Adds a depot; a known one is called by the name given now. */
  async putDepot(tx: EntityManager, { code, name }: Place): Promise<void> {
    await tx.query(
      'insert into depot (code, name) values ($1, $2) on conflict (code) do update set name = excluded.name',
      [code, name],
    );
  }
}
