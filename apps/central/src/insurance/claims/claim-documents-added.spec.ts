/** Promises of documents that are added to a claim under way: seen by whoever decides, each once, by whom and when, and none once somebody decided. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { handInPaper, handInPapers, pngPicture } from '../../../../../test/support/claim-papers.js';
import { Counter } from '../../../../../test/support/counter.js';
import { insuredMonths } from '../../../../../test/support/insured-months.js';

let counter: Counter;
let person: string;
let reference: string;
let first: string;

type Answer = { readonly approval: string; readonly reference: string; readonly code?: string };
type Document = {
  readonly code: string;
  readonly digest: string;
  readonly addedBy: string | null;
  readonly addedAt: string | null;
};
const kinds = ['injury-determination', 'capacity-finding'];
const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};
const add = (documents: readonly string[]) =>
  counter.ask<Answer>('POST', `/v1/benefit-claims/${Number(reference.slice(2))}/documents`, { documents });
const decide = (approval: string, staff: string) =>
  as(staff, () => counter.ask<Answer>('POST', `/v1/approvals/${approval}/approval`, {}));
const documents = async (): Promise<readonly Document[]> =>
  (await counter.ask<{ documents: Document[] }>('GET', `/v1/benefit-claims/${Number(reference.slice(2))}`))
    .body.documents;

beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
  person = await insuredMonths((sql, values) => counter.query(sql, values), '410', '2026-06', 24, {
    birth: '1985-05-05',
  });
  const { body } = await counter.ask<Answer>('POST', `/v1/people/${person}/benefit-claims`, {
    kind: 'injury-lump',
    asked: { injuredOn: '2026-05-20', grade: 4 },
    reason: '四级伤残',
    documents: await handInPapers(counter, person, ...kinds),
  });
  ({ reference, approval: first } = body);
}, 60_000);
afterAll(() => counter.close());

it('is asked for anew with what was added, by whom and when, and the one before is withdrawn', async () => {
  const paper = pngPicture(77);
  const handed = await handInPaper(counter, person, 'capacity-finding', paper, '复查.png');
  const { status, body } = await add([handed.body.id]);
  expect(status).toBe(201);
  expect(body.approval).not.toBe(first);
  expect(await documents()).toMatchObject([
    { code: 'injury-determination', addedBy: null },
    { code: 'capacity-finding', addedBy: null },
    {
      code: 'capacity-finding',
      digest: createHash('sha256').update(paper).digest('hex'),
      addedBy: '0001',
      addedAt: expect.stringMatching(/^2026-11-/),
    },
  ]);
  expect((await decide(first, '0301')).body.code).toBe('approval-decided');
  // The same again is the same.
  expect((await add([handed.body.id])).body.approval).toBe(body.approval);
  expect(await documents()).toHaveLength(3);
  first = body.approval;
});

it('takes nothing that the kind does not ask for, nor what is not there', async () => {
  const [odd] = await handInPapers(counter, person, 'birth-certificate');
  expect(await add([odd ?? ''])).toMatchObject({ status: 400, body: { code: 'malformed-request' } });
  expect((await add(['00000000-0000-4000-8000-000000000000'])).body.code).toBe('file-removed');
  expect((await add([])).status).toBe(400);
});

it('adds nothing once somebody reviewed it, and is granted with all of it', async () => {
  const another = await handInPaper(counter, person, 'injury-determination', pngPicture(90));
  expect((await decide(first, '0301')).status).toBe(200);
  expect((await add([another.body.id])).body.code).toBe('approval-decided');
  expect((await decide(first, '0201')).status).toBe(200);
  expect((await add([another.body.id])).body.code).toBe('approval-decided');
  await expect(
    counter.query(
      `insert into benefit_document (application_id, code, name, type, digest, bytes, handed_in_by, handed_in_at)
       select application_id, 'injury-determination', 'x.png', type, digest, bytes, handed_in_by, handed_in_at from benefit_document limit 1`,
    ),
  ).rejects.toMatchObject({ code: 'SS001' });
});
