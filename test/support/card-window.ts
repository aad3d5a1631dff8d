/** A card window without devices: asks for services as a clerk does, and makes cards for applications as the bureau does. */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CardImage } from '#libs/cards/card-image.js';
import { identificationCode, personalise } from '#libs/cards/personalisation.js';
import type { components } from '#libs/contract/central-api.js';
import { parseApplicationNumber } from '#libs/identity/application-number.js';
import { makeCardNumber } from '#libs/identity/card-number.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { toHex } from '#libs/kernel/bytes.js';
import { addDays, type PlainDate } from '#libs/kernel/plain-date.js';
import { CardApplicationsStore } from '../../apps/central/src/cards/lives/card-applications.store.js';
import { CardLives } from '../../apps/central/src/cards/lives/card-lives.service.js';
import { Database } from '../../apps/central/src/ground/database/database.js';
import { portrait } from '../../apps/central/src/whole/demonstration/portrait.js';
import { KeysService } from '../../apps/central/src/cards/keys/keys.service.js';
import type { Counter, Reply, Session } from './counter.js';

type Schemas = components['schemas'];
export type ServiceBody = Schemas['CardServiceRequestDto'];
export type CardFile = Schemas['CardFileDto'];

/** Somebody by their document. */
export type Identity = { readonly socialSecurityNumber: string; readonly name: string };

const password = 'delingha-2017';
let people = 0;

/** Somebody nobody knows, born on a day (`19900101`). */
export const newcomer = (born = '19900101', name = '新人'): Identity => {
  people += 1;
  const first17 = `632802${born}${String(people).padStart(3, '0')}`;
  return {
    socialSecurityNumber: first17 + socialSecurityNumberCheck(first17),
    name: `${name}${String.fromCharCode(0x4e00 + people)}`,
  };
};

/** The holder of a demonstration card, as their document says. */
export const holderOf = (counter: Counter, cardId: string): Identity => {
  const { files, label } = counter.card(cardId);
  return {
    socialSecurityNumber: Buffer.from(files.ef06['08'] ?? '', 'hex').toString('latin1'),
    name: label,
  };
};

export class CardWindow {
  constructor(readonly counter: Counter) {}

  /** Signs somebody of the demonstration in, does something, and signs the clerk in again. */
  async as<T>(staffNumber: string, work: () => Promise<T>): Promise<T> {
    await this.counter.signIn(staffNumber, password);
    try {
      return await work();
    } finally {
      await this.counter.signIn();
    }
  }

  async photo(): Promise<string> {
    const jpeg = Buffer.from(portrait()).toString('base64');
    return (await this.counter.ask<{ digest: string }>('POST', '/v1/photos', { jpeg })).body.digest;
  }

  file(who: Identity): Promise<Reply<CardFile>> {
    return this.counter.ask('POST', '/v1/card-files', { ...who, purpose: '办理业务' });
  }

  /** A service for somebody identified by document. */
  serve(
    body: ServiceBody,
    key: string = randomUUID(),
  ): Promise<Reply<Schemas['OperationDto'] & { readonly code?: string; readonly detail?: string }>> {
    return this.counter.ask('POST', '/v1/card-services', body, { 'idempotency-key': key });
  }

  /** A service for whoever's card is in the reader, signed by it. */
  serveWithCard(
    cardId: string,
    session: Session,
    body: ServiceBody,
    key: string = randomUUID(),
  ): ReturnType<CardWindow['serve']> {
    return this.serve(this.counter.signed(cardId, session, key, { ...body, cardSessionId: session.id }), key);
  }

  /** Applies with a photo and returns the application's number. */
  async apply(who: Identity, change: Partial<ServiceBody> = {}): Promise<string> {
    const photoDigest = await this.photo();
    const { status, body } = await this.serve({ service: 'application', ...who, photoDigest, ...change });
    if (status !== 200) throw new Error(`application refused: ${JSON.stringify(body)}`);
    return this.numberOn(body.receiptNumber);
  }

  /** The application number that a receipt gives. */
  async numberOn(receiptNumber: string | null): Promise<string> {
    const rows = await this.rowsOf(receiptNumber);
    const number = rows.find(({ label }) => label.zh === '申领编号')?.value;
    if (number === undefined) throw new Error('the receipt names no application');
    return number;
  }

