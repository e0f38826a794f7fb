import { Center } from '@mantine/core';
import { createRootRoute, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router';
import { pageOf } from './base/page-of.js';
import { Trouble } from './base/states.js';
import { readInboxSearch, textIn } from './inbox/search.js';
import { readDraftSearch } from './routing/drafts/search.js';
import { Lost } from './shell/lost.js';
import { Ready } from './shell/ready.js';
import { Shell } from './shell/shell.js';

const root = createRootRoute({
  component: () => (
    <Ready>
      <Outlet />
    </Ready>
  ),
  notFoundComponent: () => (
    <Center component="main" mih="100dvh">
      <Lost />
    </Center>
  ),
});
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox', replace: true });
  },
});
const inbox = createRoute({
  getParentRoute: () => shell,
  path: 'inbox',
  validateSearch: readInboxSearch,
  component: pageOf(() => import('./inbox/inbox-page.js'), 'InboxPage'),
});
const thread = createRoute({
  getParentRoute: () => inbox,
  path: '$conversationId',
});
const customers = createRoute({
  getParentRoute: () => shell,
  path: 'customers',
  validateSearch: (given: Record<string, unknown>): { search?: string } => ({ search: textIn(given.search) }),
  component: pageOf(() => import('./customers/customers-page.js'), 'CustomersPage'),
});
const customer = createRoute({
  getParentRoute: () => shell,
  path: 'customers/$customerId',
  component: pageOf(() => import('./customers/customer-page.js'), 'CustomerPage'),
});
const followUps = createRoute({
  getParentRoute: () => shell,
  path: 'follow-ups',
  component: pageOf(() => import('./follow-ups/follow-ups-page.js'), 'FollowUpsPage'),
});
const board = createRoute({
  getParentRoute: () => shell,
  path: 'board',
  component: pageOf(() => import('./board/board-page.js'), 'BoardPage'),
});
const wall = createRoute({
  getParentRoute: () => root,
  path: 'wall',
  component: pageOf(() => import('./board/wall-page.js'), 'WallPage'),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: 'settings',
  component: pageOf(() => import('./settings/settings-page.js'), 'SettingsPage'),
});
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: pageOf(() => import('./settings/settings-page.js'), 'SettingsHome'),
});
const profile = createRoute({
  getParentRoute: () => settings,
  path: 'profile',
  component: pageOf(() => import('./settings/profile.js'), 'Profile'),
});
const queues = createRoute({
  getParentRoute: () => settings,
  path: 'queues',
  component: pageOf(() => import('./settings/queues.js'), 'Queues'),
});
const queue = createRoute({
  getParentRoute: () => settings,
  path: 'queues/$queueId',
  component: pageOf(() => import('./settings/queue-editor.js'), 'QueueEditor'),
});
const routing = createRoute({
  getParentRoute: () => settings,
  path: 'routing',
  component: pageOf(() => import('./routing/layout.js'), 'RoutingLayout'),
});
const routingCommon = createRoute({
  getParentRoute: () => routing,
  path: '/',
  component: pageOf(() => import('./routing/common-page.js'), 'CommonPage'),
});
const routingSkills = createRoute({
  getParentRoute: () => routing,
  path: 'skills',
  component: pageOf(() => import('./routing/skills-page.js'), 'SkillsPage'),
});
const drafts = createRoute({
  getParentRoute: () => routing,
  path: 'drafts',
  component: pageOf(() => import('./routing/drafts/drafts-page.js'), 'DraftsPage'),
});
const draft = createRoute({
  getParentRoute: () => routing,
  path: 'drafts/$draftId',
  validateSearch: readDraftSearch,
  component: pageOf(() => import('./routing/drafts/draft-page.js'), 'DraftPage'),
});
const history = createRoute({
  getParentRoute: () => routing,
  path: 'history',
  component: pageOf(() => import('./routing/history-page.js'), 'HistoryPage'),
});
const users = createRoute({
  getParentRoute: () => settings,
  path: 'users',
  component: pageOf(() => import('./settings/users.js'), 'Users'),
});
const canned = createRoute({
  getParentRoute: () => settings,
  path: 'canned-replies',
  component: pageOf(() => import('./settings/canned-replies.js'), 'CannedReplies'),
});
const sites = createRoute({
  getParentRoute: () => settings,
  path: 'websites',
  component: pageOf(() => import('./settings/sites.js'), 'Sites'),
});
const site = createRoute({
  getParentRoute: () => settings,
  path: 'websites/$siteId',
  component: pageOf(() => import('./settings/site-editor.js'), 'SiteEditor'),
});
const mailboxes = createRoute({
  getParentRoute: () => settings,
  path: 'mailboxes',
  component: pageOf(() => import('./settings/mailboxes/mailbox-list.js'), 'Mailboxes'),
});
const mailbox = createRoute({
  getParentRoute: () => settings,
  path: 'mailboxes/$mailboxId',
  component: pageOf(() => import('./settings/mailboxes/mailbox-editor.js'), 'MailboxEditor'),
});
const numbers = createRoute({
  getParentRoute: () => settings,
  path: 'numbers',
  component: pageOf(() => import('./settings/numbers/number-list.js'), 'Numbers'),
});
const number = createRoute({
  getParentRoute: () => settings,
  path: 'numbers/$numberId',
  component: pageOf(() => import('./settings/numbers/number-editor.js'), 'NumberEditor'),
});
const sounds = createRoute({
  getParentRoute: () => settings,
  path: 'sounds',
  component: pageOf(() => import('./settings/sounds/sound-list.js'), 'Sounds'),
});
const apiKeys = createRoute({
  getParentRoute: () => settings,
  path: 'api-keys',
  component: pageOf(() => import('./settings/api-keys.js'), 'ApiKeys'),
});
const audit = createRoute({
  getParentRoute: () => settings,
  path: 'audit',
  component: pageOf(() => import('./settings/audit.js'), 'Audit'),
});

export const router = createRouter({
  basepath: '/console',
  routeTree: root.addChildren([
    wall,
    shell.addChildren([
      home,
      inbox.addChildren([thread]),
      customers,
      customer,
      followUps,
      board,
      settings.addChildren([
        settingsHome,
        profile,
        queues,
        queue,
        routing.addChildren([routingCommon, routingSkills, drafts, draft, history]),
        users,
        canned,
        sites,
        mailboxes,
        mailbox,
        numbers,
        number,
        sounds,
        site,
        apiKeys,
        audit,
      ]),
    ]),
  ]),
  // A page that broke says so in words; what was typed is kept as a draft and comes back with the page.
  defaultErrorComponent: ({ error, reset }) => <Trouble error={error} onRetry={reset} whole />,
  defaultPreload: 'intent',
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
