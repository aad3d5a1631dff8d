/** Which part may import which: the directions of docs/architecture.md, each as a rule with its reason. */

/** A lib and the libs below it that it may use. */
const libs = {
  kernel: [],
  money: ['kernel'],
  identity: ['kernel'],
  ledger: ['money', 'kernel'],
  policy: ['money', 'kernel'],
  contributions: ['policy', 'ledger', 'money', 'identity', 'kernel'],
  benefits: ['schemes', 'contributions', 'policy', 'ledger', 'money', 'identity', 'kernel'],
  cards: ['identity', 'kernel'],
  // The explanation of a calculation travels as the policy made it; a receipt says what the tables of cards say.
  contract: ['policy', 'cards', 'kernel'],
  schemes: ['contributions', 'contract', 'policy', 'ledger', 'money', 'kernel'],
};

/** Modules of calculation: no IO and no clock, so that libs stay what is true. iconv-lite writes the card's GB 18030. */
const pureModules = ['^(node:)?(crypto|buffer|util)$', 'node_modules/iconv-lite/'];

const libRules = Object.entries(libs).map(([name, below]) => ({
  name: `libs-${name}`,
  comment: `libs/${name} stands on ${below.length === 0 ? 'nothing' : below.join(', ')}`,
  severity: 'error',
  from: { path: `^libs/${name}/` },
  to: { path: '^(libs|hardware|apps|test)/', pathNot: `^libs/(${[name, ...below].join('|')})/` },
}));

/** The folders of the agent, each standing on those before it alone: no arrow up, and so no circle. */
const agentFolders = [
  'ground',
  'central',
  'desk-state',
  'devices',
  'outbox',
  'deny-list',
  'card',
  'printing',
  'acts',
  'issuing',
  'asking',
  'link',
  'scanning',
  'terminal-interface',
  'desk',
  'self-service',
];

const agentRules = agentFolders.map((name, at) => ({
  name: `agent-${name}`,
  comment: `apps/agent/src/${name} stands on ${agentFolders.slice(0, at).join(', ') || 'nothing of the agent'}`,
  severity: 'error',
  from: { path: `^apps/agent/src/${name}/` },
  to: {
    path: '^apps/agent/src/',
    pathNot: `^apps/agent/src/(${agentFolders.slice(0, at + 1).join('|')})/`,
  },
}));

/**
 * The wings of central, each for one reason to change, from the ground up; `counter` may look down on everything and nothing
 * looks up at it. Wings of one row do not know each other.
 */
const wings = [
  ['ground'],
  ['register', 'records', 'funds'],
  ['access', 'insurance'],
  ['cards'],
  ['counter'],
  ['whole'],
];

const wingRules = wings.flatMap((row, floor) =>
  row.map((wing) => ({
    name: `wing-${wing}`,
    comment: `central's ${wing} stands on ${wings.slice(0, floor).flat().join(', ') || 'nothing'}`,
    severity: 'error',
    // A spec may put the whole together to try its part.
    from: { path: `^apps/central/src/${wing}/`, pathNot: '\\.spec\\.ts$' },
    to: {
      path: '^apps/central/src/',
      pathNot: `^apps/central/src/(${[wing, ...wings.slice(0, floor).flat()].join('|')})/`,
    },
  })),
);

