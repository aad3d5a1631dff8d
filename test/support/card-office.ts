/** Batches of cards as a bureau makes them, with people, blank cards, a bank and a card maker that plays its part. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, type CryptoKey } from 'jose';
import { bankAccountCheck } from '#libs/identity/bank-account.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import type { MakerItem } from '#libs/cards/maker-file.js';
import { MakerFile } from '../../apps/card-maker-simulator/src/maker-file.js';
import {
  makeCards,
  type MakerFault,
  type MakerReport,
} from '../../apps/card-maker-simulator/src/make-cards.js';
import { BankAccountsService } from '../../apps/central/src/cards/production/bank-accounts.service.js';
import { BatchApprovalService } from '../../apps/central/src/cards/production/batch-approval.service.js';
import {
  BatchExportService,
  type ExportReport,
} from '../../apps/central/src/cards/production/batch-export.service.js';
import { openAccounts, openResults } from '../../apps/central/src/cards/production/batch-file-rows.js';
import { BatchArrivalService } from '../../apps/central/src/cards/production/batch-arrival.service.js';
import { BatchResultsService } from '../../apps/central/src/cards/production/batch-results.service.js';
import type { FileOutcome } from '../../apps/central/src/cards/production/batch-files.service.js';
import { CardBatchesService } from '../../apps/central/src/cards/production/card-batches.service.js';
import { CardMakersService } from '../../apps/central/src/cards/production/card-makers.service.js';
import { SigningKeyService } from '../../apps/central/src/cards/production/signing-key.service.js';
import { CardStockService } from '../../apps/central/src/cards/stock/card-stock.service.js';
import { silentProgress as silent } from '../../apps/central/src/ground/chunked-work/progress.js';
import { Counter } from './counter.js';

export type Applicant = { readonly number: string; readonly name: string; readonly account: string };

/** Another serial for everybody this file makes. */
let serial = 0;

const applicant = (): Applicant => {
  serial += 1;
  const born = new Date(Date.UTC(1950, 0, 1 + (serial % 20_000)))
    .toISOString()
    .slice(0, 10)
    .replaceAll('-', '');
  const first17 = `632802${born}${String(880 + Math.floor(serial / 20_000))}`;
  const account = `6217998${String(serial).padStart(11, '0')}`;
  return {
    number: first17 + socialSecurityNumberCheck(first17),
    name: `批${String.fromCharCode(0x4e00 + (serial % 5000))}`,
    account: account + bankAccountCheck(account),
  };
};

export class CardOffice {
  readonly maker = 'b1';
  readonly approver = 'a1';

  private constructor(
    readonly counter: Counter,
    readonly folder: string,
    private readonly makerKey: CryptoKey,
    private readonly centralKey: CryptoKey,
  ) {}

  /** `settings` are central's, by their names in the environment. */
  static async open(settings: NodeJS.ProcessEnv = {}): Promise<CardOffice> {
    const counter = await Counter.open(settings, 'workUrl');
    const makers = counter.app.get(CardMakersService, { strict: false });
    const { privateKey, publicKey } = await generateKeyPair('ECDH-ES', { crv: 'X25519', extractable: true });
    await makers.add('M1', '制卡厂', await exportJWK(publicKey), 'k1');
    const signing = counter.app.get(SigningKeyService, { strict: false });
    const centralKey = await importJWK((await signing.open('b1')).publicKey, 'EdDSA');
    await counter.query(`insert into depot values ('D77', '批量网点')`);
    await counter.query(`insert into unit values ('U1', '第一小学'), ('U2', '第二小学')`);
    // Only what a test brings is to wait.
    await counter.query(
      `update card_application set state = 'withdrawn' where state in ('applied', 'approved')`,
    );
    return new CardOffice(
      counter,
      mkdtempSync(join(tmpdir(), 'sscard-office-')),
      privateKey,
      centralKey as CryptoKey,
    );
  }

