/** Whether a request to a service on loopback comes from its own page or program, or from some other site in the browser. */

/** What a request says of where it comes from; absent headers are undefined. */
export type Sender = {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which browsers set and pages cannot. */
  readonly fetchSite: string | undefined;
  /** A person followed a link to our page: no asking by the other site. */
  readonly navigatesToPage: boolean;
};

/** Names a service on loopback is reached by. */
export const loopbackHosts = (port: number): readonly string[] => [`127.0.0.1:${port}`, `localhost:${port}`];

/**
 * The header that gives a foreign sender away, or null for our own: a Host that is not one of `hosts` (DNS rebinding), an
 * Origin of another page, a fetch from another site.
 */
export const foreignHeader = (
  { host, origin, fetchSite, navigatesToPage }: Sender,
  hosts: readonly string[],
): 'Host' | 'Origin' | 'Sec-Fetch-Site' | null => {
  if (host === undefined || !hosts.includes(host)) return 'Host';
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}` || origin === `https://${own}`))
    return 'Origin';
  const isOurs = fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none';
  return isOurs || navigatesToPage ? null : 'Sec-Fetch-Site';
};
