/** Asks for benefits at the small city's desks, with the papers each asks for, and has them decided. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';
import { Clock } from '../../ground/clock.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { ClaimDocuments } from '../../insurance/claims/claim-documents.service.js';
import { ClaimViews } from '../../insurance/claims/claim-views.service.js';
import { Claims } from '../../insurance/claims/claims.service.js';
import type { ClaimToAskDto } from '../../insurance/claims/claims.dto.js';
import { askers, haveDecided } from './deciding.js';
import { drawPaper } from './drawn-paper.js';

/** Claims of a kind that were ever asked for. */
const claimsOf = async (app: NestFastifyApplication, kind: string) =>
  (await app.get(ClaimViews, { strict: false }).list({ state: null, kind }, usualAsk)).claims;

/** Papers by their titles: each takes a good part of a second to draw. */
const drawn = new Map<string, Uint8Array>();
const paperOf = (name: Words, today: PlainDate): Uint8Array => {
  const known = drawn.get(name.zh) ?? drawPaper(name, ['仅用于演示，不是真实材料', `出具日期 ${today}`]);
  drawn.set(name.zh, known);
  return known;
};

/** What the claim is asked for, drawn and handed in. */
const papersOf = async (
  app: NestFastifyApplication,
  personId: string,
  { kind, asked }: ClaimToAskDto,
): Promise<string[]> => {
  const papers = app.get(ClaimDocuments, { strict: false });
  const ids: string[] = [];
  for (const { code, name, required } of papers.askedFor(kind, asked)) {
    if (!required) continue;
    const bytes = paperOf(name, app.get(Clock, { strict: false }).today());
    const paper = { code, name: `${name.zh}.png`, bytes };
    ids.push((await papers.handIn(personId, paper, askers.clerk)).id);
  }
  return ids;
};

/** Asks for a benefit unless somebody's of that kind was asked for; its reference. Throws Refused as {@link Claims.ask}. */
export const claim = async (
  app: NestFastifyApplication,
  personId: string,
  asked: ClaimToAskDto,
): Promise<string> => {
  const before = (await claimsOf(app, asked.kind)).find((one) => one.personId === personId);
  if (before !== undefined) return before.reference;
  const documents = await papersOf(app, personId, asked);
  const by = { number: askers.clerk };
  return (await app.get(Claims, { strict: false }).ask(personId, { ...asked, documents }, by)).reference;
};

/** As {@link claim}, and has it decided to the last level. */
export const grant = async (
  app: NestFastifyApplication,
  personId: string,
  asked: ClaimToAskDto,
): Promise<void> => {
  const reference = await claim(app, personId, asked);
  await haveDecided(app, 'benefit-claim', reference, () =>
    Promise.reject(new Error(`${reference} was never asked for`)),
  );
};
