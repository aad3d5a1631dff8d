/** Gives out papers about a person, numbered and kept, and checks one that somebody holds. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { contributionSpans } from '#libs/contributions/contribution-spans.js';
import { accountName, schemeName } from '#libs/contract/schemes.js';
import { maskName } from '#libs/identity/masked-name.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { businessDate } from '#libs/kernel/plain-date.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import { Secrets } from '../../ground/secrets.js';
import { AccountYears } from '../../insurance/accounts/account-years.service.js';
import { PaidMonths, type PaidPeriodRow } from '../../insurance/contributions/paid-months.service.js';
import { BenefitsOnPaper } from '../../insurance/claims/benefits-on-paper.service.js';
import { MovesOnPaper } from '../../insurance/transfers/moves-on-paper.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { WhoseFile } from '../card-window/whose-file.service.js';
import { codeOf, documentTitles, type DocumentContent } from './document-content.js';
import { drawPaper } from './document-paper.js';
import {
  type DocumentAccountYearDto,
  type DocumentBenefitDto,
  type DocumentKind,
  type DocumentMoveDto,
  type DocumentRequestDto,
  type DocumentRowDto,
  type DocumentVerificationDto,
  type IssuedDocumentDto,
  type OwnDocumentDto,
  type OwnDocumentRequestDto,
  yearlyKinds,
} from './documents.dto.js';
import { DocumentsStore, type StoredDocument } from './documents.store.js';
import { rollLines } from './roll-paper.js';

/** What a paper that a holder prints is said to be for: it is theirs to show to whom they like. */
const ownPurpose = '本人自助打印';

/** So many files that were drawn last are kept: whoever has a paper given out fetches it next, and each takes a second to draw. */
const drawnAtMost = 10;

const rowsOf = (paid: readonly PaidPeriodRow[], kind: DocumentKind): DocumentRowDto[] =>
  contributionSpans(
    paid.map(({ scheme, place, period, base: _base, ...parts }) => ({
      scheme,
      place,
      period,
      unitPart: fen(BigInt(parts.unitPart)),
      personPart: fen(BigInt(parts.personPart)),
      governmentPart: fen(BigInt(parts.governmentPart)),
    })),
    kind === 'statement',
  ).map(({ unitPart, personPart, governmentPart, ...span }) => ({
    ...span,
    schemeName: schemeName(span.scheme),
    unitPart: formatYuan(unitPart),
    personPart: formatYuan(personPart),
    governmentPart: formatYuan(governmentPart),
  }));

const describe = ({ number, kind, issuedAt, content, fileDigest }: StoredDocument): IssuedDocumentDto => ({
  number,
  kind,
  issuedAt: issuedAt.toISOString(),
  verificationCode: content.verificationCode,
  fileDigest,
});

const sameText = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** A benefit as whoever holds the paper is shown it: what it came to, and not the documents that its life rests on. */
const forAnyone = ({ changes, ...benefit }: DocumentBenefitDto): DocumentBenefitDto => ({
  ...benefit,
  changes: changes.map((change) => ({ ...change, evidence: null })),
});

@Injectable()
export class Documents {
  private readonly drawn = new Map<string, Buffer>();

