/** Reads where cards are collected, and which units collect them for their people. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type Place = { readonly code: string; readonly name: string };

@Injectable()
export class PlacesStore {
  depots(tx: EntityManager): Promise<Place[]> {
    return tx.query('select code, name from depot order by code');
  }

  units(tx: EntityManager): Promise<Place[]> {
    return tx.query('select code, name from unit order by code');
  }

  async unit(tx: EntityManager, code: string): Promise<Place | null> {
    const rows: Place[] = await tx.query('select code, name from unit where code = $1', [code]);
    return rows[0] ?? null;
  }

  /** Adds a depot; a known one is called by the name given now. */
  async putDepot(tx: EntityManager, { code, name }: Place): Promise<void> {
    await tx.query(
      'insert into depot (code, name) values ($1, $2) on conflict (code) do update set name = excluded.name',
      [code, name],
    );
  }

  async addUnit(tx: EntityManager, { code, name }: Place): Promise<void> {
    await tx.query('insert into unit (code, name) values ($1, $2) on conflict do nothing', [code, name]);
  }
}
