/** Promises of the documents of claims: taken in by what they are, kept once, demanded before a claim is asked for, and read on record by whoever decides. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  handInPaper,
  handInPapers,
  jpegPicture,
  pdfPaper,
  pngPicture,
} from '../../../../../test/support/claim-papers.js';
import { Counter } from '../../../../../test/support/counter.js';
import { insuredMonths } from '../../../../../test/support/insured-months.js';

let counter: Counter;
let person: string;
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  person = await jobless();
}, 60_000);
afterAll(() => counter.close());

const jobless = (): Promise<string> =>
  insuredMonths((sql, values) => counter.query(sql, values), '210', '2026-08', 14, { birth: '1985-05-05' });

type Document = {
  readonly id: string;
  readonly code: string;
  readonly digest: string;
  readonly type: string;
};
type Answer = {
  readonly id: string;
  readonly code?: string;
  readonly detail?: string;
  readonly reference: string;
  readonly approval: string;
  readonly documents: readonly Document[];
};
const registration = 'unemployment-registration';
const claim = (of: string, documents: readonly string[]) =>
  counter.ask<Answer>('POST', `/v1/people/${of}/benefit-claims`, {
    kind: 'unemployment',
    asked: { registeredOn: '2026-09-03' },
    reason: '失业登记',
    documents,
  });
const handedIn = async (of: string): Promise<readonly Document[]> =>
  (await counter.ask<Answer>('GET', `/v1/people/${of}/claim-documents`)).body.documents;
const looks = (action: string) =>
  counter.query<{ staff_number: string; subject: string; detail: Record<string, unknown> }>(
    'select staff_number, subject, detail from audit_event where action = $1 order by id',
    [action],
  );

describe('a file that is handed in', () => {
  it('is known by its content, and is one however often it comes', async () => {
    const picture = jpegPicture();
    const first = await handInPaper(counter, person, registration, picture, 'C:\\扫描\\失业登记.png');
    expect(first).toMatchObject({
      status: 201,
      body: {
        code: registration,
        fileName: '失业登记.png',
        type: 'image/jpeg',
        bytes: picture.length,
        digest: createHash('sha256').update(picture).digest('hex'),
        widthPixels: 400,
        heightPixels: 500,
        handedInBy: '0001',
      },
    });
    const again = await handInPaper(counter, person, registration, picture, '又一次.jpg');
    expect(again.body.id).toBe(first.body.id);
    expect((await handInPaper(counter, person, registration, pdfPaper())).body).toMatchObject({
      type: 'application/pdf',
      widthPixels: null,
    });
    expect((await handedIn(person)).map(({ type }) => type).toSorted()).toEqual([
      'application/pdf',
      'image/jpeg',
    ]);
    expect(await looks('claim-document.handed-in')).toMatchObject([
      { staff_number: '0001', subject: person, detail: { document: registration, bytes: picture.length } },
      {},
      {},
    ]);
  });

  it.each([
    [Buffer.from('a picture, says its name'), '内容不是'],
    [pngPicture().subarray(0, 300), '残缺'],
    [Buffer.alloc(0), '空'],
    [Buffer.concat([pngPicture(), Buffer.alloc(5 * 1024 * 1024)]), '大于 5 MB'],
  ])('and is none is refused with the reason', async (file, reason) => {
    const { status, body } = await handInPaper(counter, person, registration, file, '照片.png');
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'document-unfit' });
    expect(body.detail).toContain(reason);
  });

  it('names a document that there is, of somebody there is, and comes as bytes', async () => {
    expect((await handInPaper(counter, person, 'diary', pngPicture())).body.code).toBe('malformed-request');
    expect((await handInPaper(counter, person, registration, pngPicture(), '..')).status).toBe(201);
    expect((await handInPaper(counter, person, registration, pngPicture(), '')).body.code).toBe(
      'malformed-request',
    );
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect((await handInPaper(counter, nobody, registration, pngPicture())).body.code).toBe('person-unknown');
    const path = `/v1/people/${person}/claim-documents?document=${registration}&name=a`;
    expect((await counter.ask('POST', path, { jpeg: 'x' })).body['code']).toBe('malformed-request');
  });
});

describe('a claim', () => {
  it('cannot be asked for without what it needs, nor with what is not its own', async () => {
    const [one, other] = [await jobless(), await jobless()];
    const none = await claim(one, []);
    expect(none).toMatchObject({ status: 422, body: { code: 'documents-missing' } });
    expect(none.body.detail).toContain('失业登记凭证');
    const optional = await handInPapers(counter, one, 'end-of-employment');
    expect((await claim(one, optional)).body.code).toBe('documents-missing');
    const ofOther = await handInPapers(counter, other, registration);
    expect((await claim(one, ofOther)).body.code).toBe('file-removed');
    const odd = await handInPapers(counter, one, 'birth-certificate');
    expect((await claim(one, odd)).body.code).toBe('malformed-request');
    const [id = ''] = await handInPapers(counter, one, registration);
    expect((await claim(one, [id, id])).body.code).toBe('malformed-request');
    expect(await counter.query('select 1 from benefit_application where person_id = $1', [one])).toEqual([]);
    expect((await claim(one, [id, ...optional])).status).toBe(201);
  });

  it('takes its documents to whoever decides, each of them read on record with its purpose', async () => {
    const of = await jobless();
    const picture = pngPicture(90);
    const { body: scan } = await handInPaper(counter, of, registration, picture, '登记.png');
    const { body: asked } = await claim(of, [scan.id]);
    const content = await counter.query<{ content: { documents: string[] } }>(
      'select content from approval where id = $1',
      [asked.approval],
    );
    const digest = createHash('sha256').update(picture).digest('hex');
    expect(content[0]?.content.documents).toEqual([`${registration} ${digest}`]);

    await counter.signIn('0301');
    const path = `/v1/benefit-claims/${Number(asked.reference.slice(2))}`;
    const { body: full } = await counter.ask<Answer & { explanation: { steps: object[] } }>('GET', path);
    expect(full).toMatchObject({
      reference: asked.reference,
      documents: [{ code: registration, digest, fileName: '登记.png', handedInBy: '0001' }],
      factsInWords: expect.arrayContaining([
        { label: { zh: '失业保险缴费', en: 'unemployment insurance paid' }, value: expect.anything() },
      ]),
    });
    expect(full.explanation.steps.length).toBeGreaterThan(0);
    const [kept] = full.documents;
    const shown = await fetch(new URL(`/v1/claim-documents/${kept?.id}`, await counter.app.getUrl()), {
      headers: { ...counter.tokens, 'x-purpose': 'review' },
    });
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await shown.arrayBuffer()).equals(picture)).toBe(true);
    expect((await looks('claim-documents.read')).at(-1)).toMatchObject({
      staff_number: '0301',
      subject: of,
      detail: { purpose: 'review' },
    });
    await counter.signIn('0501');
    expect((await counter.ask('GET', `/v1/claim-documents/${kept?.id}`)).status).toBe(403);
    await counter.signIn();
  });

  it('keeps the bytes of a document once, and may be asked for again with what waits', async () => {
    const of = await jobless();
    const ids = await handInPapers(counter, of, registration);
    const first = await claim(of, ids);
    await counter.signIn('0301');
    const path = `/v1/approvals/${first.body.approval}/rejection`;
    expect((await counter.ask('POST', path, { reason: '材料不清' })).status).toBe(200);
    await counter.signIn();
    expect((await claim(of, ids)).status).toBe(201);
    const kept = await counter.query(
      `select d.digest, count(*)::int as documents, count(distinct c.digest)::int as contents
       from benefit_document d join benefit_application a on a.id = d.application_id join document_content c on c.digest = d.digest
       where a.person_id = $1 group by 1`,
      [of],
    );
    expect(kept).toMatchObject([{ documents: 2, contents: 1 }]);
  });

  it('is asked for what it tells of', async () => {
    const path = `/v1/people/${person}/benefit-claim-previews`;
    const { body } = await counter.ask<{ documents: { code: string; required: boolean }[] }>('POST', path, {
      kind: 'unemployment',
      asked: { registeredOn: '2026-09-03' },
    });
    expect(body.documents).toMatchObject([
      { code: registration, required: true, name: { zh: '失业登记凭证' } },
      { code: 'end-of-employment', required: false },
    ]);
  });
});
