/** Compares the staged rows of applicants with each other and the register, and turns them into people and applications, a range at a time. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

const applicationColumns = `reason, state, unit_code, photo_digest, phone, guardian_number, guardian_name, applied_at, applied_by, import_id`;
/** Of a staged row s; $1 is the import, $4 the moment, $5 who imports. */
const applicationValues = `'first', 'applied', s.unit_code, s.photo_digest, s.phone, s.guardian_number, s.guardian_name, $4::timestamptz, $5, $1::bigint`;

/** A unit's name without blanks, brackets of either width alike. */
const sameName = (column: string): string => `translate(${column}, '（） ', '()')`;

@Injectable()
export class ApplicantsStore {
  /** Marks what rows cannot know of each other: a unit under two names or two codes. */
  async compareUnits(tx: EntityManager, importId: number): Promise<void> {
    const units: { unit_code: string; is_unknown: boolean }[] = await tx.query(
      `select unit_code, known is null and names = 0 as is_unknown from (
         select s.unit_code, count(distinct s.unit_name) as names, min(unit.name) as known, min(s.unit_name) as name
         from file_import_row s left join unit on unit.code = s.unit_code
         where s.import_id = $1 and s.code is null and s.unit_code is not null group by s.unit_code
       ) u where names > 1 or (names = 0 and known is null) or name <> known`,
      [importId],
    );
    for (const isUnknown of [true, false]) {
      const codes = units.filter((unit) => unit.is_unknown === isUnknown).map((unit) => unit.unit_code);
      if (codes.length > 0)
        await tx.query(
          `update file_import_row set code = $3, field = 'AAB004', detail = 'AAB001'
           where import_id = $1 and code is null and unit_code = any($2::text[])`,
          [importId, codes, isUnknown ? 'unit-unknown' : 'unit-differs'],
        );
    }
    await this.compareUnitNames(tx, importId);
  }

  /** Marks units that are new and have the name of another: a code whose zeros were lost, or typed wrong, would make a second unit of one. */
  private async compareUnitNames(tx: EntityManager, importId: number): Promise<void> {
    await tx.query(
      `with named as (
         select unit_code as code, unit_name as name from file_import_row
         where import_id = $1 and code is null and unit_name is not null group by 1, 2),
       alike as (select code, name, ${sameName('name')} as same from named),
       shared as (
         select same from (
           select same, code from alike union select ${sameName('name')}, code from unit
           where ${sameName('name')} in (select same from alike)) every_code
         group by same having count(*) > 1)
       update file_import_row r set code = 'unit-of-two-codes', field = 'AAB001', detail = 'AAB004'
       from alike where r.import_id = $1 and r.code is null and r.unit_code = alike.code
         and alike.same in (select same from shared) and not exists (select from unit where unit.code = alike.code)`,
      [importId],
    );
  }

  /** Marks what the register refuses now: another name under the number, a card in use or coming, an application under way. Gives how many rows that are. */
  async compareWithRegister(tx: EntityManager, importId: number): Promise<number> {
    const [, marked]: [unknown, number] = await tx.query(
      `update file_import_row r set asked = true, code = f.code, field = case when f.code = 'person-differs' then 'AAC003' else 'AAC002' end, detail = null
       from (
         select s.row, case
           when p.name <> s.name then 'person-differs'
           when exists (select 1 from card where card.person_id = p.id and card.state not in ('replaced', 'cancelled')) then 'card-exists'
           when exists (select 1 from card_application a where a.person_id = p.id and a.state in ('applied', 'approved', 'in-production')) then 'application-open'
         end as code
         from file_import_row s join person p on p.social_security_number = s.number
         where s.import_id = $1 and s.code is null
       ) f
       where r.import_id = $1 and r.row = f.row and f.code is not null`,
      [importId],
    );
    return marked;
  }

  async registerUnits(tx: EntityManager, importId: number): Promise<void> {
    await tx.query(
      `insert into unit (code, name)
       select unit_code, min(unit_name) from file_import_row where import_id = $1 and code is null and unit_name is not null group by unit_code
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
      `select row, number, photo_digest as digest from file_import_row s
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
       from file_import_row where import_id = $1 and row between $2 and $3 and code is null order by row
       on conflict (social_security_number) do nothing returning 1`,
      range,
    );
    const accepted = await this.countOf(
      tx,
      'select 1 from file_import_row where import_id = $1 and row between $2 and $3 and code is null',
      range,
    );
    const known = accepted - fresh;
    // Whoever is new cannot have a card or an application; and where all are, nobody has to be looked for.
    await tx.query(
      `insert into card_application (person_id, ${applicationColumns})
       select s.new_person_id, ${applicationValues} from file_import_row s
       where s.import_id = $1 and s.row between $2 and $3 and s.code is null
         ${known === 0 ? '' : 'and exists (select 1 from person where person.id = s.new_person_id)'} order by s.row`,
      values,
    );
    if (known === 0) return;
    const [made]: { count: string }[] = await tx.query(
      `with made as (
         insert into card_application (person_id, ${applicationColumns})
         select p.id, ${applicationValues}
         from file_import_row s
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
       from file_import_row s
       where s.import_id = $1 and s.row between $2 and $3 and s.code is null and p.social_security_number = s.number and p.name = s.name
         and p.id <> s.new_person_id and (p.ethnic_group is null or p.birthplace is null or p.phone is null or p.address is null)`,
      [...range],
    );
  }

  /** Marks the accepted rows of a range that have no application of this import, with what stands in the way now. */
  private async leaveOut(tx: EntityManager, range: readonly number[]): Promise<void> {
    await tx.query(
      `update file_import_row s set field = 'AAC002', detail = 'meanwhile', code = case
           when p.name <> s.name then 'person-differs'
           when exists (select 1 from card where card.person_id = p.id and card.state not in ('replaced', 'cancelled')) then 'card-exists'
           else 'application-open' end
       from person p
       where s.import_id = $1 and s.row between $2 and $3 and s.code is null and p.social_security_number = s.number
         and not exists (select 1 from card_application a where a.person_id = p.id and a.import_id = $1)`,
      [...range],
    );
  }
}
