/** Lets the console enter, end and void what one person takes part in, at a unit or alone: each act on record, each by the one table of what may overlap. */
import { Injectable } from '@nestjs/common';
import { parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import { schemes, schemeName } from '#libs/contract/schemes.js';
import { lookUpAll, tableOf, wordOf } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { participationCategories } from '#libs/schemes/description.js';
import { withoutUnit } from '#libs/schemes/overlaps.js';
import { describedScheme, turnOf } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PeopleService } from '../../register/people/people.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { SingleAssessments } from '../assessment/singles.service.js';
import type { Participation } from '../participations/participation.js';
import { ParticipationsService } from '../participations/participations.service.js';
import type {
  ParticipationChoicesDto,
  ParticipationsEnteredDto,
  ParticipationsToEnterDto,
  ParticipationToEndDto,
} from './participations.dto.js';
import { shownParticipation } from './shown-participation.js';
import type { By } from './unit-desk.service.js';
import type { UnitParticipationDto } from './units.dto.js';

const dayOf = (text: string, field: string): PlainDate => {
  const day = parseDate(text);
  if (day === null) throw new Refused('malformed-request', `${field}: no such day`);
  return day;
};

/** Tiers open to flexible workers on a day, in percent of the average wage; none where the bureau has laid down none. */
const tiersOn = (parameters: Parameters, on: PlainDate): number[] => {
  const found = lookUpAll(parameters, on, { tiers: tableOf('110.flexible-tiers') });
  return found.ok ? found.value.tiers.value.map(([percent]) => Number(percent)) : [];
};

/** Whether somebody can still enter a scheme by itself on a day: what was merged into another is taken part in through that one. */
const isEntered = (scheme: string, parameters: Parameters, on: PlainDate): boolean => {
  if (scheme !== '510') return true;
  const collected = wordOf('510.collected', ['alone', 'with-medical']);
  const found = lookUpAll(parameters, on, { collected });
  return found.ok && found.value.collected.value === 'alone';
};

@Injectable()
export class PersonDesk {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleService,
    private readonly policy: PolicyService,
    private readonly participations: ParticipationsService,
    private readonly assessments: SingleAssessments,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** As what somebody may take part from a day on (today where none is given), and in what: read from the schemes' own descriptions. */
  choices(on: string): Promise<ParticipationChoicesDto> {
    const day = on === '' ? this.clock.today() : dayOf(on, 'on');
    return this.database.read(async (tx) => {
      const parameters = await this.policy.parameters(tx);
      const offered = Object.keys(schemes).filter((scheme) => isEntered(scheme, parameters, day));
      return {
        categories: participationCategories.map((category) => ({
          category,
          atUnit: !withoutUnit.includes(category),
          schemes: offered.flatMap((scheme) => {
            const turn = turnOf(describedScheme(scheme), category);
            return turn === undefined
              ? []
              : [{ scheme, name: schemeName(scheme), payer: turn.payer, cadence: turn.cadence }];
          }),
        })),
        tiers: tiersOn(parameters, day),
      };
    });
  }

  /**
   * Enters somebody in all the schemes or in none, and says what gave way. Throws Refused as `ParticipationsService.begin`, and
   * `person-unknown`, `tier-unknown` (the tiers there are stand in its detail).
   */
  async enter(by: By, asked: ParticipationsToEnterDto): Promise<ParticipationsEnteredDto> {
    const { personId, category, unitCode, projectCode } = asked;
    const since = dayOf(asked.since, 'since');
    const entered = await this.database.transaction(async (tx) => {
      if ((await this.people.find(tx, personId)) === null) throw new Refused('person-unknown');
      await this.checkTier(tx, asked, since);
      const before = await this.participations.ofPerson(tx, personId);
      const begun: Participation[] = [];
      for (const scheme of new Set(asked.schemes)) {
        const entering = {
          scheme,
          category,
          unitCode: unitCode ?? null,
          projectCode: projectCode ?? null,
          tierPercent: asked.tierPercent ?? null,
          since,
        };
        begun.push(await this.participations.begin(tx, personId, entering, by.staff.number));
      }
      const standing = new Map(before.map(({ id, until }) => [id, until]));
      const after = await this.participations.ofPerson(tx, personId);
      const ended = after.filter(({ id, until }) => standing.has(id) && standing.get(id) !== until);
      await this.record(tx, by, 'participations.enter', personId, {
        category,
        schemes: asked.schemes.join(','),
        since,
        ...(unitCode === undefined ? {} : { unit: unitCode }),
        ...(ended.length === 0 ? {} : { ended: ended.map(({ scheme }) => scheme).join(',') }),
      });
      return { participations: begun.map(shownParticipation), ended: ended.map(shownParticipation) };
    });
    // Whoever is served here sees at once what they owe.
    await this.assessments.ofOne(personId);
    return entered;
  }

  /** Ends or suspends one. Throws Refused as `ParticipationsService.end`. */
  end(by: By, id: string, asked: ParticipationToEndDto): Promise<UnitParticipationDto> {
    const end = { on: dayOf(asked.on, 'on'), reason: asked.reason };
    return this.database.transaction(async (tx) => {
      const ended = await this.participations.end(tx, id, end, by.staff.number);
      await this.record(tx, by, 'participations.end-one', ended.personId, { scheme: ended.scheme, ...end });
      return shownParticipation(ended);
    });
  }

  /** Declares that one was entered in error. Throws Refused as `ParticipationsService.void`. */
  void(by: By, id: string, reason: string): Promise<UnitParticipationDto> {
    return this.database.transaction(async (tx) => {
      const voided = await this.participations.void(tx, id, reason, by.staff.number);
      const { scheme, since, personId } = voided;
      await this.record(tx, by, 'participations.void', personId, { scheme, since });
      return shownParticipation(voided);
    });
  }

  private async checkTier(
    tx: Transaction,
    { category, tierPercent }: ParticipationsToEnterDto,
    since: PlainDate,
  ): Promise<void> {
    if ((category === 'flexible') !== (tierPercent !== undefined))
      throw new Refused('malformed-request', 'tierPercent: of flexible workers');
    if (tierPercent === undefined) return;
    const tiers = tiersOn(await this.policy.parameters(tx), since);
    if (!tiers.includes(tierPercent)) throw new Refused('tier-unknown', tiers.join(' '));
  }

  private record(
    tx: Transaction,
    { staff, terminal }: By,
    action: string,
    subject: string,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    const [terminalId, staffNumber] = [terminal.id, staff.number];
    return this.audit.append(tx, { at: this.clock.now(), action, terminalId, staffNumber, subject, detail });
  }
}
