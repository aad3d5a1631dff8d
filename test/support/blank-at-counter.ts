/** A blank card at the counter without a reader: the virtual chip itself, and what a window does with it at central. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Chip } from '#hardware/virtual-card/chip.js';
import { answerToReset } from '#libs/cards/answer-to-reset.js';
import {
  getChallenge,
  getResponse,
  internalAuthenticate,
  readRecord,
  selectApplication,
} from '#libs/cards/apdu.js';
import type { BlankCardImage, CardAlgorithm } from '#libs/cards/card-image.js';
import { cardItemNames, cardItems, ordinalOf, recordLength } from '#libs/cards/file-layout.js';
import { internalResult } from '#libs/cards/key-diversification.js';
import { digestBody, writeChallenge } from '#libs/cards/write-challenge.js';
import type { components } from '#libs/contract/central-api.js';
import { makeApplicationNumber } from '#libs/identity/application-number.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import { ApplicationApprovals } from '../../apps/central/src/cards/lives/application-approvals.service.js';
import { CardLives } from '../../apps/central/src/cards/lives/card-lives.service.js';
import { CardStockService } from '../../apps/central/src/cards/stock/card-stock.service.js';
import { Database } from '../../apps/central/src/ground/database/database.js';
import { KeysService } from '../../apps/central/src/cards/keys/keys.service.js';
import { PeopleService } from '../../apps/central/src/register/people/people.service.js';
import type { Counter, Reply } from './counter.js';

type Schemas = components['schemas'];
type Steps = Schemas['IssuanceStepsDto'];
type Refusal = { readonly code?: string; readonly detail?: string };

let people = 0;
/** The number of somebody of whom the register knows nothing yet. */
export const stranger = (): string => {
  people += 1;
  const first17 = `63280219900101${String(people).padStart(3, '0')}`;
  return first17 + socialSecurityNumberCheck(first17);
};

/** An application, approved unless told otherwise, of somebody by number; returns its number. */
export const applyFor = (counter: Counter, person = stranger(), isApproved = true): Promise<string> => {
  const lives = counter.app.get(CardLives, { strict: false });
  return counter.app.get(Database, { strict: false }).transaction(async (tx) => {
    const { id: personId } = await counter.app
      .get(PeopleService, { strict: false })
      .register(tx, person, '测试人');
    const by = { at: counter.clock.now(), staffNumber: '0001', terminalId: null };
    const [id = ''] = await lives.apply(
      tx,
      [
        {
          personId,
          reason: 'first',
          unitCode: null,
          depot: 'D01',
          photoDigest: null,
          phone: null,
          guardian: null,
          agent: null,
          replacesCardId: null,
          feeFen: 0n,
        },
      ],
      by,
    );
    if (isApproved)
      await counter.app
        .get(ApplicationApprovals, { strict: false })
        .decide(tx, id, 'approved', { number: '0301', role: 'reviewer' });
    return makeApplicationNumber('632802', id);
  });
};

async function* one<T>(row: T): AsyncGenerator<T> {
  yield row;
}

const blankImage = async (
  counter: Counter,
  historicalBytes: string,
  algorithm: CardAlgorithm,
): Promise<BlankCardImage> => {
  const transportKey = await counter.app
    .get(KeysService, { strict: false })
    .transportKey({ algorithm, historicalBytes, keyVersion: 1 });
  return {
    id: `blank-${historicalBytes}`,
    label: '空白卡',
    note: '',
    specificationVersion: algorithm === 'sm4' ? '3.00' : '2.00',
    algorithm,
    atr: toHex(answerToReset(fromHex(historicalBytes))),
    blank: true,
    transportKey: toHex(transportKey),
  };
};

/** A blank in a reader, with what a window does with it. */
export class Blank {
  readonly chip: Chip;

  constructor(
    private readonly counter: Counter,
    readonly image: BlankCardImage,
  ) {
    this.chip = new Chip(image);
    this.power();
  }

  /** One that has just come to the stock of a depot, its transport key known to the vault. */
  static async deliver(
    counter: Counter,
    specificationVersion: '2.00' | '3.00' = '3.00',
    depot = 'D01',
  ): Promise<Blank> {
    const historicalBytes = toHex(randomBytes(13));
    const algorithm = specificationVersion === '3.00' ? 'sm4' : '3des';
    const row = { line: 1, lot: historicalBytes, historicalBytes, specificationVersion, algorithm };
    await counter.app.get(CardStockService, { strict: false }).receive(() => one(row), depot, '0001');
    return new Blank(counter, await blankImage(counter, historicalBytes, algorithm));
  }

