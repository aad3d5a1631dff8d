/** Whether a request to a service on loopback comes from its own page or program, or from some other site in the browser. */

/** What a request says of where it comes from; absent headers are undefined. */
export type Sender = {
  /** Each `Host` that was sent; see {@link hostsNamed}. */
  readonly hosts: readonly string[];
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which browsers set and pages cannot. */
  readonly fetchSite: string | undefined;
  /** A person followed a link to our page: no asking by the other site. */
  readonly navigatesToPage: boolean;
};

/** Names a service on loopback is reached by. */
export const loopbackHosts = (port: number): readonly string[] => [`127.0.0.1:${port}`, `localhost:${port}`];

/**
 * Each host a request names as Node received it: where `Host` came twice, `headers.host` is the first and says nothing of the
 * other; an address that begins with a server's name instead of `/` is another one.
 */
export const hostsNamed = ({
  headersDistinct: { host = [] },
  url = '',
}: {
  readonly headersDistinct: Readonly<Record<string, readonly string[] | undefined>>;
  readonly url?: string | undefined;
}): readonly string[] => (url.startsWith('/') ? host : [...host, url]);

/**
 * The header that gives a foreign sender away, or null for our own: a Host that is not one of `own` (DNS rebinding) or is not
 * the only one (whoever reads the other is deceived), an Origin of another page, a fetch from another site.
 */
export const foreignHeader = (
  { hosts, origin, fetchSite, navigatesToPage }: Sender,
  own: readonly string[],
): 'Host' | 'Origin' | 'Sec-Fetch-Site' | null => {
  const [host, ...others] = hosts;
  if (host === undefined || others.length > 0 || !own.includes(host)) return 'Host';
  if (
    origin !== undefined &&
    !own.some((name) => origin === `http://${name}` || origin === `https://${name}`)
  )
    return 'Origin';
  const isOurs = fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none';
  return isOurs || navigatesToPage ? null : 'Sec-Fetch-Site';
};