  async rowsOf(receiptNumber: string | null): Promise<readonly Schemas['ReceiptRowDto'][]> {
    const url = `/v1/receipts/${receiptNumber ?? ''}/document`;
    return (await this.counter.ask<Schemas['ReceiptDto']>('GET', url)).body.rows ?? [];
  }

  /** Has another person release a service that takes two, as the window asks for it. */
  async release(
    service: NonNullable<ServiceBody['secondPersonFor']>,
    who: Identity,
    cardId: string,
    verdict: 'approval' | 'rejection' = 'approval',
  ): Promise<Reply> {
    const reason = '证件已核验';
    const asked = await this.serve({
      service: 'second-person',
      secondPersonFor: service,
      ...who,
      cardId,
      reason,
    });
    if (asked.status !== 200) throw new Error(`not asked for: ${JSON.stringify(asked.body)}`);
    return this.as('0301', async () => {
      const { body } = await this.counter.ask<Schemas['ApprovalsDto']>(
        'GET',
        `/v1/approvals?kind=${service}`,
      );
      const [waiting] = body.waiting;
      return this.counter.ask('POST', `/v1/approvals/${waiting?.id ?? ''}/${verdict}`, { reason });
    });
  }

  approve(number: string): Promise<Reply> {
    return this.as('0301', () => this.counter.ask('POST', `/v1/card-applications/${number}/approval`, {}));
  }

  /**
   * Makes the card of an approved application and brings it to its place of collection; returns the name of its image and
   * its id. The card's keys are those of central's vault, so that it can be tapped.
   */
  async make(
    number: string,
    change: { readonly validUntil?: PlainDate } = {},
  ): Promise<{ readonly image: string; readonly cardId: string }> {
    const parsed = parseApplicationNumber(number);
    if (!parsed.ok) throw new Error(`no application number: ${number}`);
    const applicationId = parsed.value.id;
    const { app, clock, folder } = this.counter;
    const [lives, keys] = [app.get(CardLives, { strict: false }), app.get(KeysService, { strict: false })];
    const by = { at: clock.now(), staffNumber: '0101', terminalId: null };
    const serial = Uint8Array.from(randomBytes(13));
    const historicalBytes = toHex(serial);
    const cardNumber = makeCardNumber(`T${randomBytes(4).toString('hex').toUpperCase().slice(0, 7)}`);
    const cardId = randomUUID();
    const [issuedOn, validUntil] = [clock.today(), change.validUntil ?? addDays(clock.today(), 3650)];
    const owner = { algorithm: 'sm4', historicalBytes, keyVersion: 1 } as const;
    const code = toHex(identificationCode({ cityCode: '632802', chipSerial: serial, cardNumber }));
    const cardKeys = await keys.cardKeys(owner);
    const image = await app.get(Database, { strict: false }).transaction(async (tx): Promise<CardImage> => {
      const application = await app.get(CardApplicationsStore, { strict: false }).find(tx, applicationId);
      if (application === null) throw new Error(`no application ${number}`);
      await lives.move(tx, { applicationId }, 'produce', by);
      await lives.issue(
        tx,
        {
          id: cardId,
          applicationId,
          cardNumber,
          identificationCode: code,
          historicalBytes,
          specificationVersion: '3.00',
          algorithm: 'sm4',
          issuedOn,
          validUntil,
          bankAccount: null,
          bankAccountState: 'none',
          keyVersion: 1,
          depot: null,
        },
        by,
      );
      await lives.move(tx, { cardId }, 'deliver', by);
      return personalise({
        id: cardNumber,
        label: application.name,
        note: 'test',
        specificationVersion: '3.00',
        algorithm: 'sm4',
        chipSerial: serial,
        cityCode: '632802',
        cardNumber,
        issueDate: issuedOn,
        validUntil,
        initialisingInstitution: '632802000000',
        holder: {
          socialSecurityNumber: application.socialSecurityNumber,
          name: application.name,
          sex: application.sex,
          ethnicGroup: '01',
          birthplace: '632802',
          birthDate: application.birthDate,
        },
        keys: cardKeys,
        pin: '123456',
        pinTryLimit: 6,
      });
    });
    writeFileSync(join(folder, 'cards', `${cardNumber}.json`), JSON.stringify(image));
    return { image: cardNumber, cardId };
  }
}
