/** Keeps imports, and turns their staged rows into people and applications, a range of rows at a time. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CardImport, ImportState, ImportTotals } from './card-import.js';

type ImportRow = {
  id: string;
  file_digest: string;
  state: ImportState;
  with_photos: boolean;
  control_code: string | null;
  totals: ImportTotals | null;
};

const importOf = (row: ImportRow | undefined): CardImport | null =>
  row === undefined || row.totals === null || row.control_code === null
    ? null
    : {
        id: Number(row.id),
        fileDigest: row.file_digest,
        state: row.state,
        withPhotos: row.with_photos,
        controlCode: row.control_code,
        totals: row.totals,
      };

/** A row that was accepted and then was not taken, because the register had changed meanwhile. */
export type RowLeftOut = { readonly row: number; readonly code: string };

const applicationColumns = `reason, state, unit_code, photo_digest, phone, guardian_number, guardian_name, applied_at, applied_by, import_id`;
/** Of a staged row s; $1 is the import, $4 the moment, $5 who imports. */
const applicationValues = `'first', 'applied', s.unit_code, s.photo_digest, s.phone, s.guardian_number, s.guardian_name, $4::timestamptz, $5, $1::bigint`;

@Injectable()
export class CardImportsStore {
  async begin(
    tx: EntityManager,
    file: {
      readonly digest: string;
      readonly name: string;
      readonly withPhotos: boolean;
      readonly at: Date;
      readonly by: string;
    },
  ): Promise<number> {
    const [row]: { id: string }[] = await tx.query(
      `insert into card_import (file_digest, file_name, with_photos, examined_at, examined_by) values ($1, $2, $3, $4, $5) returning id`,
      [file.digest, file.name, file.withPhotos, file.at.toISOString(), file.by],
    );
    return Number(row?.id);
  }

  async setOutcome(tx: EntityManager, id: number, totals: ImportTotals, controlCode: string): Promise<void> {
    await tx.query('update card_import set totals = $2, control_code = $3 where id = $1', [
      id,
      JSON.stringify(totals),
      controlCode,
    ]);
  }

  /** The import of a file that is under way or done, else the latest time it was looked at. */
  async ofFile(tx: EntityManager, digest: string): Promise<CardImport | null> {
    const [row]: ImportRow[] = await tx.query(
      `select id, file_digest, state, with_photos, control_code, totals from card_import
       where file_digest = $1 and totals is not null order by (state = 'examined'), id desc limit 1`,
      [digest],
    );
    return importOf(row);
  }

