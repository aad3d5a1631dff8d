/** How long all about one person takes in the register of a whole province, held against a look-up by the primary key in the same run. */
import { Client } from 'pg';
import { originOf } from '../addresses.js';
import { endWindow, startTemporaryCity } from '../temporary-city.js';
import { printFigure, quantile } from './figure.js';
import { BareHttpClient } from './http-client.js';
import { enrolAsker, type Asker } from './payment-load.js';
import { countPeople, fillRegister, giveLives, registerSize } from './person-register.js';

/** A window may ask for so many a minute; more windows ask one after another. */
const asksOfAWindow = 100;
const windows = 6;

/** One about everything that is known of somebody, as a whole HTTP request. */
const overviewOf = ({ headers }: Asker, body: object): Buffer => {
  const text = JSON.stringify(body);
  const head = Object.entries({
    ...headers,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
  });
  return Buffer.from(
    `POST /v1/person-overviews HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${text}`,
  );
};

const lookUps = async (databaseUrl: string, ids: readonly string[]): Promise<number[]> => {
  const client = new Client({ connectionString: databaseUrl, options: '-c search_path=area_632802' });
  await client.connect();
  try {
    const times: number[] = [];
    for (const id of ids) {
      const startedMs = performance.now();
      await client.query({ name: 'by-key', text: 'select * from person where id = $1', values: [id] });
      times.push(performance.now() - startedMs);
    }
    return times;
  } finally {
    await client.end();
  }
};

/** Each person is asked about once by the day and once as of a day before, whoever was not in memory among them; the first window's questions warm up. */
export const benchPerson = async (): Promise<void> => {
  const { city, addresses, stop } = await startTemporaryCity(true);
  try {
    const { context } = city;
    await endWindow(city);
    const fillSeconds = await fillRegister(context.databaseUrl, registerSize());
    const people = await countPeople(context.databaseUrl);
    const ids = await giveLives(context.databaseUrl, people, asksOfAWindow * windows);
    const times = { today: [] as number[], before: [] as number[] };
    let bytes = 0;
    const bare: number[] = [];
    for (let window = 0; window < windows; window++) {
      const asker = await enrolAsker(context, originOf(addresses.central), `BENCH${window}`);
      // A connection that rests while a window is enrolled may be closed meanwhile.
      const client = await BareHttpClient.open(addresses.central);
      const asked = ids.slice(window * asksOfAWindow, (window + 1) * asksOfAWindow);
      for (const [at, personId] of asked.entries()) {
        const kind = at % 2 === 0 ? 'today' : 'before';
        const on = kind === 'today' ? {} : { on: '2020-06-30' };
        const request = overviewOf(asker, { personId, purpose: '测量', ...on });
        const sentMs = performance.now();
        const { status, body } = await client.send(request);
        if (status !== 200) throw new Error(`a question was answered ${status}: ${body}`);
        if (window > 0) times[kind].push(performance.now() - sentMs);
        bytes = Math.max(bytes, body.length);
      }
      client.close();
      bare.push(...(await lookUps(context.databaseUrl, asked)));
    }
    for (const [figure, measured] of Object.entries(times))
      for (const [name, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const)
        printFigure({
          bench: 'person',
          figure: `all about one person, ${figure === 'today' ? 'today' : 'as of a day before'}, ${name}`,
          at: { people, asked: measured.length, bytes, fillSeconds: Math.round(fillSeconds) },
          value: quantile(measured, share),
          unit: 'ms',
          baseline: { name: `one row of person by its key, ${name}`, value: quantile(bare, share) },
        });
  } finally {
    await stop();
  }
};
