/** Promises of the trail of looks: whoever looked at somebody's data, or was refused it, is on record with what for. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { Counter } from '../../../../../test/support/counter.js';

type AuditEvents = components['schemas']['AuditEventsDto'];

let counter: Counter;
let holder: { id: string; social_security_number: string; name: string };
beforeAll(async () => {
  counter = await Counter.open();
  const [found] = await counter.query<typeof holder>(
    `select id, social_security_number, name from person where name = '刘春花'`,
  );
  if (found === undefined) throw new Error('nobody to look at');
  holder = found;
}, 60_000);
afterAll(() => counter.close());

const looks = (action: string) =>
  counter.query<{ staff_number: string | null; terminal_id: string; subject: string; detail: object }>(
    'select staff_number, terminal_id, subject, detail from audit_event where action = $1 order by id',
    [action],
  );

describe('looking at people', () => {
  it('is on record when it is refused, too: trying out names for a number is seen', async () => {
    const tried = { socialSecurityNumber: holder.social_security_number, purpose: '试探' };
    const refused = await counter.ask('POST', '/v1/card-files', { ...tried, name: '王小明' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'person-differs' } });
    expect(await looks('card-files.read')).toEqual([
      {
        staff_number: '0001',
        terminal_id: counter.terminalId,
        subject: holder.id,
        detail: { purpose: '试探', refused: 'person-differs' },
      },
    ]);
  });

  it('leaves one row for a page of a list, with what it was looked at for', async () => {
    const url = '/v1/card-applications?state=approved';
    const page = await counter.ask<{ applications: object[] }>('GET', url, undefined, {
      'x-purpose': 'complaint',
    });
    expect(page.status).toBe(200);
    expect(await looks('card-applications.list')).toMatchObject([
      { detail: { purpose: 'complaint', page: 'approved', shown: page.body.applications.length } },
    ]);
  });

  it('is on record for a photo, a session in hand and a role that may not look', async () => {
    await counter.ask('GET', `/v1/photos/${'a'.repeat(64)}`);
    const { body: session } = await counter.tap('suonan-daiji');
    await counter.ask('GET', `/v1/card-sessions/${session.id}`);
    expect(await looks('photos.read')).toMatchObject([{ subject: 'a'.repeat(64) }]);
    expect(await looks('card-sessions.read')).toMatchObject([{ subject: session.id, staff_number: '0001' }]);
    expect(await counter.ask('GET', '/v1/audit-events')).toMatchObject({ status: 403 });
    expect(await looks('audit.read')).toMatchObject([{ detail: { refused: 'not-permitted' } }]);
  });

  it('counts for the trail itself, and a word that is no purpose shows nothing', async () => {
    await counter.signIn('0009');
    const trail = await counter.ask<AuditEvents>('GET', '/v1/audit-events?since=0');
    const odd = await counter.ask('GET', '/v1/audit-events', undefined, { 'x-purpose': 'curiosity' });
    await counter.signIn();
    expect(odd).toMatchObject({ status: 400, body: { code: 'malformed-request' } });
    expect((await looks('audit.read')).at(-1)).toMatchObject({
      staff_number: '0009',
      detail: { page: '0', shown: trail.body.events.length },
    });
  });

  it('is one row of a tap as before: the card that proves itself is the record', async () => {
    const count = async () => (await counter.query('select 1 from audit_event')).length;
    const before = await count();
    await counter.tap('suonan-daiji');
    const [, ...more] = await counter.query('select action from audit_event order by id desc limit $1', [
      (await count()) - before,
    ]);
    expect(more).toEqual([{ action: 'key.used' }]);
  });
});
