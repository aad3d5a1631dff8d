/** Keeps the making of cards at the counter: issuances, the blanks they use, and the applications they are for. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CardAlgorithm, CardImage } from '#libs/cards/card-image.js';
import type { ApplicationState } from '#libs/cards/card-life.js';
import type { Agent } from '#libs/cards/representation.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { feeOwedOf } from '../../cards/lives/fee-owed.js';

export type IssuanceStage = 'allotted' | 'personalised' | 'enabled' | 'spoiled';

export type Issuance = {
  readonly id: string;
  readonly applicationId: string;
  readonly historicalBytes: string;
  readonly cardNumber: string;
  readonly identificationCode: string;
  readonly keyVersion: number;
  readonly issuedOn: PlainDate;
  readonly validUntil: PlainDate;
  readonly processFactor: string;
  readonly source: string;
  readonly stage: IssuanceStage;
  readonly cardId: string | null;
};

/** A try to make the card: what its chip has to prove itself with, and who takes it for its holder. */
export type IssuanceTry = Pick<Issuance, 'processFactor' | 'source'> & { readonly agent: Agent | null };

/** A card body of the stock, with what its delivery says of it. */
export type StockChip = {
  readonly historicalBytes: string;
  readonly depot: string;
  readonly state: 'blank' | 'allotted' | 'personalised' | 'spoiled' | 'handed-over';
  readonly specificationVersion: CardImage['specificationVersion'];
  readonly algorithm: CardAlgorithm;
  readonly transportKeyVersion: number;
};

export type LockedApplication = {
  readonly id: string;
  readonly personId: string;
  readonly state: ApplicationState;
  readonly cardNumber: string | null;
  readonly bankAccount: string | null;
  /** Its fee was not taken yet. */
  readonly owesFee: boolean;
};

const columns = `id, application_id as "applicationId", historical_bytes as "historicalBytes", card_number as "cardNumber",
  identification_code as "identificationCode", key_version as "keyVersion", issued_on::text as "issuedOn",
  valid_until::text as "validUntil", process_factor as "processFactor", source, stage, card_id as "cardId"`;

@Injectable()
export class IssuancesStore {
  /** Nobody else does anything about this application until the transaction ends. */
  async lockApplication(tx: EntityManager, id: string): Promise<LockedApplication | null> {
    const rows: LockedApplication[] = await tx.query(
      `select id, person_id as "personId", state, card_number as "cardNumber", bank_account as "bankAccount",
         ${feeOwedOf('card_application')} as "owesFee"
       from card_application where id = $1 for update`,
      [id],
    );
    return rows[0] ?? null;
  }

  async lockChip(tx: EntityManager, historicalBytes: string): Promise<StockChip | null> {
    const rows: StockChip[] = await tx.query(
      `select c.historical_bytes as "historicalBytes", c.depot, c.state, l.specification_version as "specificationVersion",
         l.algorithm, l.transport_key_version as "transportKeyVersion"
       from chip c join chip_lot l on l.lot = c.lot where c.historical_bytes = $1 for update of c`,
      [historicalBytes],
    );
    return rows[0] ?? null;
  }

  /** The issuance of an application that is neither done, here or by enabling its card otherwise, nor given up. */
  async findOpen(tx: EntityManager, applicationId: string): Promise<Issuance | null> {
    const rows: Issuance[] = await tx.query(
      `select ${columns} from issuance i where application_id = $1 and (stage = 'allotted'
         or (stage = 'personalised' and exists (select 1 from card c where c.id = i.card_id and c.state in ('personalised', 'handed-over'))))`,
      [applicationId],
    );
    return rows[0] ?? null;
  }

  async findByChip(tx: EntityManager, historicalBytes: string): Promise<Issuance | null> {
    const rows: Issuance[] = await tx.query(`select ${columns} from issuance where historical_bytes = $1`, [
      historicalBytes,
    ]);
    return rows[0] ?? null;
  }