export default {
  forbidden: [
    ...agentRules,
    {
      name: 'agent-folders-have-a-place',
      comment: 'A new folder of the agent says above what it stands on',
      severity: 'error',
      from: {
        path: '^apps/agent/src/[^/]+/',
        pathNot: `^apps/agent/src/(${agentFolders.join('|')})/`,
      },
      to: {},
    },
    ...libRules,
    ...wingRules,
    {
      name: 'every-file-of-central-has-a-wing',
      comment: 'Only the programs themselves lie beside the wings',
      severity: 'error',
      from: {
        path: '^apps/central/src/',
        pathNot: `^apps/central/src/((${wings.flat().join('|')})/|(main|command-line|demonstration|measured)\\.ts$)`,
      },
      to: {},
    },
    {
      name: 'every-lib-has-a-place',
      comment: 'A new folder of libs says above what it stands on',
      severity: 'error',
      from: { path: '^libs/', pathNot: `^libs/(${Object.keys(libs).join('|')})/` },
      to: {},
    },
    {
      name: 'libs-are-pure',
      comment:
        'libs know no Nest, no TypeORM, no driver and no IO, but for what a program begins with: how it is loaded; specs may use the test tools',
      severity: 'error',
      from: { path: '^libs/', pathNot: '\\.spec\\.ts$|^libs/kernel/joined\\.ts$' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'core'],
        pathNot: pureModules,
      },
    },
    {
      name: 'hardware-knows-no-social-security',
      comment: 'Bytes and events: hardware uses libs/kernel, and the virtual card is a social security card',
      severity: 'error',
      from: { path: '^hardware/', pathNot: '^hardware/virtual-card/' },
      to: { path: '^(libs|apps|test)/', pathNot: '^libs/kernel/' },
    },
    {
      name: 'virtual-card',
      comment: 'The virtual card may also use libs/cards, whose files and keys it plays',
      severity: 'error',
      from: { path: '^hardware/virtual-card/' },
      to: {
        path: '^(libs|apps|test)/',
        // The sample card is for its specs; that nothing else imports tests is a rule of its own.
        pathNot: '^libs/(kernel|cards)/|^test/support/sample-card\\.ts$',
      },
    },
    {
      name: 'hardware-needs-no-framework',
      severity: 'error',
      from: { path: '^hardware/' },
      to: { path: 'node_modules/(@nestjs|typeorm|fastify)' },
    },
    {
      name: 'apps-never-import-apps',
      comment: 'Programs talk through libs/contract; $1 is the app itself',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'pages-import-little',
      comment:
        'A page runs in a browser: contract, money, identity, kernel, the tables of a card’s life, services and applicants, the words of parameters, and the life of a benefit with what its kinds ask and keep',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: {
        path: '^(libs|hardware)/',
        pathNot:
          '^libs/((contract|money|identity|kernel)/|cards/(card-(life|services)|applicant-columns)\\.ts$|policy/(explanation|value-words)\\.ts$|benefits/(benefit-life|kinds/(kind|fact-words))\\.ts$)',
      },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { pathNot: '^test/|\\.spec\\.ts$' },
      to: { path: '^test/' },
    },
    {
      name: 'typeorm-has-its-places',
      comment:
        'SQL lives in stores, entities and database/; services hand on the transaction they were given',
      severity: 'error',
      from: { path: '^(libs|hardware|apps)/', pathNot: '\\.(entity|store)\\.ts$|/database/|\\.spec\\.ts$' },
      to: { path: 'node_modules/typeorm/' },
    },
    {
      name: 'typeorm-is-put-together-in-modules',
      severity: 'error',
      from: { path: '^(libs|hardware|apps)/', pathNot: '\\.(module|entity|store)\\.ts$|/database/' },
      to: { path: 'node_modules/@nestjs/typeorm/' },
    },
    {
      name: 'stores-call-nobody-back',
      comment: 'controller → service → store, never back',
      severity: 'error',
      from: { path: '\\.store\\.ts$' },
      to: { path: '\\.(service|controller|module)\\.ts$' },
    },
    {
      name: 'services-know-no-controllers',
      severity: 'error',
      from: { path: '\\.service\\.ts$' },
      to: { path: '\\.(controller|module)\\.ts$' },
    },
    {
      name: 'domains-are-reached-through-their-service',
      comment:
        'Another domain’s store is its own affair. The audit, the operation book, the receipt numbers and the ledger are written by all, in the transaction of ' +
        'what they record; the demonstration fills what no service takes in yet',
      severity: 'error',
      from: { path: '^apps/central/src/([^/]+/[^/]+)/', pathNot: '^apps/central/src/whole/demonstration/' },
      to: {
        path: '\\.store\\.ts$',
        pathNot:
          '^apps/central/src/($1/|records/audit/audit\\.store\\.ts|records/operations/operation-book\\.store\\.ts|records/receipts/receipt-numbers\\.store\\.ts|funds/ledger/ledger\\.store\\.ts)',
      },
    },
    {
      name: 'no-cycles',
      comment: 'A circle has no beginning to read from; Nest modules may name each other through types alone',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'source-not-build',
      comment: 'A rule looks at the source; what is found in dist would escape it',
      severity: 'error',
      from: {},
      to: { path: '^dist/' },
    },
    {
      name: 'declared',
      comment: 'Every package used is named in package.json',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-test-tools-at-run-time',
      severity: 'error',
      from: {
        path: '^(libs|hardware|apps)/',
        pathNot:
          '\\.spec\\.ts$|/vite\\.config\\.ts$|^apps/web/|^apps/city/src/bench/|^apps/city/set-up/join-programs\\.mjs$',
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    exclude: { path: '^data/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    webpackConfig: { fileName: '.dependency-cruiser-resolve.js' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.vue', '.json'],
    },
  },
};
