/** Keeps hand-overs of cards to units and single holders, and reads the lists that are signed for them. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';

/** Somebody who signs for cards. */
export type Signer = {
  readonly number: string;
  readonly name: string;
  /** What an agent is to the holder; absent for a unit's handlers and for the holder. */
  readonly relation?: string;
};

export type HandOver = {
  readonly id: number;
  readonly number: string;
  readonly unitCode: string | null;
  readonly unitName: string | null;
  readonly signers: readonly Signer[];
  readonly letter: string | null;
  readonly at: Date;
  readonly by: string;
};

export type ListedCard = {
  readonly item: number;
  readonly applicationId: string;
  readonly name: string;
  readonly socialSecurityNumber: string;
  readonly cardNumber: string;
};

const columns = `h.id, h.number, h.unit_code as "unitCode", u.name as "unitName", h.signers, h.letter, h.at, h.by`;

@Injectable()
export class HandOversStore {
  async hasUnit(tx: EntityManager, code: string): Promise<boolean> {
    const rows: object[] = await tx.query('select 1 from unit where code = $1', [code]);
    return rows.length > 0;
  }

  /** Hand-overs of a batch with a letter, by unit; of one unit when it is given. */
  ofLetter(tx: EntityManager, batchId: number, letter: string, unitCode: string | null): Promise<HandOver[]> {
    return tx.query(
      `select ${columns} from card_hand_over h left join unit u on u.code = h.unit_code
       where h.batch_id = $1 and h.letter = $2 and ($3::text is null or h.unit_code = $3) order by h.id`,
      [batchId, letter, unitCode],
    );
  }

  /** A hand-over by its number, and its batch; null: there is none to a unit. */
  async find(
    tx: EntityManager,
    number: string,
  ): Promise<{ readonly batch: string; readonly handOver: HandOver } | null> {
    const [row]: (HandOver & { batch: string })[] = await tx.query(
      `select ${columns}, b.number as batch from card_hand_over h join card_batch b on b.id = h.batch_id
       left join unit u on u.code = h.unit_code where h.number = $1 and h.unit_code is not null`,
      [number],
    );
    if (row === undefined) return null;
    const { batch, ...handOver } = row;
    return { batch, handOver };
  }

  /** Enters one for each unit. */
  async enterForUnits(
    tx: EntityManager,
    of: {
      readonly batchId: number;
      readonly units: readonly string[];
      readonly signers: readonly Signer[];
      readonly letter: string;
    },
    { at, by, year }: { readonly at: Date; readonly by: string; readonly year: number },
  ): Promise<void> {
    await tx.query(
      `insert into card_hand_over (number, batch_id, unit_code, signers, letter, at, by)
       select $6 || '-' || lpad(nextval('card_hand_over_serial')::text, 6, '0'), $1, unit, $3, $4, $5, $7
       from unnest($2::text[]) with ordinality as given (unit, place) order by place`,
      [of.batchId, of.units, JSON.stringify(of.signers), of.letter, at.toISOString(), String(year), by],
    );
  }

  async enterForHolder(
    tx: EntityManager,
    of: { readonly batchId: number; readonly holderId: string; readonly signers: readonly Signer[] },
    { at, by, year }: { readonly at: Date; readonly by: string; readonly year: number },
  ): Promise<{ readonly id: number; readonly number: string }> {
    const [made]: { id: number; number: string }[] = await tx.query(
      `insert into card_hand_over (number, batch_id, holder_id, signers, at, by)
       values ($5 || '-' || lpad(nextval('card_hand_over_serial')::text, 6, '0'), $1, $2, $3, $4, $6) returning id, number`,
      [of.batchId, of.holderId, JSON.stringify(of.signers), at.toISOString(), String(year), by],
    );
    if (made === undefined) throw new Error('a hand-over was not entered');
    return made;
  }

  /** Notes on items which hand-over they went with. */
  async setHandOvers(
    tx: EntityManager,
    batchId: number,
    handOvers: readonly { readonly item: number; readonly handOverId: number }[],
  ): Promise<void> {
    await tx.query(
      `update card_batch_item i set hand_over_id = r.hand_over from unnest($2::int[], $3::int[]) as r (item, hand_over)
       where i.batch_id = $1 and i.item = r.item`,
      [batchId, handOvers.map(({ item }) => item), handOvers.map(({ handOverId }) => handOverId)],
    );
  }

  /** Cards of a hand-over after an item, in their order. */
  cards(tx: EntityManager, handOverId: number, after: number, limit: number): Promise<ListedCard[]> {
    return tx.query(
      `select i.item, i.application_id as "applicationId", p.name, p.social_security_number as "socialSecurityNumber", a.card_number as "cardNumber"
       from card_batch_item i join card_application a on a.id = i.application_id join person p on p.id = a.person_id
       where i.hand_over_id = $1 and i.item > $2 order by i.item limit $3`,
      [handOverId, after, limit],
    );
  }

  /** The delivered card of a batch that somebody waits for. */
  async waitingCard(
    tx: EntityManager,
    batchId: number,
    socialSecurityNumber: string,
  ): Promise<{
    readonly item: number;
    readonly cardId: string;
    readonly holderId: string;
    readonly holderName: string;
    readonly birthDate: PlainDate;
  } | null> {
    const rows: {
      item: number;
      cardId: string;
      holderId: string;
      holderName: string;
      birthDate: PlainDate;
    }[] = await tx.query(
      `select i.item, c.id as "cardId", p.id as "holderId", p.name as "holderName", p.birth_date::text as "birthDate"
       from person p join card c on c.person_id = p.id and c.state = 'delivered'
       join card_batch_item i on i.application_id = c.application_id and i.batch_id = $1 and i.outcome = 'personalised'
       where p.social_security_number = $2`,
      [batchId, socialSecurityNumber],
    );
    return rows[0] ?? null;
  }
}
