/** Puts right what the register says of somebody: number, birth date, sex, category and death by approval, residence at once. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { categoryWords, isCategory } from '#libs/contributions/category.js';
import {
  maskSocialSecurityNumber,
  numberFaults,
  parseSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { inOneLine, type Words } from '#libs/kernel/words.js';
import { monthOf, parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PeopleService } from '../../register/people/people.service.js';
import { enteredBy, type CorrectedState, type Person } from '../../register/people/person.entity.js';
import { PlacesService } from '../../register/places/places.service.js';
import type { AskedApprovalDto } from '../collection/unit-bills.dto.js';
import { BenefitChanges } from '../claims/benefit-changes.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import type { RegisterCorrectionDto, ResidenceDto, TownshipsDto } from './people.dto.js';

type By = Pick<Decider, 'number' | 'terminalId'>;

/** What is decided: all that may be put right, as it stands and as it is to stand. */
type Correction = {
  readonly person: string;
  readonly from: CorrectedState;
  readonly to: CorrectedState;
  readonly since: PlainDate;
  readonly source: string;
};

const fields: Readonly<Record<keyof CorrectedState, Words>> = {
  socialSecurityNumber: { zh: '社会保障号码', en: 'number' },
  sex: { zh: '性别', en: 'sex' },
  birthDate: { zh: '出生日期', en: 'birth date' },
  category: { zh: '帮扶身份', en: 'category' },
  diedOn: { zh: '死亡日期', en: 'day of death' },
};

const sexes: Readonly<Record<string, Words>> = {
  male: { zh: '男', en: 'male' },
  female: { zh: '女', en: 'female' },
};

const shown = (field: keyof CorrectedState, value: string | null): Words => {
  if (value === null) return { zh: '（无）', en: '(none)' };
  if (field === 'category' && isCategory(value)) return categoryWords[value];
  return sexes[value] ?? { zh: value, en: value };
};

const stateOf = ({ socialSecurityNumber, sex, birthDate, category, diedOn }: Person): CorrectedState => ({
  socialSecurityNumber,
  sex,
  birthDate,
  category,
  diedOn,
});

const changed = ({ from, to }: Pick<Correction, 'from' | 'to'>): readonly (keyof CorrectedState)[] =>
  (Object.keys(fields) as (keyof CorrectedState)[]).filter((field) => from[field] !== to[field]);

const dayOf = (text: string, field: string): PlainDate => {
  const day = parseDate(text);
  if (day === null) throw new Refused('malformed-request', `${field}: no such day`);
  return day;
};

