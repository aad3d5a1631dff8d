/** A counter without devices: the real central on its own database, a real bank, and cards that answer from their images. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { Client } from 'pg';
import type { CardImage } from '#libs/cards/card-image.js';
import { internalResult } from '#libs/cards/key-diversification.js';
import { digestBody, writeChallenge } from '#libs/cards/write-challenge.js';
import type { Role } from '#libs/contract/authority.js';
import type { components } from '#libs/contract/central-api.js';
import type { BankFault } from '#libs/contract/bench.js';
import type { DebitConsent } from '#libs/contract/debit-consent.js';
import type { TerminalKind } from '#libs/contract/terminal-kinds.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { TerminalsService } from '../../apps/central/src/access/terminals/terminals.service.js';
import { CONFIG, type CentralConfig } from '../../apps/central/src/ground/config.js';
import { putMember } from '../../apps/central/src/whole/demonstration/members.js';
import { createApp } from '../../apps/central/src/whole/create-app.js';
import { Secrets } from '../../apps/central/src/ground/secrets.js';
import { seededCity, startPrograms, type SetClock } from './counter-programs.js';
import { routesOf, type DeclaredRoute } from './declared-routes.js';
import type { TestDatabase } from './database.js';
import { listenForUnnamed } from './named-refusals.js';

type Schemas = components['schemas'];
export type Session = Schemas['CardSessionDto'];

export type Reply<T = Record<string, unknown>> = {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: T;
};

export class Counter {
  terminalId = '';
  staffToken = '';
  private terminalToken = '';
  private terminalKey: CryptoKey | null = null;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: TestDatabase,
    readonly clock: SetClock,
    readonly folder: string,
    private readonly enrolmentCode: string,
    private readonly centralUrl: string,
    readonly bankUrl: string,
    private readonly closers: readonly (() => Promise<void> | void)[],
  ) {}

  /** A seeded city on 2026-11-24 with window 1 enrolled and its clerk signed in; `settings` are central's, by their names in the environment; `login` is that of the counter or of long work. */
  static async open(
    settings: NodeJS.ProcessEnv = {},
    login: 'serviceUrl' | 'workUrl' = 'serviceUrl',
  ): Promise<Counter> {
    const folder = mkdtempSync(join(tmpdir(), 'sscard-counter-'));
    const { database, complete } = await seededCity(folder, settings);
    const programs = await startPrograms(database, folder, { DATABASE_URL: database[login], ...settings });
    const { app, clock, bankUrl } = programs;
    const requireNamed = listenForUnnamed(app);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const counter = new Counter(
      app,
      database,
      clock,
      folder,
      await complete(app),
      await app.getUrl(),
      bankUrl,
      [programs.close, database.drop, () => rmSync(folder, { recursive: true, force: true }), requireNamed],
    );
    await counter.enrol();
    await counter.signIn();
    return counter;
  }

  /** A second central process beside this one, so far as the database and the clock can tell; `ask` takes its whole addresses. */
  async beside(
    settings: Partial<CentralConfig> = {},
  ): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
    const other = await createApp({
      config: { ...this.app.get<CentralConfig>(CONFIG, { strict: false }), ...settings },
      secrets: this.app.get(Secrets, { strict: false }),
      clock: this.clock,
    });
    const requireNamed = listenForUnnamed(other);
    await other.listen({ host: '127.0.0.1', port: 0 });
    return { url: await other.getUrl(), close: () => other.close().then(requireNamed) };
  }

  async close(): Promise<void> {
    for (const close of this.closers) await close();
  }

  async enrol(enrolmentCode = this.enrolmentCode): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    this.terminalKey = privateKey;
    const { x } = await exportJWK(publicKey);
    const answer = await this.ask<Schemas['EnrolmentAnswerDto']>('POST', '/v1/terminals/enrolments', {
      enrolmentCode,
      publicKey: x,
    });
    this.terminalId = answer.body.terminalId;
    await this.authenticate();
  }

  /** Makes another terminal; answers with its one-time code. */
  prepareTerminal(code: string, kind: TerminalKind = 'window'): Promise<string> {
    return this.app.get(TerminalsService, { strict: false }).prepare(code, code, {}, kind);
  }

  /** Goes from the window to a kiosk, where nobody is signed in. */
  async goToKiosk(code = 'Z01'): Promise<void> {
    await this.enrol(await this.prepareTerminal(code, 'kiosk'));
    this.staffToken = '';
  }

  /** A signed assertion of this terminal, as the agent makes it; `odd` claims in the place of its own. */
  assertion(odd: Readonly<Record<string, unknown>> = {}): Promise<string> {
    if (this.terminalKey === null) throw new Error('not enrolled');
    const now = Math.floor(this.clock.now().getTime() / 1000);
    const claims = {
      iss: this.terminalId,
      aud: 'sscard-central',
      jti: randomUUID(),
      iat: now,
      exp: now + 60,
    };
    return new SignJWT({ ...claims, ...odd }).setProtectedHeader({ alg: 'EdDSA' }).sign(this.terminalKey);
  }

  /** Which window asks; another one is enrolled in its place, and it can be put back. */
  get window(): { readonly id: string; readonly key: CryptoKey | null } {
    return { id: this.terminalId, key: this.terminalKey };
  }

  set window({ id, key }: { readonly id: string; readonly key: CryptoKey | null }) {
    this.terminalId = id;
    this.terminalKey = key;
  }

  async authenticate(): Promise<void> {
    const answer = await this.ask<Schemas['TerminalTokenAnswerDto']>('POST', '/v1/terminals/tokens', {
      assertion: await this.assertion(),
    });
    this.terminalToken = answer.body.token;
  }

  /** Enrols another window beside this one, which stays who it is; answers with the other's header. */
  async anotherTerminal(enrolmentCode: string): Promise<{ readonly authorization: string }> {
    const { terminalId, terminalToken, terminalKey } = this;
    await this.enrol(enrolmentCode);
    const authorization = `Bearer ${this.terminalToken}`;
    Object.assign(this, { terminalId, terminalToken, terminalKey });
    return { authorization };
  }

  async signIn(staffNumber = '0001', password = 'delingha-2017'): Promise<Reply<Schemas['SignInAnswerDto']>> {
    const answer = await this.ask<Schemas['SignInAnswerDto']>('POST', '/v1/sign-ins', {
      staffNumber,
      password,
    });
    if (answer.status === 201) this.staffToken = answer.body.token;
    return answer;
  }

  /** Adds a member of staff, or gives one this role and password. */
  addStaff(staffNumber: string, name: string, role: Role, password: string): Promise<void> {
    return putMember(this.app, { staffNumber, name, role, password });
  }

  /** The headers of whoever sits at this window. */
  get tokens(): Readonly<Record<string, string>> {
    return {
      ...(this.terminalToken === '' ? {} : { authorization: `Bearer ${this.terminalToken}` }),
      ...(this.staffToken === '' ? {} : { 'x-staff-token': this.staffToken }),
    };
  }

  async ask<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body?: object | string,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const response = await fetch(new URL(url, this.centralUrl), {
      method,
      headers: {
        ...this.tokens,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? 'json');
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: (text === '' ? {} : isJson ? JSON.parse(text) : text) as T,
    };
  }

  /** Asks under another name than central's own, as a rebound name in a browser would. */
  async askAs(host: string, path: string): Promise<Reply> {
    const asked = get(new URL(path, this.centralUrl), { headers: { host } });
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: (await json(response)) as Record<string, unknown>,
    };
  }

  private declaredRoutes(): DeclaredRoute[] {
    const modules = [...this.app.get(ModulesContainer).values()];
    const controllers = modules.flatMap((module) => [...module.controllers.values()]);
    return controllers.flatMap(({ metatype }) =>
      typeof metatype === 'function' ? routesOf(metatype as Type) : [],
    );
  }

  /** Every route central serves, as `METHOD /path`; the pages of the API description aside. */
  routes(): string[] {
    return [...new Set(this.declaredRoutes().map(({ name }) => name))];
  }

  /** The class whose rules the body of a route keeps; `path` as the API's description has it. */
  rulesOf(method: string, path: string): Type {
    const name = `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    const rules = this.declaredRoutes().find((route) => route.name === name)?.rules;
    if (rules == null) throw new Error(`${name} takes no body`);
    return rules;
  }

  card(id: string): CardImage {
    return JSON.parse(readFileSync(join(this.folder, 'cards', `${id}.json`), 'utf8')) as CardImage;
  }

  /** What the card of an image answers to INTERNAL AUTHENTICATE. */
  answer(
    card: CardImage,
    challenge: { readonly processFactor: Uint8Array; readonly source: Uint8Array },
  ): string {
    return toHex(internalResult(fromHex(card.keys.irk), challenge, card.algorithm));
  }

  /** Reads what identity needs off the image and opens its session; the challenge may be answered by another card. */
  async openSession(id: string): Promise<Reply<Schemas['CardChallengeDto']>> {
    const { files, atr } = this.card(id);
    return this.ask('POST', '/v1/card-sessions', {
      identificationCode: files.ef05['01'],
      cardNumber: Buffer.from(files.ef05['07'] ?? '', 'hex').toString('latin1'),
      historicalBytes: atr.slice(-26),
    });
  }

  async tap(id: string, answering = id): Promise<Reply<Session>> {
    const opened = await this.openSession(id);
    if (opened.status !== 201) return opened as unknown as Reply<Session>;
    const { id: sessionId, processFactor, source } = opened.body;
    const result = this.answer(this.card(answering), {
      processFactor: fromHex(processFactor),
      source: fromHex(source),
    });
    return this.ask('POST', `/v1/card-sessions/${sessionId}/proof`, { result });
  }

  /** A body of a payment or collection, signed by a card. */
  signed<Body extends object>(
    cardId: string,
    session: Session,
    key: string,
    body: Body,
  ): Body & { cardProof: string } {
    const challenge = writeChallenge({
      sessionNonce: session.nonce,
      idempotencyKey: key,
      bodyDigest: digestBody(body),
    });
    return { ...body, cardProof: this.answer(this.card(cardId), challenge) };
  }

  pay(
    cardId: string,
    session: Session,
    dues: readonly { id: string; amount: string }[],
    channel: 'bank' | 'cash' = 'cash',
    key: string = randomUUID(),
    debitConsent: DebitConsent = 'signature',
  ): Promise<Reply<Schemas['OperationDto']>> {
    const consent = channel === 'bank' ? { debitConsent } : {};
    const body = this.signed(cardId, session, key, { cardSessionId: session.id, channel, dues, ...consent });
    return this.ask('POST', '/v1/payments', body, { 'idempotency-key': key });
  }

  collect(
    cardId: string,
    session: Session,
    entitlements: readonly { id: string; amount: string }[],
    channel: 'bank' | 'cash' = 'bank',
    key: string = randomUUID(),
  ): Promise<Reply<Schemas['OperationDto']>> {
    const body = this.signed(cardId, session, key, {
      cardSessionId: session.id,
      channel,
      entitlements,
      pinVerified: true,
    });
    return this.ask('POST', '/v1/collections', body, { 'idempotency-key': key });
  }

  async setBank(fault: BankFault): Promise<void> {
    await fetch(`${this.bankUrl}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault }),
    });
  }

  /** Waits until what a proposal of parameters would change is reckoned. */
  async effectOf(approval: string): Promise<void> {
    const open = `select from work where kind = 'parameters.effect' and subject = $1 and finished_at is null`;
    while ((await this.query(open, [approval])).length > 0) await wait(20);
  }

  /** Keeps everybody from writing a table until it is let go. */
  async hold(table: string): Promise<{ readonly release: () => Promise<void> }> {
    const client = new Client({
      connectionString: this.database.ownerUrl,
      options: `-c search_path=${this.database.schema}`,
    });
    await client.connect();
    await client.query('begin');
    await client.query(`lock table ${table} in exclusive mode`);
    return { release: () => client.end() };
  }

  /** Looks into the database as its owner. */
  async query<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new Client({
      connectionString: this.database.ownerUrl,
      options: `-c search_path=${this.database.schema}`,
    });
    await client.connect();
    try {
      return (await client.query(sql, [...values])).rows as Row[];
    } finally {
      await client.end();
    }
  }
}

/** The dues of a session as they are paid: the fixed amount, or this tier. */
export const payable = (session: Session, tier = '500.00'): { id: string; amount: string }[] =>
  session.dues.map(({ id, amount }) => ({ id, amount: amount ?? tier }));

/** The entitlements of a session as they are collected. */
export const collectable = (session: Session): { id: string; amount: string }[] =>
  session.entitlements.map(({ id, amount }) => ({ id, amount }));
