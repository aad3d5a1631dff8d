/** Locks applications and cards whose life goes on, and writes what became of them, many rows in one statement. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  comingCardStates,
  lifeActs,
  openApplicationStates,
  type CardRefusal,
  type CardState,
  type LifeState,
} from '#libs/cards/card-life.js';
import type { ApplicationReason } from '#libs/cards/card-services.js';
import type { CardAlgorithm, CardImage } from '#libs/cards/card-image.js';
import { bySelf } from '#libs/contract/authority.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { feeOwedOf } from './fee-owed.js';

export type LockedApplication = {
  readonly id: string;
  readonly state: Exclude<LifeState, CardState> | 'issued';
};

export type LockedCard = {
  readonly id: string;
  readonly personId: string;
  readonly applicationId: string | null;
  readonly cardNumber: string;
  readonly identificationCode: string;
  readonly historicalBytes: string;
  readonly state: CardState;
  readonly validUntil: PlainDate;
  readonly everEnabled: boolean;
  /** When its loss was reported. */
  readonly lockedBefore: boolean;
  readonly lossLapsesAt: Date | null;
  /** What it costs was not taken yet. */
  readonly owesFee: boolean;
};

/** An application on its way into the register. */
export type NewApplication = {
  readonly personId: string;
  readonly reason: ApplicationReason;
  readonly unitCode: string | null;
  readonly depot: string | null;
  readonly photoDigest: string | null;
  readonly phone: string | null;
  readonly guardian: { readonly number: string; readonly name: string } | null;
  readonly agent: { readonly number: string; readonly name: string; readonly relation: string } | null;
  readonly replacesCardId: string | null;
  readonly feeFen: bigint;
};

/** A card that was just personalised for an application. */
export type NewCard = {
  readonly id: string;
  readonly applicationId: string;
  readonly cardNumber: string;
  /** 16 bytes, upper-case hex. */
  readonly identificationCode: string;
  /** T1–TD, upper-case hex. */
  readonly historicalBytes: string;
  readonly specificationVersion: CardImage['specificationVersion'];
  readonly algorithm: CardAlgorithm;
  readonly issuedOn: PlainDate;
  readonly validUntil: PlainDate;
  readonly bankAccount: string | null;
  readonly bankAccountState: 'none' | 'inactive' | 'active';
  readonly keyVersion: number;
  /** Where it lies. */
  readonly depot: string | null;
};

export type LifeEvent = {
  readonly applicationId: string | null;
  readonly cardId: string | null;
  readonly act: string;
  /** Null: the life begins. */
  readonly from: LifeState | null;
  readonly to: LifeState;
};

/** Who moved it, when, and why. */
export type Mover = {
  readonly at: Date;
  /** Null: it moved by itself. */
  readonly staffNumber: string | null;
  readonly terminalId: string | null;
  readonly batchNumber?: string;
  readonly reason?: string;
  /** Under which an application is approved or rejected. */
  readonly approvalId?: string;
  /** Whether a fee that is owed for a card that is handed over is taken with it, in the same transaction. */
  readonly takesFee?: boolean;
};

/** What is decided about an application, as its approval covers it. */
export type ApplicationContent = Readonly<Record<string, string | null>>;

/** States written out, so that the partial indexes over them are used. */
const listed = (states: readonly LifeState[]): string => states.map((state) => `'${state}'`).join(', ');

const cardColumns = `id, person_id as "personId", application_id as "applicationId", card_number as "cardNumber",
  identification_code as "identificationCode", historical_bytes as "historicalBytes", state, valid_until::text as "validUntil",
  enabled_at is not null as "everEnabled", loss_lapses_at as "lossLapsesAt",
  state = 'formally-lost' and coalesce((select e.from_state = 'locked' from card_event e
    where e.card_id = card.id and e.act = 'report-lost' order by e.id desc limit 1), false) as "lockedBefore",
  exists (select from card_application a where a.id = card.application_id and ${feeOwedOf('a')}) as "owesFee"`;

/** A card whose temporary loss is over; the instant as the database writes it, to the microsecond. */
export type OverLoss = { readonly id: string; readonly lapsesAt: string };