@Injectable()
export class RegisterCorrections implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleService,
    private readonly places: PlacesService,
    private readonly participations: ParticipationsService,
    private readonly benefits: BenefitChanges,
    private readonly approvals: Approvals,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Correction>('register-correction', {
      current: async (tx, { content }) => {
        await this.people.lock(tx, content.person);
        const person = await this.people.find(tx, content.person);
        return person === null ? null : { ...content, from: stateOf(person) };
      },
      describe: async (tx, { content }) => this.describe(tx, content),
      approved: async (tx, { id, content, askedBy, reason }) => {
        const { person, from, to, since, source } = content;
        await this.demandFree(tx, content);
        await this.people.correct(tx, person, to, { by: askedBy, reason, source, since, approval: id });
        const fields = changed(content);
        if (fields.includes('diedOn')) {
          await this.participations.followDeath(tx, person, { before: from.diedOn, now: to.diedOn }, askedBy);
          if (to.diedOn !== null)
            await this.benefits.followDeath(tx, await this.people.allOf(tx, person), to.diedOn, {
              by: askedBy,
              approvalId: id,
              evidence: source,
            });
        }
        // What is owed goes by age and by whom the government helps.
        if (fields.includes('birthDate') || fields.includes('category'))
          await this.participations.personChanged(tx, person, monthOf(since), askedBy);
      },
    });
  }

  /**
   * Asks to put something right. Throws Refused `person-unknown`, `number-invalid`, `number-taken`, `death-before-birth`, `day-in-future`,
   * `participation-before-birth`, `approval-waiting`, and `malformed-request` where nothing would change.
   */
  ask(id: string, asked: RegisterCorrectionDto, by: By): Promise<AskedApprovalDto> {
    return this.database.transaction((tx) => this.askIn(tx, id, asked, by));
  }

  /** As {@link ask}, with whatever else is written with it. */
  async askIn(
    tx: Transaction,
    id: string,
    { source, reason, ...asked }: RegisterCorrectionDto,
    by: By,
  ): Promise<AskedApprovalDto> {
    await this.people.lock(tx, id);
    const from = stateOf(await this.known(tx, id));
    const to = this.asked(from, asked);
    const since = to.diedOn !== null && to.diedOn !== from.diedOn ? to.diedOn : this.since(asked.since);
    const content: Correction = { person: id, from, to, since, source };
    if (changed(content).length === 0) throw new Refused('malformed-request', 'nothing would change');
    await this.demandFree(tx, content);
    const { id: approval, state } = await this.approvals.ask<Correction>(tx, {
      kind: 'register-correction',
      subject: id,
      content,
      by,
      reason,
    });
    return { approval, state };
  }

  /** Enters where somebody lives. Throws Refused `person-unknown`, `township-unknown`, `day-in-future`. */
  move(id: string, { township, since, reason }: ResidenceDto, by: By): Promise<void> {
    const from = this.since(since);
    return this.database.transaction(async (tx) => {
      await this.people.lock(tx, id);
      await this.known(tx, id);
      await this.places.township(tx, township);
      await this.people.moveTo(tx, id, township, { ...enteredBy(by.number, reason), since: from });
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'people.change-residence',
        ...(by.terminalId === undefined ? {} : { terminalId: by.terminalId }),
        staffNumber: by.number,
        subject: id,
        detail: { township, since: from },
      });
    });
  }

  async townships(): Promise<TownshipsDto> {
    return { townships: await this.database.read((tx) => this.places.townships(tx)) };
  }

  private async known(tx: Transaction, id: string): Promise<Person> {
    noteLookedUp(id);
    const person = await this.people.find(tx, id);
    if (person === null) throw new Refused('person-unknown');
    return person;
  }

  private since(text: string | undefined): PlainDate {
    const today = this.clock.today();
    const since = text === undefined ? today : dayOf(text, 'since');
    if (since > today) throw new Refused('day-in-future', 'since');
    return since;
  }

  /** How it would stand; what follows from a number follows. */
  private asked(from: CorrectedState, asked: Partial<RegisterCorrectionDto>): CorrectedState {
    const read =
      asked.socialSecurityNumber === undefined ? null : parseSocialSecurityNumber(asked.socialSecurityNumber);
    if (read !== null && !read.ok) throw new Refused('number-invalid', inOneLine(numberFaults[read.refusal]));
    const numbered = read === null ? from : { ...read.value, socialSecurityNumber: read.value.number };
    const to: CorrectedState = {
      socialSecurityNumber: numbered.socialSecurityNumber,
      sex: asked.sex ?? numbered.sex,
      birthDate: asked.birthDate === undefined ? numbered.birthDate : dayOf(asked.birthDate, 'birthDate'),
      category: asked.category ?? from.category,
      diedOn: asked.lives ? null : asked.diedOn === undefined ? from.diedOn : dayOf(asked.diedOn, 'diedOn'),
    };
    if (asked.lives && asked.diedOn !== undefined) throw new Refused('malformed-request', 'lives or diedOn');
    const today = this.clock.today();
    if (to.birthDate > today) throw new Refused('day-in-future', 'birthDate');
    if (to.diedOn !== null && to.diedOn > today) throw new Refused('day-in-future', 'diedOn');
    if (to.diedOn !== null && to.diedOn < to.birthDate) throw new Refused('death-before-birth', to.diedOn);
    return to;
  }

  /** Asked again as it is carried out: somebody else may have been registered meanwhile. */
  private async demandFree(tx: Transaction, { person, from, to }: Correction): Promise<void> {
    if (to.socialSecurityNumber !== from.socialSecurityNumber) {
      const other = await this.people.findByNumber(tx, to.socialSecurityNumber);
      if (other !== null && other.id !== person) throw new Refused('number-taken');
      noteLookedUp(person);
    }
    if (to.birthDate <= from.birthDate) return;
    const early = (await this.participations.ofPerson(tx, person)).find(({ since }) => since < to.birthDate);
    if (early !== undefined)
      throw new Refused('participation-before-birth', `${early.scheme} ${early.since}`);
  }

  private async describe(tx: Transaction, { person, from, to, since, source }: Correction) {
    const { name, socialSecurityNumber } = await this.people.get(tx, person);
    const number = maskSocialSecurityNumber(socialSecurityNumber as SocialSecurityNumber);
    const which = changed({ from, to });
    const listed = {
      zh: which.map((field) => fields[field].zh).join('、'),
      en: which.map((field) => fields[field].en).join(', '),
    };
    const standing = await this.participations.ofPerson(tx, person);
    const { diedOn } = to;
    const ending = diedOn === null ? [] : standing.filter(({ until }) => until === null || until > diedOn);
    const follows: Words = which.includes('diedOn')
      ? diedOn === null
        ? { zh: '因死亡终止的参保关系恢复', en: 'what had ended with the death stands again' }
        : {
            zh: `自次月起终止参保关系 ${ending.length} 项`,
            en: `${ending.length} participations end with the month after`,
          }
      : which.some((field) => field === 'birthDate' || field === 'category')
        ? {
            zh: '已核定的月份另行核定差额',
            en: 'months that were assessed are assessed anew, by the difference',
          }
        : { zh: '登记即时更正，卡面须换领', en: 'the register changes at once; the card is to be renewed' };
    return {
      what: { zh: `${name}（${number}）：${listed.zh}`, en: `${name} (${number}): ${listed.en}` },
      details: [
        ...which.map((field) => {
          const [before, after] = [shown(field, from[field]), shown(field, to[field])];
          return {
            label: fields[field],
            value: { zh: `${before.zh} → ${after.zh}`, en: `${before.en} → ${after.en}` },
          };
        }),
        { label: { zh: '自何日起', en: 'from' }, value: { zh: since, en: since } },
        { label: { zh: '依据材料', en: 'document' }, value: { zh: source, en: source } },
        { label: { zh: '影响', en: 'what follows' }, value: follows },
      ],
    };
  }
}
