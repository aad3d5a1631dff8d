/** Reads what a terminal signs to be known by: a JWT of a minute, with its own key. */
import { decodeJwt, errors, importJWK, jwtVerify, type JWTPayload } from 'jose';
import { Refused } from '../../ground/http/refused.js';

/** How long an assertion may be good, as the contract says. */
const lifeSeconds = 60;
/** How far the clock of a terminal may be off. */
const clockToleranceSeconds = 30;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Printable ASCII: goes into a key of the database. */
const tokenId = /^[\x21-\x7e]{1,100}$/;

/** What a fault of jose's is to the terminal; other faults go on as they are. */
const unknown = (fault: unknown): never => {
  if (fault instanceof errors.JOSEError) throw new Refused('terminal-unknown', fault.code);
  throw fault;
};

/** Which terminal an assertion says it is of; nothing is proven yet. Throws Refused `terminal-unknown`. */
export const issuerOf = (assertion: string): string => {
  let claims: JWTPayload;
  try {
    claims = decodeJwt(assertion);
  } catch (fault) {
    return unknown(fault);
  }
  const iss: unknown = claims.iss;
  if (typeof iss !== 'string' || !uuid.test(iss)) throw new Refused('terminal-unknown', 'iss');
  return iss;
};

/**
 * Checks an assertion's signature first, then its times: a terminal that proves itself is told when its clock is wrong, and by how
 * much. Throws Refused `terminal-unknown` or `terminal-clock-wrong`, whose detail is the seconds its clock is ahead, below zero behind.
 */
export const readAssertion = async (
  assertion: string,
  { id, publicKey }: { readonly id: string; readonly publicKey: string },
  now: Date,
): Promise<{ readonly jti: string; readonly goodUntil: Date }> => {
  const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: publicKey }, 'EdDSA');
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const { payload } = await jwtVerify(assertion, key, {
    audience: 'sscard-central',
    issuer: id,
    algorithms: ['EdDSA'],
    requiredClaims: ['exp', 'jti', 'iat'],
    // Times are judged below, once it is known who says them.
    currentDate: new Date(0),
  }).catch(unknown);
  // A proven terminal may still say anything: jose looks at the types of neither where nothing is asked of them.
  const { jti, iat, exp }: { jti?: unknown; iat?: unknown; exp?: unknown } = payload;
  if (typeof jti !== 'string' || !tokenId.test(jti)) throw new Refused('terminal-unknown', 'jti');
  if (typeof iat !== 'number' || typeof exp !== 'number' || !(exp > iat && exp - iat <= lifeSeconds))
    throw new Refused('terminal-unknown', 'exp');
  const aheadSeconds = Math.round(iat - nowSeconds);
  const isAhead = aheadSeconds > clockToleranceSeconds;
  if (isAhead || exp + clockToleranceSeconds < nowSeconds)
    throw new Refused('terminal-clock-wrong', `${aheadSeconds} s`);
  return { jti, goodUntil: new Date((exp + clockToleranceSeconds + 1) * 1000) };
};
