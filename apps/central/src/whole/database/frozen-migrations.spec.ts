/** Promises that migrations are frozen: each stays as it was released, stands by itself, and leads to the same schema from wherever one begins. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { applicationStates, cardStates, lifeStates } from '#libs/cards/card-life.js';
import { accountTypes } from '#libs/ledger/account-types.js';
import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { flows } from '#libs/ledger/flows.js';
import { emptyDatabase, testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import {
  describeRows,
  describeSchema,
  filledTables,
} from '../../../../../test/support/schema-description.js';
import { migrate } from './migrate.js';

const folder = new URL('./migrations/', import.meta.url);
const files = readdirSync(folder).toSorted();
const textOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

/** SHA-256 of every file of a migration. A new migration is entered here when it is released; an entry never changes. */
const released: Readonly<Record<string, string>> = {
  '1795500000000-house.ts': '3bf7408e1bbfe0942fe90045990e6f4b24cda5cf43c0e106c9487019d28c4779',
  '1795500000001-parameters.json': '911c8e56ba6b7206ee4c148c18eaa8cfa92825f2075dc3f4cc13f97e0dc94469',
  '1795500000001-parameters.ts': 'a55d23dd8ecbc4cc36355366ca58b1c44573c8979a550d030cc3efff9df16ca9',
  '1795600000000-card-service.json': '7e0b3efaf6a6023292b171fbe58281ae2995d96ef23ca780cd12c4732c0b7f16',
  '1795600000000-card-service.ts': 'c17f23cbdd19ff038463448944ae55953cacf7e518de7fb407b60b893445fcdc',
  '1795600000001-card-imports.ts': '03900af70e65047d50e2205f811166fcc1efd44754af4f11b2e3bc82a2af565e',
  '1795600000002-card-batches.ts': 'f8a596df1a74bd03494b3620485ad1166bdcf0db5481fd1543ef52dfab0a9ac6',
  '1795600000003-issuances.ts': '489dea75cdd79d02af55e383a6aaee0bb9cacb96ae01bde189e20f04d4422ddd',
  '1795600000004-key-versions.ts': 'b617a52fd7e8a42e8a52814cd90d3f3233893c39876b57a695d0a5e1a66ba692',
  '1797000000000-roles.ts': '2d2f487044e1c380abd48908a71e3f371f3ab37be7d2d9a1783b66e215619a7c',
  '1797000000001-balances.ts': '112ab495b8f7424badcafbad964cf61ee34501562cba5421b67dd59d93976486',
  '1797000000002-keys-in-time.ts': '7903c73de954e87a12362fa1b24ce55991448c5d3ff65cc5645dc54858c39687',
  '1797100000000-staff-life.ts': 'c4fc35165f62b033fdb35a1a01b5b87a06200b208109e57d1db5b3f508a88b3e',
  '1797100000001-demonstration.ts': '9919c1309c6b9a4ebd1040588d34e151e108b0fa99d3b74e06ea814687dc4088',
  '1797200000000-approvals.ts': 'a6e7b94b89871039a12058d900fb52da2fdda1e9f59c166fab7f2ea0389c3d1d',
  '1797200000001-approvals-of-cards.ts': 'a2d537d2face01f51d6396a8e13d52e1c24e8140a18d0a70dff6149453cddead',
  '1797300000000-bank-needs-person.ts': '05e7b3a9443b850cf457a2b12dbf969f07d30dc79500847e64a0ead82ff99356',
  '1797900000000-two-persons.ts': '18e6be9a730fccfa656205c11334171454a23ebbf9c0c1dc2dee6ee1ed326671',
  '1797400000000-jobs.ts': 'a9f73bd7a0ae06f1ba28bef904d8b3da165d4a3863a16d2a384c27e7c10a9693',
  '1797400000001-open-card-sessions.ts': '8c816e8080e3c125ac9e583d93b11115ea5c7fe27a967f6c9bc10043cec01d30',
  '1798200000000-pins-given.ts': '8cb1f886be3e9b523924dd108c4128654bbc4f68546fb3ecf5dd7a8db489e7d7',
  '1798200000001-names-by-approval.ts': '5fa1496a47a9f5d85a542ef3f38bb12a7058a3e78d18a28fa5ea4dcf2c6e26eb',
  '1798100000000-bounded-work.ts': 'e41abfe36e5f444ac04ffd3e7e2522eb082dd25c8e1cc91ac141eb67a465db70',
  '1798600000000-indices-asked-for.ts': 'ba75d9963d0944e913bbe70351254850e131d59869b319224bf6d65bf23541e7',
  '1798700000000-removals.ts': '47f65c9d86bcc66793f43ce7cfb2d29d0e74094e34283074afb1a1bfa89ab105',
  '1798700000001-ready-for-months.ts': '53068c181f668c12888f219eb9cc01b16c1fc8d569a8fb4eb97386fd938271f1',
  '1798700000002-months.ts': '7cd6893a7058852273ef37729438c1da68ce3f7ea266154a31a7a86a3227607b',
  '1798600000001-books-checkpoints.ts': 'e2187379a62797e3def9f44ca360e821c94c52e8cfaf909afa8e4586c47e8add',
  '1798900000000-sessions-waited-for.ts': 'c17945ee2c100e967e2b2d7994cd1b5bf16195e3b16d715b127876fde72fa3d2',
  '1798500000000-waiting-acts.ts': '11486b9c2d5c3f5a6005096ca6a99e608e6de44bceb0af57d1757afa627f2c6a',
  '1799100000000-parts-of-a-tier.ts': '70aa319497a63b8a79a64189fec2d62dc909b841a9527c857c676efb0cf31fac',
  '1799400000000-undone-acts.ts': '3d717bbab85a9b8b9dc96638227a016c2f03fc5ed770a99ea634c9435491b094',
  '1799410000000-debit-consent.ts': 'ec42aae08f50e62b85e49bdcfc365cb772d3ab1e252b9c05a38af30820094461',
  '1799600000000-production-orders.ts': '6c2788cf7eb072c9e4b1efdd6be280e6ab1c1b4b69a75886d6dd96143c803580',
  '1799300000000-shifts.ts': 'a509486e0272a48138a1921361989b2f2e5b74b19c93f912e0c0125bba15113c',
  '1799700000000-terminals-seen.ts': '9f311e89322c3e778c84cde7cb0f9161fa13dc86ac22a3638dc7cfbd970e2af0',
  '1799900000000-card-fees.ts': '1916aa0dc726fec7b0a9405ed30edbc774f1c5842a8395ed47cb55b2b332dd39',
  '1799500000000-standing.ts': '96456545fd718deafb48fd42785bc549c6b4afd3754aed159b8734759b794d20',
  '1799950000000-audit-trail-asked.ts': 'b905d4834c7c3b1903497a518874a54b7b22147e0b89095db5e1c40565367708',
  '1799960000000-service-release-uses.ts': '2b41212f70e8c71d48cede0b3888e13340ff047991b3555f1fe012e9ac9053d9',
  '1800300000000-lists-asked-for.ts': 'a1915eb49fc756ee4ac36ee8fc30f086465746abb2cb510c95bcce13314ecc14',
  '1800200000000-acts-of-a-person.ts': '62a318694ae87e71007b56d9ef4c5395ca49ba61a5143b03f6627201e28c6c56',
  '1800200000001-people-by-name.ts': 'd46ec0de9da4f968d84ae9be021cfb5106091eeb6f74f3e65d905c0733d57ccf',
  '1800100000000-carried-data.ts': '85c2634732a0fc260d9f87ee058828f288ecf5fc329916f64c3ca792b26e0a8d',
  'area-names.ts': '290cc3bbecd3878d98468dc1992d27a4c27cb5fec0227cf45e483ae20c3e9c90',
  'concurrently.ts': '2af9ef2bd7549edb96ca2823415e633f66e9d5ff01955e8efd0640fe40a7f929',
  '1800400000000-movements-asked.ts': '35222fff1415f74d3a2fb1c934545af46aaa500b96e68861e91b01248185d26c',
  '1800900000000-makers-withdrawn.ts': 'e0a561be5aceb34b137a1db51b0ba4b519ba04c935b31ba0a70703d7ebbe04e6',
  '1801000000000-service-release-starts.ts':
    '14472905125d32a1a7301eb2342204eb24bf7048eb94315728666d246297b63d',
  '1801000001000-tidy-names.ts': 'a599795cb48df5fefee7e93bc51217da0a89da10b4acf06c9c549b386a26ae80',
  '1801000001001-people-by-tidy-name.ts': 'e6d5cc4d619e170f18c0d7ccb2fae3f7994196e8ade0a4e92060acb0116f0a6c',
  '1801000004000-terminal-clocks.ts': '67b988435bd4073f1f79ce444eb5049041dea5d9f477e5818bf9c09af77d15af',
  '1802000000000-contribution-parameters.json':
    '676c35bbfecee28e31ed60ceed9917ef20c1685dd497bc77dbaf01a4070bf5cd',
  '1802000000000-contribution-parameters.ts':
    '972ee43cd896dcc97a048a9fce97f2f70023e6e5f82c4ef95219c6a9e4a0c6fa',
  '1803000000000-everyone-insured.ts': '8e0b5a8cb3c739745a7a96efcb998482599d0f4d8785d6dc99d748e23364efe0',
  '1803000001000-parameter-versions.ts': 'b0f8ad24cc5860f41e0f18ae7e0d06e2138c6c232299282a62f244194439d882',
  '1803000004000-units-pay.json': 'd9f80954adb8dab7bc460299447be708075c41c6b6146697e5adaa74c9465a47',
  '1803000004000-units-pay.ts': '519fab7bfb7896c00f685bde3f16df5d18f36a4305ef51a486d6bf021bbec5b8',
  '1803000002000-scheme-parameters.json': 'a6524b25189473ef8c2d17ddb018d5d96e5b0364ee9f050c4409ebf2b2e51e5b',
  '1803000002000-scheme-parameters.ts': '691fbe2bb77e035eb120abc687832e8daff2dd887b6cab481d810cc63a1ddd29',
  '1803000004001-refunds-of-units.ts': '46e8dcadb7f16e0ff713c5838ad02f3a70d86b119bfa7e0e969004aa4749ee71',
  '1803000005000-initials-of-names.ts': '90832dc2ac575720f47c1e7384ea2c33d51523b72646f502e98329fbc5874e8c',
  '1803000005001-people-by-initials.ts': 'a5ff81f179bd2c84f5003d5a80349b3b3070b77234293705ce78c701118cbd3b',
  '1803000002100-assessment-runs.ts': 'a0c13d70cb044f74176c6f295831b4ce6be07bc6bbedf0ada8e23276bcbd6cfd',
  '1803000009200-collected-elsewhere.ts': '51ae4e4c35de111c6bfd8230d9fcea4094808bc8746189ca030b38a46ea6e1e7',
  '1803000009100-arrears-notices.ts': 'c7008d2bd7f175a540e8ec420b83c0daedd4553df6ef31baf2cd60630f58bc30',
  '1803000009000-money-going-out.ts': '75bc6ad1adffaadd3412a05180eaf7adb0fd1cad9cea30bc4e84037130425fe0',
  '1803000005002-issued-documents.ts': 'd8546383c04a95823441210cf0f15d4293d4625c97b0167f8e6026bcc306d68f',
  '1803000008001-population.ts': '99be1efd2afd53020bce44b8c3b53d159ddf5ce26d6d744a57bc851419ba681d',
  '1803000008000-files-of-every-kind.ts': 'c82f808386d3a910e5e9b6364816f77bacb3ebc5ccece6ab71d115b03cff23e0',
  '1803000007000-people-with-history.ts': '04112805e5c28b53cee5669a1b750c09d03a95c2066b9cbe3da2ee3e7b2ea117',
  '1803000006000-difference-runs.ts': 'e477efc40e533a34b1e2978beb88d3115f017d1ac65bbcb91533ae1c588a1ddd',
  '1803000010000-paid-for.ts': 'e916c96154739dfdb9c2a2ee45469c7759c9ccbe72739f59cdcd15557e0ecce3',
  '1803000006100-interest-of-accounts.ts': 'a3f1371a0d054b4638a16fa6bf48f6d85716a77776dbf0333d243cb5e987c13c',
  '1803000007100-merged-people.ts': 'be6b9d7c90a01aa64977cfc9664131419a0b7fe281fe4b5eff3e5ba0d6d58bf2',
  '1803000010100-units-with-history.ts': 'b3e1aff96a94f1d55142a3004987332ce7f747565b5b95114067350df4a7dfb4',
  '1803000011200-overlaps-found.ts': 'ab704bd807d93068d4539e7dfa0589ddef2c8af8d1b4dd76709d99bf81acf215',
  '1803000011401-statements-of-accounts.ts':
    '045c71a1d32342089308f51fc2289c3667ed22a6c8a92bc40ddad6c92f3673df',
  '1803000011400-persons-collected-elsewhere.ts':
    '4f19b8f3a94580da1e0493f3d0eec2a3cb8b15f9f51c116402180a48c9f3ef95',
  '1803000011210-duplicates-found.ts': 'b93e85170e44b5d92443d10740e1a96790ddc41b22abad106fa7e48a2b245404',
  '1803000011211-people-by-place-and-turn.ts':
    'f37bab43edb89bd4f1fcb8dbaee14586d1d9c9b5b67d4dc7bc5bcf9daad7475a',
  '1803000011100-insurance-transfers.ts': '610cb3db7163dfbb350f1682d2ece738e53278374235c2e0715ad4360146530f',
  '1803000006200-effects-of-proposals.ts': '408a3682bdd020057a6205ee7413ea99678b74b98c83eae5ed1b297e6fe415db',
  '1803000011300-bills-of-projects.ts': '162322bf5835a7e25516f68bc6a552bfbd34e2168387b7c6aeaf9eed4211a764',
  '1803000011301-arrears-agreements.ts': '17bba71e5083a8abc09c8864eacc301bed4fb9366d68121a43c941ee9d53dede',
  '1803000011302-fund-movements.ts': 'bd0bc7f78461be43c36bf9cd3b1b3a520e66fffe1b8fafd1c939d633a6e99de4',
  '1803000011500-account-shares.ts': '17fa0ad20da5c1c4a419faf2e0230610679746d476e5adbe591e6cea04e709fb',
  '1803000012000-benefit-parameters.ts': '8645fddcc0a135bbcb082484bb8076767f6242edf15c22049a39630e038e4e22',
  '1803000013000-interest-of-annuities.ts':
    '20e094f8d830c2473b13b7d091c8cdf27c8a08ec79553c595e797405a8cc379e',
  '1803000013001-annuities-paid-before.ts':
    'f5a6a80ee8b86f6285f931616008c3a816221adaa958276c5976fab9710dccb6',
  '1803000013040-papers-of-moves.ts': '88466ee9d3e837956e14a1acc4ee8a34075d31867638c1070a8d2eb5e0743d62',
  '1803000013041-moves-sent-back.ts': '66f73551635dfb0eca02adaeee57296b5e3393c94bcb0eac92aa10b88d8aea15',
  '1803000012000-benefit-parameters.json': 'd273e5feb8ac673e798ccfcdcaf388c0455e46853b6cb7b04ed109ab183bfe4a',
  '1803000013060-orders-on-statements.ts': '96f40da73391dc246ec07d6460dc13466e709cbe6689ac612506bc24c22aca3b',
  '1803000013000-interest-of-annuities.json':
    '53ae7b6e87aa7a30eb1ce00af31da54a37d24373130590cc21303b13eace699e',
  '1803000013020-keyed-writes.ts': 'bf82e5887d7a8f896b8fd64bde0417a301109ed276ede37989a28f9852e60c1f',
  '1803000013061-differences-of-projects.ts':
    '2d0b552175dd0184f7a9d5f86e95dedb4856eb2f9e6e465cd126c42552a425f5',
  '1803000014000-lives-of-benefits.ts': 'ffe206f2397796c059b2553c98f235a0e0742926fb4d37dfa7b6df58f61f64e4',
  '1803000014100-pay-runs.ts': '3ea8b888fe4a4040ff6ca69c65e21fcc4700bd273550c2e5dbb98f401347b080',
  '1803000014200-agreements-on-dues.ts': '6340553464deebe4bfc3be5e7a4fedca801b5b9bae5acfc58769c58be3e3d1fe',
  '1803000014600-proof-of-pay-runs.ts': '063dd77497706395c2954ebd09ae03776ffa9528c0bae6fd4c45fc3b041ed564',
  '1803000014900-claim-documents.ts': 'b0ce61afbfba99672a9b72409a2f33cd81bd4bfa41c99ff2ba01b260ff98b8d3',
  '1803000014800-papers-of-benefits.ts': 'a9324bfbdc2a8c0338311a26895d56d44f50c0a21df9cc488b846743b25e99a4',
  '1803000014700-subsidies-by-statement.ts':
    'dff921c8241c733e79895cd681898521b244300c979e1681a0d5fb4b3165b507',
  '1803000014710-recoveries-collected.ts': 'dba146641c6387f57e5deb46fe75351a63da2b11693eb87f050a1ffe42d0855f',
  '1803000014400-proofs-of-life.ts': '72651e3304123574d7781012f04eae1fa78179c84c0a35484741de53bbc9469b',
  '1803000014500-deaths-reported.ts': 'b5b499202a0e3d4ea4c8267a021f75dc05ed6447f4542a2d9d378261b6947305',
  '1803000015000-adjustments.ts': '041c46b8f2d9b3cbecb8170251fe403ec89b24486d402e8657e974403f6f34f1',
  '1803000014501-retirements-ahead.ts': '412b80c59e8ffcfa6895b33c41c93aa5a098ad0fab97dd9d50b65f3e4fd99cb0',
  '1803000015100-parameters-of-pay-runs.ts':
    '0d97e71315b192b3ae5b800dc12a601b35b7f0f7d3ab781a7f0970501d43639e',
  '1803000015200-redeterminations.ts': 'bc549d3343d8a16e6709486173e0cb3299be1cbc8d13883252cb461c4631981f',
  '1803000015300-recoveries-at-the-window.ts':
    '2e3238c6ecfabe54b13d0c85936ee77a3f486a515471d295f8c768dfb5f4a4ef',
  '1803000015310-recoveries-by-instalments.ts':
    'b3691d1b2e6aaafd803f2dbf8959dfdc9fcc040d042c6ae3eba8c6093bf8d6c2',
  '1803000015400-top-ups-of-pensions.ts': 'dbe5b5904d0e6c9846fc6ad032998f3bbeda8b778bf3056371b2827f1610f979',
  '1803000015401-injury-death-2026.ts': 'cd7ccdb8f880a7bfbf5ac37be8295f88fdadd41a728cd0fda288ce298617855e',
  '1803000015402-adjustments-of-work-injury.ts':
    '502e9d6b8e360bd42cb710d943c04ad13a7502aa2bac04bc815fdbdf03a1189b',
  '1803000015403-documents-added.ts': 'd4e7ea0d61bdad885cb4d909c4ecbfce3a16190a05f4c7397c3ea7342410d5ef',
  '1803000015500-fund-budgets.ts': '2654bda823bd878e2c98cdd8cea1cf3f7057d1725458503c8b9721a265b3a171',
  '1803000015600-fleet.ts': '611f6115dc1308184ce36a8cab175d34ef5b37deaeeab5e54a915b075f02d98e',
  '1803000015800-kiosks.ts': '8e5c69b6dfb1a8f4d232095a44e47e93b15b0910d62a380564569fca71b70096',
  '1803000015900-redetermined-rises.ts': '40e700986db91f12424707f880b21967eb4d911eeb18437cd1aaf9f10133fb2c',
  '1803000016000-papers-of-holders.ts': '1540db41fe1c7f74588e7779c877c83a6d43e546861640bfa5ee6df093023efa',
};