  async close(): Promise<void> {
    await this.counter.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get<T>(type: new (...args: never[]) => T): T {
    return this.counter.app.get(type, { strict: false });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, lines: readonly string[]): string {
    writeFileSync(this.path(name), `${lines.join('\n')}\n`);
    return this.path(name);
  }

  lines(name: string): string[] {
    return readFileSync(this.path(name), 'utf8').trimEnd().split('\n');
  }

  /** People with an application each, as an import by i1 leaves them. */
  async apply(count: number): Promise<readonly Applicant[]> {
    const people = Array.from({ length: count }, applicant);
    await this.counter.query(
      `with p as (
         insert into person (id, social_security_number, name, sex, birth_date)
         select gen_random_uuid(), number, name, case when substr(number, 17, 1)::int % 2 = 1 then 'male' else 'female' end,
           substr(number, 7, 8)::date from unnest($1::text[], $2::text[]) as r (number, name) returning id, social_security_number)
       insert into card_application (person_id, reason, state, unit_code, applied_at, applied_by, import_id)
       select id, 'first', 'applied', 'U' || 1 + (row_number() over (order by social_security_number)) % 2, now(), 'i1', 1 from p`,
      [people.map(({ number }) => number), people.map(({ name }) => name)],
    );
    return people;
  }

  /** Blank cards at D77. */
  async blanks(count: number): Promise<void> {
    const lot = `L${randomBytes(4).toString('hex')}`;
    const rows = async function* () {
      for (let line = 1; line <= count; line++)
        yield {
          line,
          lot,
          historicalBytes: randomBytes(13).toString('hex').toUpperCase(),
          specificationVersion: '3.00',
          algorithm: 'sm4',
        };
    };
    const { findings } = await this.get(CardStockService).receive(rows, 'D77', this.maker);
    if (findings.length > 0) throw new Error('the lot was refused');
  }

  /** A batch of all that waits; returns its number. */
  async make(limit: number | null = null): Promise<string> {
    const { number } = await this.get(CardBatchesService).make(
      { importId: null, unitCode: null, limit, withoutPhoto: true },
      this.maker,
    );
    return number;
  }

  /** A batch of so many new people and whoever waits anyway, approved, with as many blank cards. */
  async approved(count: number): Promise<{ readonly number: string; readonly people: readonly Applicant[] }> {
    const people = await this.apply(count);
    const number = await this.make();
    const [batch] = await this.counter.query<{ items: number }>(
      'select items from card_batch where number = $1',
      [number],
    );
    await this.blanks(batch?.items ?? 0);
    await this.approve(number);
    return { number, people };
  }

  async approve(number: string, by = this.approver): Promise<void> {
    await this.get(BatchApprovalService).approve(number, { number: by, role: 'approver' });
  }

  async reject(number: string, reason = '测试', by = this.approver): Promise<void> {
    await this.get(BatchApprovalService).reject(number, reason, { number: by, role: 'approver' });
  }

  export(number: string, file = `${number}.txt`, withoutAccount = true): Promise<ExportReport> {
    return this.get(BatchExportService).export(
      { batch: number, maker: 'M1', depot: 'D77', out: this.path(file), withoutAccount },
      this.maker,
      silent,
    );
  }

  /** What the maker makes of a batch. */
  manufacture(
    number: string,
    {
      spoil = 0,
      fault = null,
      file = `${number}.txt`,
      areaCode = '632802',
    }: {
      readonly spoil?: number;
      readonly fault?: MakerFault | null;
      readonly file?: string;
      readonly areaCode?: string;
    } = {},
  ): Promise<MakerReport> {
    return makeCards({
      file: this.path(file),
      out: this.path(`${number}.csv`),
      makerKey: this.makerKey,
      centralKey: this.centralKey,
      areaCode,
      spoil,
      fault,
    });
  }

  /** What the maker reads of a batch's data, a chunk at a time. */
  async *sentItems(number: string): AsyncGenerator<readonly MakerItem[]> {
    const file = await MakerFile.open(this.path(`${number}.txt`), this.makerKey, this.centralKey);
    yield* file.chunks();
  }

  async takeResult(number: string, file = `${number}.csv`): Promise<FileOutcome> {
    return this.get(BatchResultsService).take(number, await openResults(this.path(file)), this.maker, silent);
  }

  async match(number: string, path: string): Promise<FileOutcome> {
    return this.get(BankAccountsService).match(number, await openAccounts(path), this.maker, silent);
  }

  async receive(number: string, count: number | null = null): Promise<number> {
    return (await this.get(BatchArrivalService).receive(number, 'D77', count, this.maker, silent)).cards;
  }

  /** How many items of a batch stand where, as `{ approved: 3 }`. */
  async standing(number: string): Promise<Record<string, number>> {
    const rows = await this.counter.query<{ state: string; count: number }>(
      `select coalesce(case when i.outcome = 'personalised' then c.state else i.outcome end, a.state) as state, count(*)::int as count
       from card_batch b join card_batch_item i on i.batch_id = b.id join card_application a on a.id = i.application_id
       left join card c on c.id = a.card_id where b.number = $1 group by 1`,
      [number],
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  /** Contradictions in the stock; none when it adds up. */
  async findings(): Promise<readonly string[]> {
    return (await this.get(CardStockService).report()).findings;
  }
}
