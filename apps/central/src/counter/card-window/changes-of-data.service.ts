/** Changes what the register says of somebody: at once what describes them, and by a second person what they are called. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Words } from '#libs/contract/problems.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { CarriedData } from '../../cards/lives/carried-data.service.js';
import { IdentifyService } from '../../cards/lives/identify.service.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { enteredBy, type PersonChange } from '../../register/people/person.entity.js';
import { wordsRow } from './receipt-rows.js';
import { byStaff, cardOf, required, type ServiceOutcome, type ServiceRequest } from './service-request.js';

/** What of the register may change, in the words of a receipt. The number may not: that is who they are. */
const changeable = {
  name: { zh: '姓名', en: 'name' },
  phone: { zh: '电话', en: 'phone' },
  address: { zh: '地址', en: 'address' },
  ethnicGroup: { zh: '民族', en: 'ethnic group' },
  birthplace: { zh: '出生地', en: 'birthplace' },
} as const satisfies Record<keyof PersonChange, Words>;

type Field = keyof PersonChange;

/** What is decided: whose name, from which to which. */
type Renaming = { readonly person: string; readonly from: string; readonly to: string };

const fieldNames = (fields: readonly Field[]): Words => ({
  zh: fields.map((field) => changeable[field].zh).join('、'),
  en: fields.map((field) => changeable[field].en).join(', '),
});

const waitForApproval: Words = {
  zh: '姓名经另一人审批后更正；获批后请持卡到窗口更新芯片信息、换领卡片，并到银行变更户名',
  en: 'The name changes once another person has approved it; then bring the card to a window to have its chip updated, renew it, and have the account changed at its bank',
};

const bankTold: Words = { zh: '已告知银行变更户名', en: 'The bank has been told of the name' };

@Injectable()
export class ChangesOfData implements OnModuleInit {
  constructor(
    private readonly people: PeopleService,
    private readonly identify: IdentifyService,
    private readonly approvals: Approvals,
    private readonly carried: CarriedData,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Renaming>('change-of-identity', {
      current: async (tx, { content }) => {
        await this.people.lock(tx, content.person);
        const { id, name } = await this.people.get(tx, content.person);
        return { person: id, from: name, to: content.to };
      },
      describe: async (tx, { content: { person, from, to } }) => {
        const { socialSecurityNumber } = await this.people.get(tx, person);
        const number = maskSocialSecurityNumber(socialSecurityNumber as SocialSecurityNumber);
        return {
          what: { zh: `${from} → ${to}（${number}）`, en: `${from} → ${to} (${number})` },
          details: [
            { label: { zh: '现登记姓名', en: 'name now' }, value: { zh: from, en: from } },
            { label: { zh: '拟更正姓名', en: 'new name' }, value: { zh: to, en: to } },
            { label: { zh: '社会保障号码', en: 'number' }, value: { zh: number, en: number } },
          ],
        };
      },
      approved: (tx, { id, content, askedBy, reason }) =>
        this.people.change(
          tx,
          content.person,
          { name: content.to },
          { ...enteredBy(askedBy, reason), approval: id },
        ),
    });
  }

  /** The name that was asked for about somebody and waits; null: none. */
  async askedName(tx: Transaction, personId: string): Promise<string | null> {
    const approval = await this.approvals.newestAbout(tx, 'change-of-identity', personId);
    return approval?.state === 'waiting' ? (approval.content as Renaming).to : null;
  }

  /**
   * Enters a change; another name is asked for, and waits. Throws Refused `malformed-request`, `name-unfit`, `approval-waiting` while
   * another name waits: nothing is entered then.
   */
  async enter(tx: Transaction, request: ServiceRequest): Promise<ServiceOutcome> {
    const { body, person, file, cardInReader } = request;
    const by = byStaff(request);
    const given = required(body.change, 'change');
    const fields = (Object.keys(changeable) as Field[]).filter((field) => given[field] !== undefined);
    if (fields.length === 0) throw new Refused('malformed-request', 'change names nothing');
    const { name: written, ...change }: PersonChange = Object.fromEntries(
      fields.map((field) => [field, given[field]?.trim() ?? null]),
    );
    const blank = fields.find((field) => ({ name: written, ...change })[field] === '');
    if (blank !== undefined) throw new Refused('malformed-request', `change.${blank} is blank`);
    const name = written === undefined ? undefined : this.identify.nameThatFits(written);

    // The name as it is registered changes nothing: the chip is brought up to date with it.
    const isRenamed = name !== undefined && name !== person.name;
    const entered = fields.filter((field) => field !== 'name');
    if (isRenamed)
      await this.approvals.ask<Renaming>(tx, {
        kind: 'change-of-identity',
        subject: person.id,
        content: { person: person.id, from: person.name, to: name },
        by: { number: by.staffNumber, terminalId: by.terminalId },
        ...(by.reason === undefined ? {} : { reason: by.reason }),
      });
    if (Object.keys(change).length > 0)
      await this.people.change(tx, person.id, change, enteredBy(by.staffNumber, by.reason));

    const card = cardInReader ?? file.cards.find(({ state }) => state === 'enabled') ?? null;
    return {
      card,
      rows: [
        ...(entered.length === 0 ? [] : [wordsRow('changed', fieldNames(entered))]),
        ...(isRenamed ? [wordsRow('asked', changeable.name), wordsRow('nextStep', waitForApproval)] : []),
        ...(await this.behindRows(tx, card, person.id)),
      ],
    };
  }

  /** The bank knows of the name. Throws Refused `card-step-out-of-order` where the bank holds no other. */
  async noteBankTold(tx: Transaction, request: ServiceRequest): Promise<ServiceOutcome> {
    const card = cardOf(request);
    const behind = await this.carried.behind(tx, card, request.person);
    if (!behind.some(({ part }) => part === 'bank')) throw new Refused('card-step-out-of-order');
    await this.carried.bringUp(tx, card.id, 'bank');
    return {
      card,
      rows: [wordsRow('bank', bankTold), ...(await this.behindRows(tx, card, request.person.id))],
    };
  }

  /** What of the card is to follow the register yet, each with what to do about it. */
  private async behindRows(
    tx: Transaction,
    card: Card | null,
    personId: string,
  ): Promise<ServiceOutcome['rows']> {
    if (card === null) return [];
    const behind = await this.carried.behind(tx, card, await this.people.get(tx, personId));
    return behind.map(({ words, fields, nextStep }) => ({
      label: words,
      value: `${fields.zh}未更新：${nextStep.zh}`,
      english: `${fields.en} not changed yet: ${nextStep.en}`,
    }));
  }
}
