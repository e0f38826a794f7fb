// The import rules of docs/ARCHITECTURE.md. Each has a name that says what was broken.

/** Features in the order of their dependence: one may import those before it, never those after it. */
const ORDER = [
  'contract',
  'platform',
  'store',
  'accounts',
  'queues',
  'policies',
  'sites',
  'mailboxes',
  'numbers',
  'files',
  'customers',
  'timeline',
  'conversations',
  'mails',
  'followups',
  'routing',
  'intake',
  'outbox',
  'desk',
  'board',
  'insight',
  'live',
  'demo',
];

const upwards = ORDER.slice(0, -1).map((feature, place) => ({
  name: `upwards-from-${feature}`,
  comment: `${feature} comes before what it imports here; let it publish an event, or give it a function in main.ts`,
  severity: 'error',
  from: { path: `^server/${feature}/` },
  to: { path: `^server/(${ORDER.slice(place + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...upwards,
    {
      name: 'unknown-feature',
      comment: 'a new folder below server/ gets its place in ORDER first',
      severity: 'error',
      from: { path: `^server/(?!(${ORDER.join('|')})/)[^/]+/` },
      to: {},
    },
    {
      name: 'cycle',
      comment: 'types may refer to each other, code may not',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'past-the-index',
      comment: 'a feature is entered through its index.ts',
      severity: 'error',
      from: { path: '^(server|channels)/([^/]+)/' },
      to: {
        path: '^server/([^/]+)/',
        pathNot: ['^server/$2/', '^server/[a-z]+/index\\.ts$', '^server/[a-z]+/[a-z]+/index\\.ts$'],
      },
    },
    {
      name: 'past-the-index-of-a-part',
      comment: 'the frame (main, app, pages, run) enters features through their index.ts too',
      severity: 'error',
      from: { path: '^server/[^/]+\\.ts$' },
      to: { path: '^server/([^/]+)/', pathNot: ['^server/[a-z]+/index\\.ts$', '^server/[a-z]+/[a-z]+/index\\.ts$'] },
    },
    {
      name: 'names-an-adapter',
      comment: 'only main.ts and channels/index.ts know which channels there are; everybody else knows the port',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/main\\.ts$' },
      to: { path: '^channels/', pathNot: '^channels/channel\\.ts$' },
    },
    {
      name: 'adapter-knows-adapter',
      severity: 'error',
      from: { path: '^channels/([^/]+)/' },
      to: { path: '^channels/([^/]+)/', pathNot: ['^channels/$1/', '^channels/twilio/index\\.ts$'] },
    },
    {
      name: 'adapter-reaches-too-far',
      comment: 'an adapter speaks with intake and what is before it, not with desks, boards and pages',
      severity: 'error',
      from: { path: '^channels/' },
      to: { path: '^server/(routing|outbox|desk|board|insight|live|demo)/|^server/[^/]+\\.ts$' },
    },
    {
      name: 'embedded-store-stands-alone',
      severity: 'error',
      from: { path: '^server/store/embedded/' },
      to: { path: '^(server|channels)/', pathNot: '^server/store/embedded/' },
    },
    {
      name: 'front-end-knows-the-contract-only',
      severity: 'error',
      from: { path: '^(agents|widgets)/' },
      to: { path: '^(server|channels)/', pathNot: '^server/contract/' },
    },
    {
      name: 'front-ends-apart',
      severity: 'error',
      from: { path: '^(agents|widgets)/' },
      to: { path: '^(agents|widgets)/', pathNot: '^$1/' },
    },
    {
      name: 'widget-loads-no-zod',
      comment: 'the widget has 45 KB; from the contract it may load names, and types of everything',
      severity: 'error',
      from: { path: '^widgets/' },
      to: { path: '^server/contract/', pathNot: '^server/contract/names\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'server-knows-no-front-end',
      severity: 'error',
      from: { path: '^(server|channels)/' },
      to: { path: '^(agents|widgets|test|bin)/' },
    },
    {
      name: 'contract-is-for-browsers-too',
      comment: 'nothing but zod, which only the server and the console load',
      severity: 'error',
      from: { path: '^server/contract/' },
      to: { pathNot: ['^server/contract/', 'node_modules/zod/'] },
    },
    {
      name: 'not-installed-in-production',
      severity: 'error',
      from: { path: '^(server|channels)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown', 'undetermined'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'missing', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.(css|svg|woff2|json)$|virtual:' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
