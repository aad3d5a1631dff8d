/** Writes the demonstration's small city into the register, table by table. */
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { identificationCode } from '#libs/cards/personalisation.js';
import { makeCardNumber } from '#libs/identity/card-number.js';
import { newId } from '#libs/kernel/ids.js';
import { ageOn, addYears, date, type PlainDate } from '#libs/kernel/plain-date.js';
import { townships } from './population-names.js';
import type { CityPerson, Population } from './population.js';

export type Settling = {
  readonly at: Date;
  readonly today: PlainDate;
  readonly cityCode: string;
  /** Of the keys that the cards are taken to have. */
  readonly keyVersion: number;
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

/** Inserts rows, whose names are those of the table's columns; `into` is the beginning of the statement, up to the table. */
const put = async (tx: EntityManager, into: string, rows: readonly object[]): Promise<void> => {
  const table = into.slice('insert into '.length);
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  if (columns === '') return;
  await tx.query(`${into} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ]);
};

/** Whether the city was settled before. */
export const isSettled = async (tx: EntityManager): Promise<boolean> =>
  ((await tx.query(`select from unit where code = 'C0001'`)) as unknown[]).length > 0;

/** Nineteen of twenty who are old enough hold one; no chip of the stock, since nobody taps it. */
const cardOf = (person: Settler, index: number, { today, cityCode, keyVersion }: Settling): object | null => {
  if (index % 20 === 7 || ageOn(person.birthDate, today) < 6) return null;
  const chipSerial = createHash('sha256').update(`resident ${index}`).digest().subarray(0, 13);
  const cardNumber = makeCardNumber(`R${String(index + 1).padStart(7, '0')}`);
  const issuedOn = date(`${Number(today.slice(0, 4)) - 1 - (index % 8)}-0${1 + (index % 9)}-12`);
  return {
    id: newId(),
    person_id: person.id,
    card_number: cardNumber,
    identification_code: hex(identificationCode({ cityCode, chipSerial, cardNumber })),
    historical_bytes: hex(chipSerial),
    specification_version: index % 3 === 0 ? '2.00' : '3.00',
    algorithm: index % 3 === 0 ? '3des' : 'sm4',
    state: person.diedOn === null ? 'enabled' : 'cancelled',
    issued_on: issuedOn,
    valid_until: addYears(issuedOn, 10),
    bank_account: `62179977${String(index).padStart(8, '0')}001`,
    bank_account_state: 'active',
    key_version: keyVersion,
    enabled_at: `${issuedOn}T02:00:00Z`,
  };
};

export type Settler = CityPerson & { readonly id: string };

/** Adds everybody and everything of the small city, but for what residents draw; the people, as they are registered. */
export const settle = async (
  tx: EntityManager,
  { units, projects, people: made }: Population,
  settling: Settling,
): Promise<readonly Settler[]> => {
  const at = settling.at.toISOString();
  const people: readonly Settler[] = made.map((person) => ({ ...person, id: newId() }));
  await put(
    tx,
    'insert into township',
    townships.map(({ code, name }) => ({ code, name })),
  );
  await put(
    tx,
    'insert into unit',
    units.map((unit, index) => ({
      code: unit.code,
      name: unit.name,
      credit_code: unit.creditCode,
      kind: unit.kind,
      industry_class: unit.industryClass,
      size: unit.size,
      township: unit.township,
      founded_on: unit.foundedOn,
      address: `德令哈市${townships.find(({ code }) => code === unit.township)?.name ?? ''}${index + 1} 号`,
      contact_name: people[index * 3]?.name,
      contact_phone: `0977822${String(1000 + index)}`,
      bank_name: '中国农业银行德令哈支行',
      bank_account: `2860${String(100_000 + index)}01040`,
    })),
  );
  await put(
    tx,
    'insert into unit_floating_step',
    units
      .filter(({ industryClass }, index) => industryClass !== null && industryClass > 1 && index % 4 === 0)
      .map(({ code }, index) => ({
        unit_code: code,
        effective_from: `${settling.today.slice(0, 4)}-01-01`,
        step: index % 2 === 0 ? '0.8' : '1.2',
        entered_at: at,
        entered_by: 'demonstration',
      })),
  );
  await put(
    tx,
    'insert into construction_project',
    projects.map(({ code, name, unitCode, costFen, startsOn, endsOn }) => ({
      code,
      name,
      unit_code: unitCode,
      cost_fen: String(costFen),
      starts_on: startsOn,
      ends_on: endsOn,
    })),
  );
  await put(
    tx,
    'insert into person',
    people.map((person, index) => ({
      id: person.id,
      social_security_number: person.number,
      name: person.name,
      sex: person.sex,
      birth_date: person.birthDate,
      category: person.category,
      ethnic_group: person.ethnicGroup,
      township: person.township,
      died_on: person.diedOn,
      phone: `1389777${String(1000 + (index % 9000))}`,
      created_at: at,
    })),
  );
  await put(
    tx,
    'insert into participation',
    people.flatMap(({ id, spells }) =>
      spells.map((spell) => ({
        id: newId(),
        person_id: id,
        scheme: spell.scheme,
        category: spell.category,
        unit_code: spell.unitCode,
        project_code: spell.projectCode,
        tier_percent: spell.tierPercent,
        since: spell.since,
        until: spell.until,
        end_reason: spell.endReason,
        entered_at: `${spell.since}T02:00:00Z`,
        ended_at: spell.until === null ? null : `${spell.until}T08:00:00Z`,
      })),
    ),
  );
  await put(
    tx,
    'insert into declared_wage',
    people.flatMap(({ id, wages }) =>
      wages.map(({ unitCode, from, wageFen }) => ({
        person_id: id,
        unit_code: unitCode,
        from_month: from,
        entered_at: `${from}-05T02:00:00Z`,
        wage_fen: String(wageFen),
        entered_by: 'demonstration',
      })),
    ),
  );
  // Their lines come with the history, once the rises of all the years are there.
  await put(
    tx,
    'insert into benefit_claim',
    people.flatMap(({ id, formerPension }) =>
      formerPension === null
        ? []
        : [
            {
              id: newId(),
              person_id: id,
              payee_id: id,
              kind: 'employee-pension',
              scheme: '110',
              is_pension: true,
              first_month: formerPension.firstMonth,
              facts: formerPension.facts,
            },
          ],
    ),
  );
  await put(
    tx,
    'insert into card',
    people.flatMap((person, index) => cardOf(person, index, settling) ?? []),
  );
  return people;
};
