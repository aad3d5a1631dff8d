/** Promises of batches with photos: the maker gets each applicant's own, and the export holds a few of them at a time. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CardOffice, type Applicant } from '../../../../../test/support/card-office.js';
import { answerOf, commandPassword, startExport } from '../../../../../test/support/commands.js';

let office: CardOffice;
beforeAll(async () => {
  office = await CardOffice.open();
  await office.counter.addStaff(office.maker, '操作员', 'batch-operator', commandPassword);
}, 60_000);
afterAll(() => office.close());

/** Gives everybody a photo of their own of the greatest size; number → its digest. */
const photograph = async (people: readonly Applicant[]): Promise<ReadonlyMap<string, string>> => {
  const rows = await office.counter.query<{ number: string; digest: string }>(
    `with pictures as (
       select a.id, p.social_security_number as number, '\\xffd8ff'::bytea || convert_to(repeat(p.social_security_number, 5688), 'utf8') as jpeg
       from card_application a join person p on p.id = a.person_id where p.social_security_number = any($1)),
     kept as (insert into photo select encode(sha256(jpeg), 'hex'), jpeg from pictures)
     update card_application a set photo_digest = encode(sha256(jpeg), 'hex') from pictures where a.id = pictures.id
     returning pictures.number, a.photo_digest as digest`,
    [people.map(({ number }) => number)],
  );
  return new Map(rows.map(({ number, digest }) => [number, digest]));
};

/** Exports a batch of so many with the command; answers the most memory it held, in MiB, once every photo has been looked at. */
const exported = async (count: number): Promise<number> => {
  const digests = await photograph(await office.apply(count));
  const number = await office.make();
  await office.approve(number);
  await office.blanks(count);
  const answer = await answerOf(startExport(office, number, office.path(`${number}.txt`)));
  const seen = new Set<string>();
  for await (const items of office.sentItems(number))
    for (const { photo } of items)
      seen.add(
        createHash('sha256')
          .update(Buffer.from(photo ?? '', 'base64'))
          .digest('hex'),
      );
  expect(seen).toEqual(new Set(digests.values()));
  expect(seen.size).toBe(count);
  return Number(answer['peakMemoryBytes']) / 2 ** 20;
};

it('send everybody their own, and hold no more memory for many than for some', async () => {
  const some = await exported(250);
  const many = await exported(500);
  expect(many).toBeLessThan(1.3 * some);
}, 120_000);
