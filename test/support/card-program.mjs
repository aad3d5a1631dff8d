/** Another program that uses the card reader, such as a bank's or a hospital's: it does what it is told over IPC, and says when it has. */
import { setTimeout } from 'node:timers/promises';
import pcsc from 'pcsc-mini';

const [, , readerName, linkFile] = process.argv;
/** How the reader process drops a connection, as it was compiled. */
const { drop } = await import(linkFile);
const client = new pcsc.Client();
let card = null;
let transaction = null;

/** By its name, as a bank's programs find it. */
const selectBanks = () =>
  card.transmit(Buffer.concat([Buffer.from('00a404000e', 'hex'), Buffer.from('1PAY.SYS.DDF01')]));

/** Once the reader has noticed its card. */
const connected = async (mode) => {
  for (;;) {
    try {
      return await client.reader(readerName).connect(mode);
    } catch (error) {
      if (error.code !== 'NoSmartCard') throw error;
      await setTimeout(20);
    }
  }
};

/** As any program at a shared reader does: where somebody else has reset the card it looks for it again, however often that happens. */
const despiteResets = async (deed) => {
  for (;;) {
    try {
      return await deed();
    } catch (error) {
      if (error.code !== 'ResetCard') throw error;
      await card.reconnect(pcsc.CardMode.SHARED, pcsc.CardDisposition.LEAVE);
    }
  }
};

const deeds = {
  connect: async () => {
    card = await connected(pcsc.CardMode.SHARED);
  },
  'connect-alone': async () => {
    card = await connected(pcsc.CardMode.EXCLUSIVE);
  },
  disconnect: async () => {
    await card.disconnect(pcsc.CardDisposition.LEAVE);
  },
  // As the reader process when a card leaves in the middle of something.
  'drop-at-work': async () => {
    const link = await connected(pcsc.CardMode.SHARED);
    const ended = link.transmit(Buffer.from('00a4000000', 'hex'));
    await drop(link);
    await ended;
  },
  begin: async () => {
    transaction = await despiteResets(() => card.transaction());
  },
  end: async () => {
    await transaction.end(pcsc.CardDisposition.LEAVE);
  },
  reset: async () => {
    await card.reconnect(pcsc.CardMode.SHARED, pcsc.CardDisposition.RESET);
  },
  // The bank's application of the same chip: after it the social security application is not the selected one.
  'select-other': async () => {
    await despiteResets(selectBanks);
  },
};

client.on('reader', (reader) => {
  // `client.reader` knows it only after this event.
  if (reader.name() === readerName) setImmediate(() => process.send({ done: 'ready' }));
});
client.on('error', () => process.exit(1));
process.on('message', (what) => {
  deeds[what]().then(
    () => process.send({ done: what }),
    (error) => process.send({ failed: String(error.code ?? error) }),
  );
});
process.on('disconnect', () => process.exit(0));
client.start();