  async find(tx: EntityManager, id: string): Promise<Issuance | null> {
    const rows: Issuance[] = await tx.query(`select ${columns} from issuance where id = $1`, [id]);
    return rows[0] ?? null;
  }

  async findByCard(tx: EntityManager, cardId: string): Promise<Issuance | null> {
    const rows: Issuance[] = await tx.query(`select ${columns} from issuance where card_id = $1`, [cardId]);
    return rows[0] ?? null;
  }

  async insert(
    tx: EntityManager,
    issuance: Issuance,
    by: { readonly terminalId: string; readonly staffNumber: string; readonly at: Date },
  ): Promise<void> {
    await tx.query(
      `insert into issuance (id, application_id, historical_bytes, card_number, identification_code, key_version, issued_on,
         valid_until, process_factor, source, stage, terminal_id, staff_number, begun_at, changed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)`,
      [
        issuance.id,
        issuance.applicationId,
        issuance.historicalBytes,
        issuance.cardNumber,
        issuance.identificationCode,
        issuance.keyVersion,
        issuance.issuedOn,
        issuance.validUntil,
        issuance.processFactor,
        issuance.source,
        issuance.stage,
        by.terminalId,
        by.staffNumber,
        by.at.toISOString(),
      ],
    );
  }

  async setTry(tx: EntityManager, id: string, { processFactor, source, agent }: IssuanceTry): Promise<void> {
    await tx.query(
      `update issuance set process_factor = $2, source = $3, agent_number = $4, agent_name = $5, agent_relation = $6
       where id = $1`,
      [id, processFactor, source, agent?.number ?? null, agent?.name ?? null, agent?.relation ?? null],
    );
  }

  /** Who takes the card for its holder; null: the holder. */
  async takenBy(tx: EntityManager, id: string): Promise<Agent | null> {
    const rows: Agent[] = await tx.query(
      `select agent_number as number, agent_name as name, agent_relation as relation
       from issuance where id = $1 and agent_number is not null`,
      [id],
    );
    return rows[0] ?? null;
  }

  async setStage(
    tx: EntityManager,
    id: string,
    stage: IssuanceStage,
    { at, cardId, reason }: { readonly at: Date; readonly cardId?: string; readonly reason?: string },
  ): Promise<void> {
    await tx.query(
      `update issuance set stage = $2, changed_at = $3, card_id = coalesce($4, card_id), spoiled_reason = $5 where id = $1`,
      [id, stage, at.toISOString(), cardId ?? null, reason ?? null],
    );
  }

  /** Gives a blank and a card number to an application; the number stays through spoiled chips. */
  async allot(tx: EntityManager, { applicationId, historicalBytes, cardNumber }: Issuance): Promise<void> {
    await tx.query(`update chip set state = 'allotted' where historical_bytes = $1`, [historicalBytes]);
    await tx.query('update card_application set historical_bytes = $2, card_number = $3 where id = $1', [
      applicationId,
      historicalBytes,
      cardNumber,
    ]);
  }

  async setPersonalised(tx: EntityManager, historicalBytes: string): Promise<void> {
    await tx.query(`update chip set state = 'personalised' where historical_bytes = $1`, [historicalBytes]);
  }

  async setSpoiled(
    tx: EntityManager,
    { applicationId, historicalBytes }: Issuance,
    reason: string,
  ): Promise<void> {
    await tx.query(`update chip set state = 'spoiled', spoiled_reason = $2 where historical_bytes = $1`, [
      historicalBytes,
      reason,
    ]);
    await tx.query('update card_application set historical_bytes = null where id = $1', [applicationId]);
  }

  /** The next serial of a card number. */
  async nextSerial(tx: EntityManager): Promise<number> {
    const [row]: { serial: string }[] = await tx.query(`select nextval('card_number_serial') as serial`);
    return Number(row?.serial);
  }
}
