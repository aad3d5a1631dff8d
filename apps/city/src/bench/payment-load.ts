/** Makes the ground for measuring payments: residents with a due and an open card session each, and requests signed beforehand. */
import { generateKeyPair, exportJWK, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { CardImage } from '#libs/cards/card-image.js';
import { internalResult } from '#libs/cards/key-diversification.js';
import { digestBody, writeChallenge } from '#libs/cards/write-challenge.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { runAsStaff } from '../central-command.js';
import { requestJson } from '../main-job/json-request.js';
import type { PlanContext } from '../program-plans.js';

/** A payment as it goes over the wire: a whole HTTP request. */
export type ReadyPayment = Buffer;

export type Asker = { readonly terminalId: string; readonly headers: Readonly<Record<string, string>> };

const scheme = '390';
const amount = '400.00';
const nonce = '00112233445566778899AABBCCDDEEFF';

/** Enrols a window of its own for the bench and signs its clerk in. */
export const enrolAsker = async (
  context: PlanContext,
  centralUrl: string,
  code = 'BENCH',
): Promise<Asker> => {
  const { enrolmentCode } = await runAsStaff<{ enrolmentCode: string }>(context, '0401', [
    'terminal',
    code,
    '测量窗口',
  ]);
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const { x } = await exportJWK(publicKey);
  const { terminalId } = await requestJson<{ terminalId: string }>(`${centralUrl}/v1/terminals/enrolments`, {
    body: { enrolmentCode, publicKey: x },
  });
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(terminalId)
    .setAudience('sscard-central')
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(privateKey);
  const { token } = await requestJson<{ token: string }>(`${centralUrl}/v1/terminals/tokens`, {
    body: { assertion },
  });
  const authorization = `Bearer ${token}`;
  const staff = await requestJson<{ token: string }>(`${centralUrl}/v1/sign-ins`, {
    body: { staffNumber: '0001', password: 'delingha-2017' },
    headers: { authorization },
  });
  return {
    terminalId,
    headers: { host: new URL(centralUrl).host, authorization, 'x-staff-token': staff.token },
  };
};

/** A request that goes the same way as a payment, through the same server and tokens, and asks for nothing (`apps/central/src/measured.ts`). */
export const emptyPost = ({ headers }: Asker): Buffer => {
  const head = Object.entries({ ...headers, 'content-type': 'application/json', 'content-length': '2' });
  return Buffer.from(
    `POST /v1/nothing HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n{}`,
  );
};

/**
 * Adds residents who each owe the medical contribution of a year and have their card session open, and signs a cash
 * payment for each. The rows are made as the programs make them, only many at a time; all sessions share one real card.
 */
export const makePayments = async (
  { data, databaseUrl }: PlanContext,
  { terminalId, headers }: Asker,
  count: number,
): Promise<readonly ReadyPayment[]> => {
  const card = JSON.parse(readFileSync(join(data, 'cards', 'caireng-zhuoma.json'), 'utf8')) as CardImage;
  const cardNumber = Buffer.from(card.files.ef05['07'] ?? '', 'hex').toString('latin1');
  const client = new Client({ connectionString: databaseUrl, options: '-c search_path=area_632802' });
  await client.connect();
  let rows: { session: string; due: string }[];
  try {
    await client.query('begin');
    await client.query(
      `create temporary table load on commit drop as
         select uuidv7() as person, uuidv7() as session, uuidv7() as due,
           lpad(((select count(*) from person) + i)::text, 8, '0') as place from generate_series(1, $1::int) i`,
      [count],
    );
    await client.query(
      `insert into person (id, social_security_number, name, sex, birth_date)
       select person, '632802199' || place || '0', '测量', 'male', '1990-01-01' from load`,
    );
    await client.query(
      `insert into due (id, person_id, scheme, period, amount_fen, assessment, assessed_at)
       select due, person, $1, '2026', 40000, '{"tiers": [], "creditsPersonalAccount": false, "explanation": {"steps": [], "parameterVersions": []}}', now() from load`,
      [scheme],
    );
    await client.query(
      `insert into card_session (id, card_id, person_id, terminal_id, staff_number, state, process_factor, source, nonce, started_at)
       select session, (select id from card where card_number = $3), person, $1, '0001', 'open', repeat('0', 16), repeat('0', 16), $2, now() from load`,
      [terminalId, nonce, cardNumber],
    );
    // One clerk takes in what many do in a year: no limit of the cash in one till is what is measured.
    await client.query(
      `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
       values ('counter.received-at-most@2014-01-02', 'counter.received-at-most', '2014-01-02', 'fen', '9999999999.00', '假定：测量用', 'assumed')
       on conflict do nothing`,
    );
    ({ rows } = await client.query<{ session: string; due: string }>('select session, due from load'));
    await client.query('commit');
    await client.query('analyze');
  } finally {
    await client.end();
  }
  const irk = fromHex(card.keys.irk);
  return rows.map(({ session, due }) => {
    const key = randomUUID();
    const body = { cardSessionId: session, channel: 'cash', dues: [{ id: due, amount }] };
    const challenge = writeChallenge({
      sessionNonce: nonce,
      idempotencyKey: key,
      bodyDigest: digestBody(body),
    });
    const text = JSON.stringify({
      ...body,
      cardProof: toHex(internalResult(irk, challenge, card.algorithm)),
    });
    const head = Object.entries({
      ...headers,
      'idempotency-key': key,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
    }).map(([name, value]) => `${name}: ${value}`);
    return Buffer.from(`POST /v1/payments HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${text}`);
  });
};