  get historicalBytes(): string {
    return this.chip.content.atr.slice(-26);
  }

  get identificationCode(): string | undefined {
    return 'blank' in this.chip.content ? undefined : this.chip.content.files.ef05['01'];
  }

  power(): void {
    this.chip.reset();
    this.chip.answer(selectApplication());
  }

  challenge(): string {
    return toHex(this.chip.answer(getChallenge()).slice(0, 8));
  }

  /** `agent`: who takes the card for its holder. */
  begin(applicationNumber: string, agent?: Schemas['AgentDto']): Promise<Reply<Steps & Refusal>> {
    const { historicalBytes, identificationCode } = this;
    return this.counter.ask('POST', '/v1/issuances', {
      applicationNumber,
      historicalBytes,
      cardChallenge: this.challenge(),
      ...(identificationCode === undefined ? {} : { identificationCode }),
      ...(agent === undefined ? {} : { agent }),
    });
  }

  /** The status words of commands as central made them; at most `count` of them reach the chip. */
  send({ commands }: Pick<Steps, 'commands'>, count = commands.length): string[] {
    return commands.slice(0, count).map((command) => toHex(this.chip.answer(fromHex(command)).slice(-2)));
  }

  read(file: 'ef05' | 'ef06'): string {
    const version = this.chip.content.specificationVersion;
    return toHex(
      concat(
        ...cardItemNames
          .filter((name) => cardItems[name].file === file)
          .map((name) =>
            this.chip
              .answer(readRecord(file === 'ef05' ? 5 : 6, ordinalOf(name, version) ?? 0, recordLength(name)))
              .slice(0, -2),
          ),
      ),
    );
  }

  proof({ processFactor, source }: Pick<Steps, 'processFactor' | 'source'>): string {
    this.chip.answer(internalAuthenticate(fromHex(processFactor), fromHex(source)));
    return toHex(this.chip.answer(getResponse(8)).slice(0, 8));
  }

  readBack(steps: Steps): Promise<Reply<Schemas['IssuanceDto'] & Refusal>> {
    return this.counter.ask('POST', `/v1/issuances/${steps.id}/read-back`, {
      ef05: this.read('ef05'),
      ef06: this.read('ef06'),
      result: this.proof(steps),
    });
  }

  /** From the blank to somebody's sealed card. */
  async make(applicationNumber: string, agent?: Schemas['AgentDto']): Promise<Schemas['IssuanceDto']> {
    const { body: steps } = await this.begin(applicationNumber, agent);
    const answers = this.send(steps);
    if (answers.some((status) => status !== '9000'))
      throw new Error(`the chip answered ${answers.join(' ')}`);
    const { status, body } = await this.readBack(steps);
    if (status !== 200) throw new Error(`read-back: ${body.code ?? status}`);
    return body;
  }

  async openSession(): Promise<Schemas['CardSessionDto']> {
    const { files, keys, algorithm } = this.chip.image;
    const { body: opened } = await this.counter.ask<Schemas['CardChallengeDto']>(
      'POST',
      '/v1/card-sessions',
      {
        identificationCode: files.ef05['01'],
        cardNumber: Buffer.from(files.ef05['07'] ?? '', 'hex').toString('latin1'),
        historicalBytes: this.historicalBytes,
      },
    );
    const result = internalResult(
      fromHex(keys.irk),
      { processFactor: fromHex(opened.processFactor), source: fromHex(opened.source) },
      algorithm,
    );
    const { body } = await this.counter.ask<Schemas['CardSessionDto']>(
      'POST',
      `/v1/card-sessions/${opened.id}/proof`,
      { result: toHex(result) },
    );
    return body;
  }

  async complete(key: string = randomUUID()): Promise<Reply<Schemas['OperationDto'] & Refusal>> {
    const { keys, algorithm } = this.chip.image;
    const session = await this.openSession();
    const body = { cardSessionId: session.id };
    const challenge = writeChallenge({
      sessionNonce: session.nonce,
      idempotencyKey: key,
      bodyDigest: digestBody(body),
    });
    const cardProof = toHex(internalResult(fromHex(keys.irk), challenge, algorithm));
    return this.counter.ask(
      'POST',
      '/v1/issuances/completions',
      { ...body, cardProof },
      { 'idempotency-key': key },
    );
  }
}
