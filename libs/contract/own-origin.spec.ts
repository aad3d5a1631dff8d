/** Promises of who counts as our own sender, in the order of the reasons. */
import { describe, expect, it } from '@jest/globals';
import { foreignHeader, loopbackHosts, type Sender } from './own-origin.js';

const own: Sender = {
  hosts: ['127.0.0.1:7300'],
  origin: undefined,
  fetchSite: undefined,
  navigatesToPage: false,
};
const answer = (changes: Partial<Sender>) => foreignHeader({ ...own, ...changes }, loopbackHosts(7300));

describe('a sender', () => {
  it.each<[string, Partial<Sender>]>([
    ['a program on this machine', {}],
    ['by the other name of loopback', { hosts: ['localhost:7300'] }],
    ['our own page', { origin: 'http://127.0.0.1:7300', fetchSite: 'same-origin' }],
    ['an address typed by a person', { fetchSite: 'none' }],
    ['a link followed from elsewhere to our page', { fetchSite: 'cross-site', navigatesToPage: true }],
  ])('is our own: %s', (_, changes) => {
    expect(answer(changes)).toBeNull();
  });

  // Each row has all the faults of the rows below it.
  it.each<[string, Partial<Sender>]>([
    ['Host', { hosts: [], origin: 'http://evil.example', fetchSite: 'cross-site' }],
    ['Host', { hosts: ['evil.example:7300'], origin: 'http://evil.example', fetchSite: 'cross-site' }],
    ['Host', { hosts: ['127.0.0.1:7300', 'evil.example:7300'], origin: 'http://evil.example' }],
    ['Host', { hosts: ['127.0.0.1:7300', '127.0.0.1:7300'] }],
    ['Host', { hosts: ['127.0.0.1:7301'], origin: 'http://evil.example' }],
    ['Origin', { origin: 'http://evil.example', fetchSite: 'cross-site' }],
    ['Origin', { origin: 'null', fetchSite: 'cross-site' }],
    ['Origin', { origin: 'http://127.0.0.1:7300.evil.example' }],
    ['Sec-Fetch-Site', { fetchSite: 'cross-site' }],
    ['Sec-Fetch-Site', { fetchSite: 'same-site' }],
  ])('is given away by its %s (%#)', (header, changes) => {
    expect(answer(changes)).toBe(header);
  });
});