  /** Locks the file against another commit of it, on whichever machine, until the end of the transaction. */
  async lockFile(tx: EntityManager, digest: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('card import ' || $1, 0))`, [digest]);
  }

  async setState(
    tx: EntityManager,
    id: number,
    state: 'committing' | 'committed',
    by: { readonly at: Date; readonly staffNumber: string },
  ): Promise<void> {
    await tx.query(
      `update card_import set state = $2, committed_by = coalesce(committed_by, $3),
         committed_at = case when $2 = 'committed' then $4::timestamptz end where id = $1`,
      [id, state, by.staffNumber, by.at.toISOString()],
    );
  }

  /** Forgets files that were only looked at: earlier looks at this one, and all from before an instant. */
  async forgetExamined(tx: EntityManager, digest: string, before: Date): Promise<void> {
    const forgotten: { id: string }[] = await tx.query(
      `select id from card_import where state = 'examined' and (file_digest = $1 or examined_at < $2) for update skip locked`,
      [digest, before.toISOString()],
    );
    const ids = forgotten.map(({ id }) => id);
    if (ids.length === 0) return;
    await tx.query('delete from card_import_row where import_id = any($1::bigint[])', [ids]);
    await tx.query('delete from card_import where id = any($1::bigint[])', [ids]);
  }

  async registerUnits(tx: EntityManager, importId: number): Promise<void> {
    await tx.query(
      `insert into unit (code, name)
       select unit_code, min(unit_name) from card_import_row where import_id = $1 and code is null and unit_name is not null group by unit_code
       on conflict (code) do nothing`,
      [importId],
    );
  }

  /** The photos that accepted rows of a range need and the register lacks. */
  async photosWanted(
    tx: EntityManager,
    importId: number,
    first: number,
    last: number,
  ): Promise<readonly { readonly row: number; readonly number: string; readonly digest: string }[]> {
    return tx.query(
      `select row, number, photo_digest as digest from card_import_row s
       where import_id = $1 and row between $2 and $3 and code is null and photo_digest is not null
         and not exists (select 1 from photo where photo.digest = s.photo_digest) order by row`,
      [importId, first, last],
    );
  }

  /**
   * Registers the accepted rows of a range: people who are new, what is known of others completed, an application each. Rows
   * whose person came into the register, or changed there, since it was asked are marked and left out.
   */
  async register(
    tx: EntityManager,
    importId: number,
    { first, last }: { readonly first: number; readonly last: number },
    by: { readonly at: Date; readonly staffNumber: string },
  ): Promise<void> {
    const range = [importId, first, last];
    const values = [...range, by.at.toISOString(), by.staffNumber];
    const fresh = await this.countOf(
      tx,
      `insert into person (id, social_security_number, name, sex, birth_date, ethnic_group, birthplace, phone, address)
       select new_person_id, number, name, sex, birth_date, ethnic_group, birthplace, phone, address
       from card_import_row where import_id = $1 and row between $2 and $3 and code is null order by row
       on conflict (social_security_number) do nothing returning 1`,
      range,
    );
    const accepted = await this.countOf(
      tx,
      'select 1 from card_import_row where import_id = $1 and row between $2 and $3 and code is null',
      range,
    );
    const known = accepted - fresh;
    // Whoever is new cannot have a card or an application; and where all are, nobody has to be looked for.
    await tx.query(
      `insert into card_application (person_id, ${applicationColumns})
       select s.new_person_id, ${applicationValues} from card_import_row s
       where s.import_id = $1 and s.row between $2 and $3 and s.code is null
         ${known === 0 ? '' : 'and exists (select 1 from person where person.id = s.new_person_id)'} order by s.row`,
      values,
    );
    if (known === 0) return;
    const [made]: { count: string }[] = await tx.query(
      `with made as (
         insert into card_application (person_id, ${applicationColumns})
         select p.id, ${applicationValues}
         from card_import_row s
         cross join lateral (select id, name from person where social_security_number = s.number) p
         left join lateral (
           select 1 as found from card where person_id = p.id and state not in ('replaced', 'cancelled') limit 1
         ) card on true
         where s.import_id = $1 and s.row between $2 and $3 and s.code is null
           and p.id <> s.new_person_id and p.name = s.name and card.found is null
         on conflict (person_id) where state in ('applied', 'approved', 'in-production') do nothing returning 1
       ) select count(*) from made`,
      values,
    );
    await this.complete(tx, range);
    if (Number(made?.count ?? 0) < known) await this.leaveOut(tx, range);
  }

  /** How many rows a statement gives. */
  private async countOf(tx: EntityManager, statement: string, values: readonly unknown[]): Promise<number> {
    const [found]: { count: string }[] = await tx.query(
      `with given as (${statement}) select count(*) from given`,
      [...values],
    );
    return Number(found?.count);
  }

  /** Adds what the file knows of people who were registered before, where the register has nothing. */
  private async complete(tx: EntityManager, range: readonly number[]): Promise<void> {
    await tx.query(
      `update person p set ethnic_group = coalesce(p.ethnic_group, s.ethnic_group), birthplace = coalesce(p.birthplace, s.birthplace),
         phone = coalesce(p.phone, s.phone), address = coalesce(p.address, s.address)
       from card_import_row s
       where s.import_id = $1 and s.row between $2 and $3 and s.code is null and p.social_security_number = s.number and p.name = s.name
         and p.id <> s.new_person_id and (p.ethnic_group is null or p.birthplace is null or p.phone is null or p.address is null)`,
      [...range],
    );
  }

  /** Marks the accepted rows of a range that have no application of this import, with what stands in the way now. */
  private async leaveOut(tx: EntityManager, range: readonly number[]): Promise<void> {
    await tx.query(
      `update card_import_row s set field = 'AAC002', detail = 'meanwhile', code = case
           when p.name <> s.name then 'person-differs'
           when exists (select 1 from card where card.person_id = p.id and card.state not in ('replaced', 'cancelled')) then 'card-exists'
           else 'application-open' end
       from person p
       where s.import_id = $1 and s.row between $2 and $3 and s.code is null and p.social_security_number = s.number
         and not exists (select 1 from card_application a where a.person_id = p.id and a.import_id = $1)`,
      [...range],
    );
  }

  async leftOut(tx: EntityManager, importId: number): Promise<readonly RowLeftOut[]> {
    return tx.query(
      `select row, code from card_import_row where import_id = $1 and code is not null and detail = 'meanwhile' order by row`,
      [importId],
    );
  }
}
