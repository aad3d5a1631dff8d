/** Promises that cards are made of what another person decided about: applications and batches, by the one way of approvals. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { components } from '#libs/contract/central-api.js';
import { CardOffice } from '../../../../../test/support/card-office.js';
import { applyFor } from '../../../../../test/support/blank-at-counter.js';
import { eventually } from '../../../../../test/support/window.js';
import { CardBatchesService } from './card-batches.service.js';

type Approvals = components['schemas']['ApprovalsDto'];

let office: CardOffice;
let service: Client;
beforeAll(async () => {
  office = await CardOffice.open();
  service = new Client({
    connectionString: office.counter.database.serviceUrl,
    options: `-c search_path=${office.counter.database.schema}`,
  });
  await service.connect();
}, 60_000);
afterAll(async () => {
  await service.end();
  await office.close();
});

const waiting = async (staffNumber: string): Promise<Approvals> => {
  await office.counter.signIn(staffNumber);
  return (await office.counter.ask<Approvals>('GET', '/v1/approvals')).body;
};

const made = async (): Promise<string> => {
  await office.apply(3);
  return office.make();
};

describe('a batch', () => {
  it('waits for approvers and nobody else, and is carried out with all its applications when one decides', async () => {
    const number = await made();
    expect((await waiting('0301')).waiting.map(({ subject }) => subject)).not.toContain(number);
    const [listed] = (await waiting('0201')).waiting.filter(({ subject }) => subject === number);
    expect(listed).toMatchObject({ kind: 'card-batch', askedBy: office.maker, state: 'waiting', level: 1 });
    const answer = await office.counter.ask('POST', `/v1/approvals/${listed?.id}/approval`, {});
    expect(answer).toMatchObject({ status: 200, body: { state: 'approved' } });
    // Taken up at once, and not with the next round.
    await expect(
      (async () => {
        for (;;) {
          const left = await office.counter.query(
            `select from card_batch_item i join card_batch b on b.id = i.batch_id join card_application a on a.id = i.application_id
             where b.number = $1 and a.state = 'applied'`,
            [number],
          );
          if (left.length === 0) return 'all approved';
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      })(),
    ).resolves.toBe('all approved');
    expect(
      await office.counter.query(
        `select distinct p.kind, p.subject, p.decided_by from card_batch b join card_batch_item i on i.batch_id = b.id
         join card_application a on a.id = i.application_id join approval p on p.id = a.approval_id where b.number = $1`,
        [number],
      ),
    ).toEqual([{ kind: 'card-batch', subject: number, decided_by: '0201' }]);
  });

  it('is asked for anew when something is left out, and is not decided by whoever left it out', async () => {
    const number = await made();
    await office.get(CardBatchesService).leaveOut(number, 1, '照片不合格', 'a1');
    const asked = await office.counter.query<{ state: string; by: string; items: string }>(
      `select state, asked_by as by, content->>'items' as items from approval where subject = $1 order by id`,
      [number],
    );
    expect(asked).toEqual([
      { state: 'withdrawn', by: office.maker, items: '3' },
      { state: 'waiting', by: 'a1', items: '2' },
    ]);
    for (const person of ['a1', office.maker, 'i1'])
      await expect(office.approve(number, person)).rejects.toMatchObject({ code: 'same-person' });
    await office.approve(number, 'a2');
  });

  it('is not approved in another shape than it was asked for', async () => {
    const number = await made();
    await office.counter.query(
      `insert into photo (digest, jpeg) values ('another', '\\x00') on conflict do nothing`,
    );
    await office.counter.query(
      `update card_application set photo_digest = 'another' where id = (
         select i.application_id from card_batch_item i join card_batch b on b.id = i.batch_id where b.number = $1 and i.item = 2)`,
      [number],
    );
    await expect(office.approve(number)).rejects.toMatchObject({ code: 'approval-outdated' });
    await office.reject(number);
  });

  it('that cannot be carried out waits on view, keeps no other from it, and is carried out once a person begins it again', async () => {
    const { counter } = office;
    const number = await made();
    await counter.query(`create function refuse_approval() returns trigger language plpgsql as $$
      begin
        if exists (select from card_batch_item i join card_batch b on b.id = i.batch_id
          where i.application_id = new.id and b.number = '${number}') then raise 'the table is broken'; end if;
        return new;
      end $$`);
    await counter.query(`create trigger refuse_approval before update on card_application
      for each row when (new.state = 'approved') execute function refuse_approval()`);
    const works = async () =>
      (await counter.ask<components['schemas']['WorksDto']>('GET', '/v1/works')).body.works.filter(
        ({ subject }) => subject === number,
      );
    await counter.signIn('0201');
    expect((await counter.ask('POST', `/v1/card-batches/${number}/approval`)).status).toBe(201);
    await eventually('it has failed', async () => (await works())[0]?.state === 'failed');
    expect(await works()).toMatchObject([{ attempts: 1, byItself: true, fault: 'the table is broken' }]);
    const other = await made();
    await office.approve(other);
    // However often it is looked for work, that one waits its time.
    await counter.signIn('0401');
    for (let runs = 0; runs < 3; runs++) {
      expect((await counter.ask('POST', '/v1/jobs/batch-approvals/runs')).status).toBe(204);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(await works()).toMatchObject([{ state: 'failed', attempts: 1 }]);
    const { jobs } = (await counter.ask<components['schemas']['JobsDto']>('GET', '/v1/jobs')).body;
    expect(jobs.find(({ name }) => name === 'batch-approvals')).toMatchObject({
      state: 'idle',
      attempts: 0,
      lastResult: { counts: { failed: 1 } },
    });
    await counter.query('drop trigger refuse_approval on card_application');
    const [{ id } = { id: '' }] = await works();
    expect((await counter.ask('POST', `/v1/works/${id}/attempts`)).status).toBe(204);
    await eventually('it is carried out', async () => (await works()).length === 0);
  });

  it('is not approved by SQL, neither by its maker nor under another approval', async () => {
    const decided = await made();
    await office.approve(decided);
    const number = await made();
    const [approval] = await office.counter.query<{ id: string }>(
      `select approval_id as id from card_batch where number = $1`,
      [decided],
    );
    await expect(
      service.query(`update card_batch set state = 'approved' where number = $1`, [number]),
    ).rejects.toMatchObject({ code: '23514' });
    await expect(
      service.query(`update card_batch set state = 'approved', approval_id = $2 where number = $1`, [
        number,
        approval?.id,
      ]),
    ).rejects.toMatchObject({ code: 'SS005' });
    await office.reject(number);
  });
});

const approve = (approvalId: string | null): Promise<unknown> =>
  service.query(
    `update card_application set state = 'approved', approval_id = $1 where id = (select max(id) from card_application)`,
    [approvalId],
  );

describe('an application', () => {
  it('is not approved by SQL, under no approval and under that of another', async () => {
    await applyFor(office.counter);
    await applyFor(office.counter, undefined, false);
    const [approved] = await office.counter.query<{ id: string }>(
      `select approval_id as id from card_application where state = 'approved' order by id desc limit 1`,
    );
    await expect(approve(null)).rejects.toMatchObject({ code: '23514' });
    await expect(approve(approved?.id ?? '')).rejects.toMatchObject({ code: 'SS005' });
  });
});
