/** Promises that the console reaches the acts of its table through the agent, under the names it was given, and nothing beside them. */
import { describe, expect, it } from '@jest/globals';
import {
  consoleAddress,
  consoleRoutes,
  findConsoleDoor,
  isConsoleWrite,
  type ConsoleAct,
} from './console.js';

describe('a door of the console', () => {
  it('is found by the address that the page writes', () => {
    const address = consoleAddress('card-batches.list-items', {
      path: { number: '2026-000001' },
      query: { after: '500', state: 'in stock&more' },
    });
    expect(address).toBe('/desk/central/card-batches/2026-000001/items?after=500&state=in%20stock%26more');
    expect(findConsoleDoor('GET', address.split('?')[0] ?? '')).toEqual({
      act: 'card-batches.list-items',
      method: 'get',
      route: '/v1/card-batches/{number}/items',
      path: { number: '2026-000001' },
    });
  });

  it('leaves out of the address what was not asked for', () => {
    expect(consoleAddress('card-batches.list', {})).toBe('/desk/central/card-batches');
    expect(consoleAddress('card-batches.list', { query: {} })).toBe('/desk/central/card-batches');
  });

  it('takes a word of the routes for that word before it takes it for a number', () => {
    expect(findConsoleDoor('GET', '/desk/central/card-batches/unclaimed')?.act).toBe(
      'card-batches.list-unclaimed',
    );
  });

  it('writes what stands in an address so that it cannot lead elsewhere', () => {
    const address = consoleAddress('card-batches.read', { path: { number: '../card-stock?x' } });
    expect(address).toBe('/desk/central/card-batches/..%2Fcard-stock%3Fx');
    expect(findConsoleDoor('GET', address)).toBeNull();
  });

  it.each([
    ['POST', '/desk/central/card-batches'],
    ['DELETE', '/desk/central/card-batches/2026-000001'],
    ['GET', '/desk/central/payments'],
    ['GET', '/desk/central/'],
    ['GET', '/desk/central/card-batches/'],
    ['GET', '/desk/central/card-batches/%2e%2e/approval'],
    ['GET', '/desk/central/card-batches/%00'],
    ['GET', '/desk/central/card-batches/%zz'],
    ['GET', `/desk/central/card-batches/${'1'.repeat(101)}`],
    ['GET', '/desk/centralcard-stock'],
    ['GET', '/v1/card-stock'],
  ])('is none for %s %s', (method, address) => {
    expect(findConsoleDoor(method, address)).toBeNull();
  });

  it.each(Object.entries(consoleRoutes) as [ConsoleAct, readonly [string, string]][])(
    'leads to %s by its own route alone',
    (act, [method, route]) => {
      const address = route.replace('/v1', '/desk/central').replaceAll(/\{\w+\}/g, '2026-000001');
      expect(findConsoleDoor(method.toUpperCase(), address)).toMatchObject({ act, route });
    },
  );
});

describe('what the console writes', () => {
  it('is whatever it asks by POST but for what only looks, for pieces, which say where they belong, and for documents, which are kept once', () => {
    const posts = Object.entries(consoleRoutes).filter(([, [method]]) => method === 'post');
    expect(
      posts
        .map(([act]) => act)
        .filter((act) => !isConsoleWrite(act))
        .toSorted(),
    ).toEqual([
      'audit.look-up',
      'benefit-claims.preview',
      'benefit-claims.preview-redetermination',
      'claim-documents.hand-in',
      'insurance-transfers.preview',
      'people-by-name.find',
      'person-overviews.read',
      'production-files.add-piece',
    ]);
    expect(posts.filter(([act]) => isConsoleWrite(act)).length).toBeGreaterThan(60);
    expect(isConsoleWrite('units.search')).toBe(false);
    expect(isConsoleWrite('payments.pay')).toBe(false);
  });
});