  constructor(
    private readonly database: Database,
    private readonly whose: WhoseFile,
    private readonly people: PeopleService,
    private readonly accountYears: AccountYears,
    private readonly store: DocumentsStore,
    private readonly paid: PaidMonths,
    private readonly moves: MovesOnPaper,
    private readonly benefits: BenefitsOnPaper,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /**
   * A paper of what was paid until now. The same key is answered with the same paper. Throws Refused as the opening of a card file does,
   * `transfer-no-paper`, and `key-reused` for a key of another paper.
   */
  async issue(
    terminal: TerminalIdentity,
    staff: StaffIdentity,
    request: DocumentRequestDto,
  ): Promise<IssuedDocumentDto> {
    return describe(await this.given(terminal, staff, request));
  }

  /** As {@link issue}, for the holder of the card in a kiosk, as it prints it. Throws Refused `card-session-ended`, `key-reused`. */
  async issueOwn(
    terminal: TerminalIdentity,
    cardSessionId: string,
    request: OwnDocumentRequestDto,
  ): Promise<OwnDocumentDto> {
    const { content } = await this.given(terminal, null, { ...request, cardSessionId, purpose: ownPurpose });
    const { number, kind, agency, name, socialSecurityNumber, purpose, issuedAt, verificationCode } = content;
    return {
      number,
      title: documentTitles[kind],
      agency,
      name,
      socialSecurityNumber,
      purpose,
      issuedAt,
      lines: rollLines(content),
      verificationCode,
      verifyUrl: this.addressOf(content),
    };
  }

  /** The file of a paper that was given out, drawn from what it says. Throws Refused `not-found`. */
  async file(number: string): Promise<{ readonly number: string; readonly bytes: Buffer }> {
    const document = await this.database.transaction((tx) => this.store.byNumber(tx, number));
    if (document === null) throw new Refused('not-found');
    noteLookedUp(document.personId);
    return { number, bytes: await this.fileOf(document.content) };
  }

  /** As {@link file}, of the holder of the card in a kiosk. Throws Refused `card-session-ended`, and `not-found` for another's alike. */
  async ownFile(
    terminal: TerminalIdentity,
    cardSessionId: string,
    number: string,
  ): Promise<{ readonly number: string; readonly bytes: Buffer }> {
    const { content } = await this.database.transaction(async (tx) => {
      const { person } = await this.whose.of(tx, terminal, null, { cardSessionId, purpose: ownPurpose });
      const document = await this.store.byNumber(tx, number);
      if (document === null || document.personId !== person?.id) throw new Refused('not-found');
      return document;
    });
    return { number, bytes: await this.fileOf(content) };
  }

  /** Throws Refused `receipt-unknown` alike for a wrong number and a wrong code, so that numbers cannot be tried out; `receipt-key-missing`. */
  async verify(number: string, code: string): Promise<DocumentVerificationDto> {
    const document = await this.database.transaction((tx) => this.store.byNumber(tx, number));
    if (document === null || !sameText(document.content.verificationCode, code))
      throw new Refused('receipt-unknown');
    const { verificationCode: stored, ...content } = document.content;
    const key = this.secrets.find('receipt', content.keyId);
    if (key === null) throw new Refused('receipt-key-missing', `receipt key ${content.keyId}`);
    return {
      number,
      verified: sameText(codeOf(content, key.key), stored),
      kind: content.kind,
      agency: content.agency,
      maskedName: maskName(content.name),
      maskedNumber: maskSocialSecurityNumber(content.socialSecurityNumber as SocialSecurityNumber),
      issuedAt: content.issuedAt,
      purpose: content.purpose,
      rows: [...content.rows],
      ...(content.year === undefined ? {} : { year: content.year }),
      ...(content.years === undefined ? {} : { years: [...content.years] }),
      ...(content.benefits === undefined ? {} : { benefits: content.benefits.map(forAnyone) }),
      ...(content.move === undefined ? {} : { move: content.move }),
      fileDigest: document.fileDigest,
    };
  }

  private async given(
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    request: DocumentRequestDto,
  ): Promise<StoredDocument> {
    const { key } = request;
    const { content, person, known } = await this.database.transaction(async (tx) => {
      const person = await this.person(tx, terminal, staff, request);
      const known = await this.store.byKey(tx, key);
      return { person, known, content: known === null ? await this.write(tx, person, staff, request) : null };
    });
    if (content === null || known !== null) return this.again(known, person, staff, request);
    // The paper is drawn outside the transaction: it takes its time.
    const file = await this.fileOf(content);
    const document: StoredDocument = {
      number: content.number,
      key,
      kind: content.kind,
      personId: person.id,
      terminalId: terminal.id,
      staffNumber: staff?.number ?? null,
      cardSessionId: request.cardSessionId ?? null,
      issuedAt: new Date(content.issuedAt),
      content,
      fileDigest: createHash('sha256').update(file).digest('hex'),
    };
    return this.database.transaction(async (tx) => {
      const meanwhile = await this.store.byKey(tx, key);
      if (meanwhile !== null) return this.again(meanwhile, person, staff, request);
      await this.store.add(tx, document);
      return document;
    });
  }

  private again(
    known: StoredDocument | null,
    person: Person,
    staff: StaffIdentity | null,
    { kind, year, transferId }: DocumentRequestDto,
  ): StoredDocument {
    if (
      known === null ||
      known.personId !== person.id ||
      known.kind !== kind ||
      known.content.year !== year ||
      (transferId !== undefined && known.content.move?.transferId !== transferId) ||
      known.staffNumber !== (staff?.number ?? null)
    )
      throw new Refused('key-reused');
    return known;
  }

  private async person(
    tx: Transaction,
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    { personId, kind: _kind, key: _key, year: _year, transferId: _transfer, ...whose }: DocumentRequestDto,
  ): Promise<Person> {
    if (personId !== undefined) noteLookedUp(personId.toLowerCase());
    const person =
      personId === undefined
        ? (await this.whose.of(tx, terminal, staff, whose)).person
        : await this.people.find(tx, personId);
    if (person === null) throw new Refused('person-unknown');
    return person;
  }

  private async write(
    tx: Transaction,
    person: Person,
    staff: StaffIdentity | null,
    { kind, purpose, year, transferId }: DocumentRequestDto,
  ): Promise<DocumentContent> {
    if (yearlyKinds.includes(kind) !== (year !== undefined)) throw new Refused('malformed-request', 'year');
    if (kind !== 'move' && transferId !== undefined) throw new Refused('malformed-request', 'transferId');
    const now = this.clock.now();
    const { agency, areaCode } = this.config;
    const { id, key } = this.secrets.current('receipt', now);
    const place = String(await this.store.nextPlace(tx)).padStart(6, '0');
    const content = {
      number: `D${areaCode}${businessDate(now).replaceAll('-', '')}${place}`,
      kind,
      agency: { zh: agency.zh, en: agency.en },
      name: person.name,
      socialSecurityNumber: person.socialSecurityNumber,
      purpose,
      rows:
        kind === 'statement' || kind === 'certificate'
          ? rowsOf(await this.paid.ofPerson(tx, [person.id]), kind)
          : [],
      accounts: (await this.store.accounts(tx, person.id)).map(({ scheme, balance }) => ({
        scheme,
        schemeName: accountName(scheme),
        balance: formatYuan(fen(BigInt(balance))),
      })),
      ...(year === undefined ? {} : { year }),
      ...(kind === 'account' && year !== undefined ? { years: await this.yearsOf(tx, person.id, year) } : {}),
      ...(kind === 'benefits' && year !== undefined
        ? { benefits: await this.benefitsOf(tx, person.id, year) }
        : {}),
      ...(kind === 'move' ? { move: await this.moveOf(tx, person.id, transferId) } : {}),
      issuedAt: now.toISOString(),
      operator: staff?.number ?? null,
      keyId: id,
    };
    return { ...content, verificationCode: codeOf(content, key) };
  }

  private async yearsOf(tx: Transaction, personId: string, year: number): Promise<DocumentAccountYearDto[]> {
    return (await this.accountYears.of(tx, personId, year)).map(({ months, steps, ...account }) => ({
      ...account,
      schemeName: accountName(account.scheme),
      months: [...months],
      steps: steps.map(({ label, expression, result, basis }) => ({ label, expression, result, basis })),
    }));
  }

  private async benefitsOf(tx: Transaction, personId: string, year: number): Promise<DocumentBenefitDto[]> {
    const found = await this.benefits.of(tx, await this.people.allOf(tx, personId), year);
    return found.map(({ award, changes, payments, recoveries, ...benefit }) => ({
      ...benefit,
      award: award === null ? null : { ...award, steps: [...award.steps] },
      changes: changes.map(({ because, ...change }) => ({ ...change, because: [...because] })),
      payments: [...payments],
      recoveries: [...recoveries],
    }));
  }

  private async moveOf(tx: Transaction, personId: string, transferId?: string): Promise<DocumentMoveDto> {
    const { spans, ...move } = await this.moves.of(tx, await this.people.allOf(tx, personId), transferId);
    return { ...move, schemeName: schemeName(move.scheme), spans: [...spans] };
  }

  private async fileOf(content: DocumentContent): Promise<Buffer> {
    const known = this.drawn.get(content.number);
    if (known !== undefined) return known;
    const file = await drawPaper(content, this.addressOf(content));
    this.drawn.set(content.number, file);
    const [oldest] = this.drawn.keys();
    if (this.drawn.size > drawnAtMost && oldest !== undefined) this.drawn.delete(oldest);
    return file;
  }

  private addressOf({ number, verificationCode }: DocumentContent): string {
    return `${this.config.publicUrl}/v1/documents/${number}?code=${verificationCode}`;
  }
}
