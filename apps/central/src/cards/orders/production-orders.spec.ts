/** Promises of what is asked for in the console: files come in piece by piece, orders are done once whoever is killed, and by the command line's own services. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { archive } from '../../../../../test/support/archive.js';
import { Counter, type Reply } from '../../../../../test/support/counter.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { Database } from '../../ground/database/database.js';
import { portrait } from '../../whole/demonstration/portrait.js';
import { ProductionFilesService } from '../../records/files/production-files.service.js';

type Schemas = components['schemas'];
type File = Schemas['ProductionFileDto'];
type Order = Schemas['ProductionOrderDto'];
type Kind = Schemas['AnnouncedFileDto']['kind'];

let counter: Counter;
let serial = 0;

beforeAll(async () => {
  counter = await Counter.open({ JOB_LEASE_MS: '1000' }, 'workUrl');
  await counter.addStaff('0101', '批次员', 'batch-operator', 'a-long-enough-one');
  await counter.addStaff('0102', '另一批次员', 'batch-operator', 'a-long-enough-one');
  await counter.signIn('0101', 'a-long-enough-one');
}, 60_000);
afterAll(() => counter.close());

const numberOf = (): string => {
  serial += 1;
  const first17 = `63280219920307${String(serial).padStart(3, '0')}`;
  return first17 + socialSecurityNumberCheck(first17);
};

const announce = (kind: Kind, name: string, bytes: number, id: string = randomUUID()): Promise<Reply<File>> =>
  counter.ask<File>('POST', '/v1/production-files', { id, kind, name, bytes });

const send = (id: string, offset: number, piece: Uint8Array): Promise<Reply<File>> =>
  counter.ask<File>('POST', `/v1/production-files/${id}/pieces?offset=${offset}`, piece, {
    'content-type': 'application/octet-stream',
  });

const complete = (id: string): Promise<Reply<File>> =>
  counter.ask<File>('POST', `/v1/production-files/${id}/completion`);

const handOver = async (kind: Kind, name: string, content: Uint8Array | string): Promise<string> => {
  const bytes = Buffer.from(content);
  const { id } = (await announce(kind, name, bytes.length)).body;
  await send(id, 0, bytes);
  expect((await complete(id)).body.state).toBe('whole');
  return id;
};

const ask = async (order: object, id: string = randomUUID()): Promise<Order> => {
  const answer = await counter.ask<Order>('POST', '/v1/production-orders', { id, ...order });
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return ended(id);
};

const list = (query: string): Promise<Reply<Schemas['ProductionOrdersDto']>> =>
  counter.ask('GET', `/v1/production-orders?${query}`);

const ended = async (id: string): Promise<Order> => {
  for (;;) {
    const { body } = await counter.ask<Order>('GET', `/v1/production-orders/${id}`);
    if (body.state !== 'waiting') return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const fileOf = async ({ files }: Order): Promise<string> =>
  (await counter.ask<string>('GET', `/v1/production-files/${files[0]?.id ?? ''}/content`)).body;

describe('a file that is handed over', () => {
  it('comes in piece by piece, goes on where it broke off, and is one of its person at a time', async () => {
    const content = Buffer.from(`AAC002,AAC003\n${numberOf()},张三\n`);
    const { id } = (await announce('applicants', 'C:\\私人\\applicants.csv', content.length)).body;
    expect((await announce('applicants', 'other.csv', 5)).body).toMatchObject({ code: 'upload-under-way' });
    expect((await send(id, 0, content.subarray(0, 10))).body).toMatchObject({
      name: 'applicants.csv',
      received: 10,
    });
    // Sent again, and with a gap: neither counts.
    expect((await send(id, 0, content.subarray(0, 10))).body.received).toBe(10);
    expect((await send(id, 20, content.subarray(20))).body.received).toBe(10);
    expect((await complete(id)).body).toMatchObject({ code: 'upload-unfit' });
    expect(
      (await counter.ask<Schemas['ArrivingFileDto']>('GET', '/v1/production-files/arriving')).body,
    ).toMatchObject({ file: { id, received: 10 } });
    await send(id, 10, content.subarray(10));
    expect((await complete(id)).body).toMatchObject({
      state: 'whole',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each([
    ['applicants', 'applicants.exe', 'upload-unfit'],
    ['photos', 'photos.csv', 'upload-unfit'],
    ['applicants', '../../../etc/passwd', 'upload-unfit'],
  ] as const)('is refused as %s under the name %s', async (kind, name, code) => {
    expect((await announce(kind, name, 10)).body).toMatchObject({ code });
  });

  it('is refused when it is larger than its kind may be, and when it is not what its name says', async () => {
    expect((await announce('applicants', 'a.csv', 300 * 1024 * 1024)).body).toMatchObject({
      code: 'upload-too-large',
    });
    const { id } = (await announce('photos', 'photos.zip', 4)).body;
    await send(id, 0, Buffer.from('MZ??'));
    expect((await complete(id)).body).toMatchObject({ code: 'upload-unfit', detail: 'ZIP' });
    expect((await counter.ask('POST', `/v1/production-files/${id}/removal`)).status).toBe(204);
  });

  it('is nobody else’s to add to, and bytes are taken nowhere else', async () => {
    const { id } = (await announce('applicants', 'mine.csv', 10)).body;
    const mine = counter.staffToken;
    await counter.signIn('0102', 'a-long-enough-one');
    expect((await send(id, 0, Buffer.alloc(10))).body).toMatchObject({ code: 'not-found' });
    counter.staffToken = mine;
    expect(
      (
        await counter.ask('POST', '/v1/production-orders', Buffer.alloc(10), {
          'content-type': 'application/octet-stream',
        })
      ).body,
    ).toMatchObject({ code: 'malformed-request' });
    await counter.ask('POST', `/v1/production-files/${id}/removal`);
  });

  it('goes when its time is over, with what was unpacked of it', async () => {
    const zip = await archive([{ name: `${numberOf()}.jpg`, content: new Blob([portrait()]) }]);
    const id = await handOver('photos', 'old.zip', zip);
    const files = counter.app.get(ProductionFilesService, { strict: false });
    expect(existsSync(files.folder.pathOf(id))).toBe(true);
    counter.clock.move(8 * 86_400_000);
    await files.removeStale(new AbortController().signal);
    counter.clock.move(-8 * 86_400_000);
    expect(
      readdirSync(join(counter.folder, 'central', 'files')).filter((name) => name.startsWith(id)),
    ).toEqual([]);
    expect((await counter.ask('GET', `/v1/production-files/${id}/content`)).body).toMatchObject({
      code: 'file-removed',
    });
  });
});

describe('an import that is asked for', () => {
  it('is looked at with photos, and imported by its control code exactly once', async () => {
    const [one, two] = [numberOf(), numberOf()];
    const zip = await archive([
      { name: `照片/${one}.JPG`, content: new Blob([portrait()]) },
      { name: '说明.txt', content: new Blob(['of nobody']) },
    ]);
    const photos = await handOver('photos', 'photos.zip', zip);
    const applicants = await handOver(
      'applicants',
      '申领人.csv',
      `AAC002,AAC003\n${one},张三\n${two},李四\n`,
    );
    const looked = await ask({ kind: 'import-look', applicants, photos });
    expect(looked).toMatchObject({
      state: 'done',
      subject: '申领人.csv',
      looked: { rows: 2, accepted: 1, refusals: [{ code: 'photo-missing', rows: 1 }], withPhotos: true },
    });
    expect(await fileOf(looked)).toContain('photo-missing');
    const commit = { kind: 'import-commit', look: looked.id, controlCode: looked.looked?.controlCode };
    const id = randomUUID();
    const committed = await ask(commit, id);
    expect(committed).toMatchObject({ state: 'done', problem: null });
    expect(await ask(commit, id)).toEqual(committed);
    expect((await ask(commit)).facts.map(({ words }) => words.en)).toContain('done before, nothing happened');
    const [{ count } = { count: 0 }] = await counter.query<{ count: number }>(
      `select count(*)::int as count from card_application a join person p on p.id = a.person_id
       where p.social_security_number = any($1) and a.photo_digest is not null`,
      [[one, two]],
    );
    expect(count).toBe(1);
  });

  it('takes nothing of an archive that would lead elsewhere, or that is none', async () => {
    const applicants = await handOver('applicants', 'odd.csv', `AAC002,AAC003\n${numberOf()},张三\n`);
    const outward = await archive([{ name: `../../${numberOf()}.jpg`, content: new Blob([portrait()]) }]);
    for (const bytes of [outward, outward.subarray(0, 40)]) {
      const photos = await handOver('photos', 'odd.zip', bytes);
      expect(await ask({ kind: 'import-look', applicants, photos })).toMatchObject({
        problem: { code: 'archive-unreadable' },
      });
    }
  });

  it('is refused with the registry’s words when the control code is another one', async () => {
    const applicants = await handOver('applicants', 'other.csv', `AAC002,AAC003\n${numberOf()},张三\n`);
    const looked = await ask({ kind: 'import-look', applicants });
    expect(
      await ask({ kind: 'import-commit', look: looked.id, controlCode: '0000-0000-0000' }),
    ).toMatchObject({
      state: 'refused',
      problem: { code: 'import-changed', detail: null },
    });
  });
});

describe('an order', () => {
  it('makes one batch, though its process ends before that is noted', async () => {
    const applicants = await handOver('applicants', 'batch.csv', `AAC002,AAC003\n${numberOf()},张三\n`);
    const looked = await ask({ kind: 'import-look', applicants });
    await ask({ kind: 'import-commit', look: looked.id, controlCode: looked.looked?.controlCode });
    const importId = looked.looked?.importId;
    const made = await ask({ kind: 'batch', importId, withoutPhoto: true });
    expect(made).toMatchObject({ state: 'done', batch: expect.stringMatching(/^\d{4}-\d{6}$/) });
    // As a process leaves it that ends between the batch and the end of the order.
    await counter.query(
      `update production_order set state = 'waiting', answer = null, ended_at = null where id = $1`,
      [made.id],
    );
    const database = counter.app.get(Database, { strict: false });
    await database.transaction((tx) =>
      counter.app.get(Jobs, { strict: false }).soon(tx, 'production-orders'),
    );
    expect(await ended(made.id)).toMatchObject({ state: 'done', batch: made.batch });
    const { body: prepared } = await counter.ask<Schemas['BatchPreparationDto']>(
      'GET',
      `/v1/card-batches/${made.batch ?? ''}/preparation`,
    );
    expect(prepared).toMatchObject({ items: 1, withoutPhoto: 1, blanksNeeded: 1, waiting: [] });
    const itemsOf = (query: string): Promise<Reply<Schemas['ListedItemsDto']>> =>
      counter.ask('GET', `/v1/card-batches/${made.batch ?? ''}/items?${query}`);
    expect((await itemsOf('photo=missing&search=张')).body).toMatchObject({ total: 1, next: null });
    expect((await itemsOf('search=%25')).body).toMatchObject({ total: 0, items: [] });
    expect((await itemsOf('photo=there')).body.total).toBe(0);
    const { body: batches } = await counter.ask<Schemas['ListedBatchesDto']>(
      'GET',
      `/v1/card-batches?search=${made.batch ?? ''}&state=made`,
    );
    expect(batches).toMatchObject({
      total: 1,
      batches: [{ stages: [{ state: 'applied', items: 1 }], work: [] }],
    });
    const [{ count } = { count: 0 }] = await counter.query<{ count: number }>(
      'select count(distinct i.batch_id)::int as count from card_batch_item i join card_application a on a.id = i.application_id where a.import_id = $1',
      [importId],
    );
    expect(count).toBe(1);
  });

  it('keeps no number of anybody once it has ended', async () => {
    const holder = numberOf();
    const order = await ask({ kind: 'hand-over-to-holder', batch: '2026-999999', holder });
    expect(order).toMatchObject({ state: 'refused', problem: { code: 'batch-unknown' } });
    const [{ kept } = { kept: '' }] = await counter.query<{ kept: string }>(
      'select row_to_json(o)::text as kept from production_order o where id = $1',
      [order.id],
    );
    expect(kept).not.toContain(holder);
  });

  it('is found over all by kind and subject, with the count of all that match', async () => {
    const { body } = await list('kinds=import-look&limit=1&sort=subject');
    expect(body).toMatchObject({ orders: [{ kind: 'import-look' }], total: 5, next: expect.any(String) });
    const { body: second } = await list(`kinds=import-look&limit=9&sort=subject&after=${body.next ?? ''}`);
    expect([body.orders[0]?.subject, ...second.orders.map(({ subject }) => subject)]).toEqual([
      'batch.csv',
      'odd.csv',
      'odd.csv',
      'other.csv',
      '申领人.csv',
    ]);
    expect((await list('sort=nothing')).body).toMatchObject({ code: 'malformed-request' });
    expect((await list(`after=${Buffer.from('["x","y"]').toString('base64url')}`)).body).toMatchObject({
      code: 'malformed-request',
    });
  });
});
