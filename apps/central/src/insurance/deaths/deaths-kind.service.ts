/**
 * Deaths reported by civil affairs, health or public security as a kind of file: whoever is meant for certain is entered as dead with the file, and what
 * they drew ends; where number and name, another day or an act with the card afterwards speak against it, a person decides.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { readDateCell } from '#libs/cards/applicant-cells.js';
import { deathColumns } from '#libs/contract/file-imports.js';
import { inOneLine } from '#libs/kernel/words.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { FileImports } from '../../records/imports/file-imports.service.js';
import type { OpenImport, Taking } from '../../records/imports/import-kind.js';
import { listReading, type CellOf } from '../../records/imports/list-rows.js';
import type { StagedRefusal } from '../../records/imports/staged-row.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { BenefitChanges } from '../claims/benefit-changes.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { LifeProofs } from '../proofs-of-life/life-proofs.service.js';
import { deathSources, type Doubt, type ReportedDeath, sourceWords } from './death-report.js';
import { type DeathRow, DeathReportsStore } from './death-reports.store.js';

/** Each ends what somebody drew and took part in: what a kill takes back stays a matter of seconds. */
const rowsEach = 100;

/** What a row says besides its person. */
const readContent =
  (today: PlainDate) =>
  (code: CellOf, text: CellOf): Result<ReportedDeath, StagedRefusal> => {
    const day = readDateCell(text('YAC031'), today);
    if (!day.ok) return refuse({ code: day.refusal, field: 'YAC031', detail: 'YYYY-MM-DD' });
    if (day.value > today) return refuse({ code: 'day-in-future', field: 'YAC031', detail: day.value });
    const digit = code('YAC032');
    const source = Object.entries(deathSources).find(([known]) => known === digit)?.[1];
    if (source === undefined) return refuse({ code: 'value-unknown', field: 'YAC032', detail: '1, 2, 3' });
    return ok({ diedOn: day.value, source: source.code });
  };

/** Whom a row is taken to be about; `doubt` null: for certain. */
type Match = { readonly person: Person | null; readonly doubt: Doubt | null };

@Injectable()
export class DeathsKind implements OnModuleInit {
  constructor(
    private readonly imports: FileImports,
    private readonly store: DeathReportsStore,
    private readonly people: PeopleService,
    private readonly participations: ParticipationsService,
    private readonly benefits: BenefitChanges,
    private readonly lifeProofs: LifeProofs,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.imports.add({
      name: 'deaths',
      work: { kind: 'deaths', words: { zh: '导入死亡信息', en: 'Import of deaths' } },
      onRecordAs: 'deaths',
      columns: new Set(Object.keys(deathColumns)),
      open: () => Promise.resolve(this.opened),
    });
  }

  private readonly opened: OpenImport = {
    subject: '',
    withPhotos: false,
    rowsEach,
    read: (_, importId) => {
      const today = this.clock.today();
      return Promise.resolve(listReading(deathColumns, importId, today, readContent(today)));
    },
    askRegister: (tx, { importId }) => this.store.refuseUnfit(tx, importId),
    take: async (tx, taking, chunk) => {
      for (const row of await this.store.accepted(tx, taking.importId, chunk))
        await this.take(tx, taking, row);
    },
  };

  private async take(tx: Transaction, taking: Taking, row: DeathRow): Promise<void> {
    const match = await this.match(tx, row);
    if (match === null) return this.store.refuse(tx, taking.importId, row.row, 'person-unknown');
    const { person, doubt } = match;
    await this.store.add(tx, taking.importId, row, { personId: person?.id ?? null, doubt, at: taking.at });
    // Reported before, by this authority or another: it is so already.
    if (person === null || doubt !== null || person.diedOn === row.diedOn) return;
    await this.enter(tx, taking, person, row);
  }

  /** Null: the register knows nobody like that any more. */
  private async match(tx: Transaction, row: DeathRow): Promise<Match | null> {
    const found = await this.people.findByNumber(tx, row.number);
    if (found === null) {
      const alike = await this.people.byName(
        tx,
        {
          name: row.name,
          initials: null,
          exact: true,
          unit: null,
          born: { from: row.birthDate, to: row.birthDate },
          lastFour: null,
        },
        2,
      );
      const [one, ...more] = alike;
      if (one === undefined) return null;
      return {
        person: more.length > 0 ? null : await this.people.get(tx, one.id),
        doubt: 'number-differs',
      };
    }
    await this.people.lock(tx, found.id);
    const person = await this.people.get(tx, found.id);
    // Reported under the number of a registration that was merged.
    if (person.socialSecurityNumber !== row.number) return { person, doubt: 'number-differs' };
    if (person.name !== row.name) return { person, doubt: 'name-differs' };
    if (person.diedOn !== null) return { person, doubt: person.diedOn === row.diedOn ? null : 'day-differs' };
    const seen = await this.lifeProofs.lastSeen(tx, person.id);
    if (seen !== null && seen.on > row.diedOn) return { person, doubt: 'seen-after' };
    return { person, doubt: null };
  }

  /** As by an approved correction: insurance and what was drawn end with the month, what was paid since is found as paid in error. */
  private async enter(
    tx: Transaction,
    { importId, at, staffNumber }: Taking,
    person: Person,
    { diedOn, source }: DeathRow,
  ): Promise<void> {
    const evidence = `${inOneLine(sourceWords(source))} #${importId}`;
    const { socialSecurityNumber, sex, birthDate, category } = person;
    await this.people.correct(
      tx,
      person.id,
      { socialSecurityNumber, sex, birthDate, category, diedOn },
      { by: staffNumber, reason: '死亡信息比对', source: evidence, since: diedOn, approval: null },
    );
    await this.participations.followDeath(tx, person.id, { before: null, now: diedOn }, staffNumber);
    await this.benefits.followDeath(tx, await this.people.allOf(tx, person.id), diedOn, {
      by: staffNumber,
      approvalId: null,
      evidence,
    });
    await this.audit.append(tx, {
      at,
      action: 'deaths.enter',
      staffNumber,
      subject: person.id,
      detail: { diedOn, source, import: importId },
    });
  }
}