@Injectable()
export class CardLivesStore {
  /** By id, so that two who lock several cannot wait for each other. */
  lockApplications(tx: EntityManager, ids: readonly string[]): Promise<LockedApplication[]> {
    return tx.query(
      'select id, state from card_application where id = any($1::bigint[]) order by id for update',
      [ids],
    );
  }

  lockCards(tx: EntityManager, ids: readonly string[]): Promise<LockedCard[]> {
    return tx.query(`select ${cardColumns} from card where id = any($1::uuid[]) order by id for update`, [
      ids,
    ]);
  }

  /** Ids of the other cards of these people that could be replaced. */
  async replaceable(
    tx: EntityManager,
    personIds: readonly string[],
    except: readonly string[],
  ): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      'select id from card where person_id = any($1::uuid[]) and id <> all($2::uuid[]) and state = any($3::text[]) order by id',
      [personIds, except, lifeActs.replace.from],
    );
    return rows.map(({ id }) => id);
  }

  /** People who have a card on its way other than these. */
  async peopleWithCardComing(
    tx: EntityManager,
    personIds: readonly string[],
    except: readonly string[],
  ): Promise<Set<string>> {
    const rows: { personId: string }[] = await tx.query(
      `select person_id as "personId" from card where person_id = any($1::uuid[]) and id <> all($2::uuid[])
         and state in (${listed(comingCardStates)})`,
      [personIds, except],
    );
    return new Set(rows.map(({ personId }) => personId));
  }

  /** People for whom a card is asked for or being made. */
  async peopleApplying(tx: EntityManager, personIds: readonly string[]): Promise<Set<string>> {
    const rows: { personId: string }[] = await tx.query(
      `select person_id as "personId" from card_application where person_id = any($1::uuid[])
         and state in (${listed(openApplicationStates)})`,
      [personIds],
    );
    return new Set(rows.map(({ personId }) => personId));
  }

  /** Cards whose temporary loss is over, those after a given one, in the order in which they were over. */
  async lossesOver(tx: EntityManager, now: Date, after: OverLoss | null, limit: number): Promise<OverLoss[]> {
    return tx.query(
      `select id, loss_lapses_at::text as "lapsesAt" from card where state = 'temporarily-lost' and loss_lapses_at <= $1
         and (loss_lapses_at, id) > (coalesce($2::timestamptz, '-infinity'), coalesce($3::uuid, '00000000-0000-0000-0000-000000000000'))
       order by loss_lapses_at, id limit $4`,
      [now.toISOString(), after?.lapsesAt ?? null, after?.id ?? null, limit],
    );
  }

  /** Which of these are still over, and moved by nobody else right now; locks them. */
  async lockLossesOver(tx: EntityManager, ids: readonly string[], now: Date): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select id from card where id = any($1::uuid[]) and state = 'temporarily-lost' and loss_lapses_at <= $2
       for update skip locked`,
      [ids, now.toISOString()],
    );
    return rows.map(({ id }) => id);
  }

  /** `approvalId`: under which they were decided; null: this decides nothing about them. */
  async setApplicationStates(
    tx: EntityManager,
    states: ReadonlyMap<string, LifeState>,
    approvalId: string | null,
  ): Promise<void> {
    await tx.query(
      `update card_application a set state = r.state, approval_id = coalesce($3::uuid, a.approval_id)
       from unnest($1::bigint[], $2::text[]) as r (id, state) where a.id = r.id`,
      [[...states.keys()], [...states.values()], approvalId],
    );
  }

  /** Applications of some people, the newest first. */
  async idsOfPeople(tx: EntityManager, people: readonly string[], limit: number): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select id::text as id from card_application where person_id = any($1::uuid[]) order by card_application.id desc limit $2`,
      [people, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** What is to be decided about applications, in the order of their ids; nothing of those that are decided. */
  async contentsOf(tx: EntityManager, ids: readonly string[]): Promise<ApplicationContent[]> {
    const rows: { content: ApplicationContent }[] = await tx.query(
      `select jsonb_build_object('application', a.id::text, 'person', a.person_id::text, 'reason', a.reason, 'photo', a.photo_digest,
         'depot', a.depot, 'unit', a.unit_code, 'guardianNumber', a.guardian_number, 'guardianName', a.guardian_name,
         'agentNumber', a.agent_number, 'agentName', a.agent_name, 'agentRelation', a.agent_relation,
         'replaces', a.replaces_card_id::text, 'feeFen', a.fee_fen::text) as content
       from card_application a where a.id = any($1::bigint[]) and a.state = 'applied' order by a.id`,
      [ids],
    );
    return rows.map(({ content }) => content);
  }

  async setCardStates(
    tx: EntityManager,
    states: ReadonlyMap<string, LifeState>,
    { enabledAt, lossLapsesAt }: { readonly enabledAt: Date | null; readonly lossLapsesAt: Date | null },
  ): Promise<void> {
    await tx.query(
      `update card c set state = r.state, enabled_at = coalesce(c.enabled_at, $3::timestamptz), loss_lapses_at = $4::timestamptz
       from unnest($1::uuid[], $2::text[]) as r (id, state) where c.id = r.id`,
      [
        [...states.keys()],
        [...states.values()],
        enabledAt?.toISOString() ?? null,
        lossLapsesAt?.toISOString() ?? null,
      ],
    );
  }

  /** The bodies of cards that left the stock: into their holders' hands, or cancelled before that. */
  async moveChips(
    tx: EntityManager,
    historicalBytes: readonly string[],
    state: 'handed-over' | 'spoiled',
    reason: string | null,
  ): Promise<void> {
    await tx.query(
      `update chip set state = $2, spoiled_reason = $3 where historical_bytes = any($1::text[]) and state = 'personalised'`,
      [historicalBytes, state, reason],
    );
  }

  /** Enters applications and returns their ids, in the order given. */
  async insertApplications(
    tx: EntityManager,
    applications: readonly NewApplication[],
    by: Pick<Mover, 'at' | 'staffNumber'>,
  ): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `with given as (
         select row_number() over () as place, g.* from json_populate_recordset(null::card_application, $1::json) g
       ), numbered as (
         insert into card_application (person_id, reason, state, unit_code, depot, photo_digest, phone, guardian_number, guardian_name,
           agent_number, agent_name, agent_relation, replaces_card_id, fee_fen, applied_at, applied_by)
         select person_id, reason, 'applied', unit_code, depot, photo_digest, phone, guardian_number, guardian_name,
           agent_number, agent_name, agent_relation, replaces_card_id, fee_fen, $2, $3 from given
         returning id, person_id
       )
       -- One open application for each person: the person tells which is which.
       select n.id from numbered n join given g using (person_id) order by g.place`,
      [
        JSON.stringify(
          applications.map((one) => ({
            person_id: one.personId,
            reason: one.reason,
            unit_code: one.unitCode,
            depot: one.depot,
            photo_digest: one.photoDigest,
            phone: one.phone,
            guardian_number: one.guardian?.number ?? null,
            guardian_name: one.guardian?.name ?? null,
            agent_number: one.agent?.number ?? null,
            agent_name: one.agent?.name ?? null,
            agent_relation: one.agent?.relation ?? null,
            replaces_card_id: one.replacesCardId,
            fee_fen: one.feeFen.toString(),
          })),
        ),
        by.at.toISOString(),
        by.staffNumber ?? bySelf,
      ],
    );
    return rows.map(({ id }) => id);
  }

  /** Application → its person, for applications given. */
  async peopleOf(tx: EntityManager, applicationIds: readonly string[]): Promise<Map<string, string>> {
    const rows: { id: string; personId: string }[] = await tx.query(
      'select id, person_id as "personId" from card_application where id = any($1::bigint[])',
      [applicationIds],
    );
    return new Map(rows.map(({ id, personId }) => [id, personId]));
  }

  /** Enters cards in state `personalised` and lets their applications say so. */
  async insertCards(tx: EntityManager, cards: readonly NewCard[]): Promise<void> {
    await tx.query(
      `with given as (
         select g.id, a.person_id, g.card_number, g.identification_code, g.historical_bytes, g.specification_version, g.algorithm,
           g.issued_on, g.valid_until, g.bank_account, g.bank_account_state, g.application_id, g.key_version, g.depot
         from json_populate_recordset(null::card, $1::json) g join card_application a on a.id = g.application_id
       ), made as (
         insert into card (id, person_id, card_number, identification_code, historical_bytes, specification_version, algorithm, state,
           issued_on, valid_until, bank_account, bank_account_state, application_id, key_version, depot)
         select id, person_id, card_number, identification_code, historical_bytes, specification_version, algorithm, 'personalised',
           issued_on, valid_until, bank_account, bank_account_state, application_id, key_version, depot from given
       )
       update card_application a set state = 'issued', card_id = g.id from given g where a.id = g.application_id`,
      [
        JSON.stringify(
          cards.map((card) => ({
            id: card.id,
            application_id: card.applicationId,
            card_number: card.cardNumber,
            identification_code: card.identificationCode,
            historical_bytes: card.historicalBytes,
            specification_version: card.specificationVersion,
            algorithm: card.algorithm,
            issued_on: card.issuedOn,
            valid_until: card.validUntil,
            bank_account: card.bankAccount,
            bank_account_state: card.bankAccountState,
            key_version: card.keyVersion,
            depot: card.depot,
          })),
        ),
      ],
    );
  }

  async addEvents(tx: EntityManager, events: readonly LifeEvent[], by: Mover): Promise<void> {
    await tx.query(
      `insert into card_event (application_id, card_id, act, from_state, to_state, at, staff_number, terminal_id, batch_number, reason)
       select r.*, $6::timestamptz, $7::text, $8::uuid, $9::text, $10::text
       from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[]) as r`,
      [
        // From the card on it is the card's event.
        events.map(({ applicationId, cardId }) => (cardId === null ? applicationId : null)),
        events.map(({ cardId }) => cardId),
        events.map(({ act }) => act),
        events.map(({ from }) => from),
        events.map(({ to }) => to),
        by.at.toISOString(),
        by.staffNumber,
        by.terminalId,
        by.batchNumber ?? null,
        by.reason ?? null,
      ],
    );
  }

  /** Puts states of applications on the way to whoever is to be told. */
  async addNotifications(tx: EntityManager, events: readonly LifeEvent[], at: Date): Promise<void> {
    const told = events.filter(({ applicationId }) => applicationId !== null);
    if (told.length === 0) return;
    await tx.query(
      `insert into notification (application_id, state, created_at, next_attempt_at)
       select r.*, $3::timestamptz, $3::timestamptz from unnest($1::bigint[], $2::text[]) as r`,
      [told.map(({ applicationId }) => applicationId), told.map(({ to }) => to), at.toISOString()],
    );
  }

  /** Enters what terminals have to refuse, and takes back what they had to. */
  async deny(
    tx: EntityManager,
    cards: readonly (Pick<LockedCard, 'cardNumber' | 'identificationCode'> & {
      readonly refusal: CardRefusal | null;
    })[],
  ): Promise<void> {
    // Numbers are drawn under a lock held until the commit: who has read up to one number has missed none before it.
    await tx.query(`select pg_advisory_xact_lock(hashtext(current_schema() || ' deny list'))`);
    await tx.query(
      `insert into deny_entry (card_number, identification_code, refusal, change_number)
       select r.card_number, r.identification_code, r.refusal, nextval('deny_change')
       from unnest($1::text[], $2::text[], $3::text[]) as r (card_number, identification_code, refusal)
       -- A card that was never refused needs no entry to say that it is not.
       where r.refusal is not null or exists (select 1 from deny_entry d where d.card_number = r.card_number)
       on conflict (card_number) do update set refusal = excluded.refusal, change_number = excluded.change_number
         where deny_entry.refusal is distinct from excluded.refusal`,
      [
        cards.map(({ cardNumber }) => cardNumber),
        cards.map(({ identificationCode }) => identificationCode),
        cards.map(({ refusal }) => refusal),
      ],
    );
  }
}
