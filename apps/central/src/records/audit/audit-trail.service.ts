/** Searches the audit trail for auditors: who looked at or did what, to whom, and why; itself on record. */
import { Injectable } from '@nestjs/common';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { addDays, parseDate, startOfDay, type PlainDate } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import type { TrailDto, TrailEventDto, TrailPersonDto } from './audit-trail.dto.js';
import { AuditTrailStore, type FoundEvent, type PersonInTrail } from './audit-trail.store.js';

export type AskedTrail = {
  /** The bureau's days, both included; left out: the last seven. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly staff: string | undefined;
  readonly person: string | undefined;
  readonly action: string | undefined;
  readonly refused: string | undefined;
};

const usualDays = 7;
/** No event is older or newer; at the very ends of the calendar there is no day before, or after, to reckon with. */
const [earliest, latest] = ['1970-01-01', '9998-12-31'];
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A filter that was given; null: it was not. Throws Refused `malformed-request` for one that is none. */
const given = (name: string, text: string | undefined, pattern: RegExp): string | null => {
  if (text === undefined || text === '') return null;
  if (typeof text !== 'string' || !pattern.test(text)) throw new Refused('malformed-request', name);
  return text;
};

@Injectable()
export class AuditTrail {
  constructor(
    private readonly database: Database,
    private readonly store: AuditTrailStore,
    private readonly clock: Clock,
  ) {}

  /** A page of what matches, the newest first. Throws Refused `malformed-request`. */
  async find(asked: AskedTrail, ask: ListAsk): Promise<TrailDto> {
    const to = this.day('to', asked.to) ?? this.clock.today();
    const from = this.day('from', asked.from) ?? addDays(to, 1 - usualDays);
    if (from > to) throw new Refused('malformed-request', 'from');
    const person = given('person', asked.person, uuid);
    if (person !== null) noteLookedUp(person);
    const filter = {
      from: startOfDay(from),
      to: startOfDay(addDays(to, 1)),
      staffNumber: given('staff', asked.staff, /^[A-Za-z0-9]{1,20}$/),
      action: given('action', asked.action, /^[a-z][a-z.-]{1,80}$/),
      refused: given('refused', asked.refused, /^(true|false)$/) === 'true',
    };
    return this.database.transaction(async (tx) => {
      const about = person === null ? null : await this.store.inTrail(tx, person);
      const { rows, next, total } = await this.store.page(tx, { ...filter, about }, ask);
      const people = await this.store.peopleOf(tx, rows);
      return { events: rows.map((row) => eventDto(row, people.get(row.id) ?? null)), next, total };
    });
  }

  /** What stands for a person in the trail. */
  inTrail(tx: Transaction, personId: string): Promise<PersonInTrail> {
    return this.store.inTrail(tx, personId);
  }

  /** Whom a number belongs to. Throws Refused `person-unknown`. */
  async lookUp(socialSecurityNumber: string): Promise<TrailPersonDto> {
    const number = socialSecurityNumber.toUpperCase();
    const person = await this.database.transaction((tx) => this.store.personOfNumber(tx, number));
    if (person === null) throw new Refused('person-unknown');
    noteLookedUp(person.id);
    return {
      id: person.id,
      maskedNumber: maskSocialSecurityNumber(person.socialSecurityNumber as SocialSecurityNumber),
    };
  }

  private day(name: string, text: string | undefined): PlainDate | null {
    if (text === undefined || text === '') return null;
    const day = typeof text === 'string' ? parseDate(text) : null;
    if (day === null || day < earliest || day > latest) throw new Refused('malformed-request', name);
    return day;
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const eventDto = (event: FoundEvent, number: string | null): TrailEventDto => {
  const { purpose, refused, ...detail } = event.detail;
  return {
    id: event.id,
    at: event.at.toISOString(),
    action: event.action,
    terminalName: event.terminalName,
    staffNumber: event.staffNumber,
    staffName: event.staffName,
    maskedNumber: number === null ? null : maskSocialSecurityNumber(number as SocialSecurityNumber),
    subject: event.subject,
    purpose: textOf(purpose),
    refused: textOf(refused) ?? (event.action.endsWith('refused') ? (textOf(detail['code']) ?? '') : null),
    detail,
  };
};