describe('a migration', () => {
  it.each(files)('%s stays as it was released', (file) => {
    expect({ [file]: createHash('sha256').update(textOf(file)).digest('hex') }).toEqual({
      [file]: released[file],
    });
  });

  it('of a release is still there', () => {
    expect(Object.keys(released).filter((file) => !files.includes(file))).toEqual([]);
  });

  it.each(files.filter((file) => file.endsWith('.ts')))(
    '%s is made of nothing that changes with the program',
    (file) => {
      const imported = [...textOf(file).matchAll(/^(import type .*|import .*?) from '([^']+)'/gm)].map(
        ([, what = '', from = '']) => (what.startsWith('import type') ? `type ${from}` : from),
      );
      const own = new RegExp(
        `^(type typeorm|\\./(?:area-names|concurrently)\\.js|\\./${file.replace(/\.ts$/, '')}[^/]*\\.json)$`,
      );
      expect(imported.filter((from) => !own.test(from))).toEqual([]);
      expect(textOf(file)).not.toMatch(/\bimport\(|\brequire\(|readFile/);
    },
  );
});

describe('an area of the first release', () => {
  let fresh: TestDatabase;
  let before: TestDatabase;
  let inFresh: Client;
  let inBefore: Client;
  const found: Record<string, number> = {};

  const counted = async (table: string): Promise<number> => {
    const { rows } = await inBefore.query<{ n: number }>(
      `select count(*)::int as n from ${before.schema}.${table}`,
    );
    return rows[0]?.n ?? -1;
  };

  beforeAll(async () => {
    fresh = await emptyDatabase();
    before = await emptyDatabase();
    inFresh = new Client({ connectionString: fresh.ownerUrl });
    inBefore = new Client({ connectionString: before.ownerUrl });
    await inFresh.connect();
    await inBefore.connect();
    await migrate({ ownerUrl: fresh.ownerUrl, schema: fresh.schema });
    await inBefore.query(
      readFileSync(new URL('../../../../../test/releases/first.sql', import.meta.url), 'utf8'),
    );
    await inBefore.query('reset search_path');
    for (const table of kept) found[table] = await counted(table);
    await migrate({ ownerUrl: before.ownerUrl, schema: before.schema });
  });
  afterAll(async () => {
    await inFresh.end();
    await inBefore.end();
    await fresh.drop();
    await before.drop();
  });

  const kept = ['person', 'card', 'card_application', 'operation', 'receipt', 'transfer', 'audit_event'];

  it('is brought to the schema that a fresh one has', async () => {
    const wanted = await describeSchema(inFresh, fresh.schema);
    expect(wanted.length).toBeGreaterThan(300);
    expect(await describeSchema(inBefore, before.schema)).toEqual(wanted);
  });

  it('is brought to the reference data that a fresh one has', async () => {
    const tables = await filledTables(inFresh, fresh.schema);
    expect(tables).toEqual(
      expect.arrayContaining(['ledger_account_type', 'lawful_flow', 'migration', 'policy_parameter']),
    );
    expect(await describeRows(inBefore, before.schema, tables)).toEqual(
      await describeRows(inFresh, fresh.schema, tables),
    );
  });

  it('has what was decided, and what waits, under approvals with the digest that is compared at the deciding', async () => {
    const { rows } = await inBefore.query<{
      subject: string;
      state: string;
      by: string | null;
      content: object;
      digest: string;
      named: boolean;
    }>(
      `select p.subject, p.state, p.decided_by as by, p.content, p.digest, a.approval_id is not distinct from p.id as named
       from ${before.schema}.approval p join ${before.schema}.card_application a on a.id::text = p.subject order by a.id`,
    );
    expect(rows.map(({ subject, state, by, named }) => [subject, state, by, named])).toEqual([
      ['1', 'waiting', null, false],
      ['2', 'waiting', null, false],
      ['3', 'waiting', null, false],
      ['4', 'rejected', '0301', true],
      ['5', 'approved', 'unknown', true],
      ['6', 'approved', 'unknown', true],
    ]);
    for (const { content, digest } of rows)
      expect(createHash('sha256').update(canonicalJson(content)).digest('hex')).toBe(digest);
  });

  it('goes on numbering the audit trail behind what is there', async () => {
    const { rows } = await inBefore.query<{ last: string; drawn: string }>(
      `select max(id) as last, pg_sequence_last_value('${before.schema}.audit_event_id_seq') as drawn from ${before.schema}.audit_event`,
    );
    expect(Number(rows[0]?.last)).toBeGreaterThan(0);
    expect(rows[0]?.drawn).toBe(rows[0]?.last);
  });

  it('keeps what was registered and booked in it', async () => {
    for (const table of kept) expect({ [table]: await counted(table) }).toEqual({ [table]: found[table] });
  });
});

/** Rows as texts in one order. */
const words = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();

describe('the database', () => {
  let database: TestDatabase;
  let owner: Client;
  beforeAll(async () => {
    database = await testDatabase();
    owner = new Client({
      connectionString: database.ownerUrl,
      options: `-c search_path=${database.schema}`,
    });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  const rowsOf = async (sql: string): Promise<readonly object[]> => (await owner.query<object>(sql)).rows;

  it('has the chart of accounts that the program reckons with', async () => {
    expect(await rowsOf('select * from ledger_account_type order by type')).toEqual(
      Object.values(accountTypes)
        .map(({ id, code, name, normalSide, mayBeNegative }) => ({
          type: id,
          code,
          name_zh: name.zh,
          name_en: name.en,
          normal_side: normalSide,
          may_be_negative: mayBeNegative,
        }))
        .toSorted((one, other) => (one.type < other.type ? -1 : 1)),
    );
  });

  it('has the lawful flows that the program books by', async () => {
    expect(
      words(await rowsOf('select kind, debit_type as debit, credit_type as credit, basis from lawful_flow')),
    ).toEqual(
      words(Object.values(flows).map(({ kind, debit, credit, basis }) => ({ kind, debit, credit, basis }))),
    );
  });

  it.each([
    ['card_application', applicationStates],
    ['card', cardStates],
    ['notification', Object.keys(lifeStates)],
  ])('takes for %s the states that the program knows', async (table, states) => {
    const [constraint] = await rowsOf(
      `select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = '${table}'::regclass and conname = '${table}_state_check'`,
    );
    const taken = [...JSON.stringify(constraint).matchAll(/'([a-z-]+)'::text/g)].map(([, state]) => state);
    expect(taken.toSorted()).toEqual([...states].toSorted());
  });
});
