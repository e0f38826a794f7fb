import { Center } from '@mantine/core';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
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
  component: lazyRouteComponent(() => import('./inbox/inbox-page.js'), 'InboxPage'),
});
const thread = createRoute({
  getParentRoute: () => inbox,
  path: '$conversationId',
});
const customers = createRoute({
  getParentRoute: () => shell,
  path: 'customers',
  validateSearch: (given: Record<string, unknown>): { search?: string } => ({ search: textIn(given.search) }),
  component: lazyRouteComponent(() => import('./customers/customers-page.js'), 'CustomersPage'),
});
const customer = createRoute({
  getParentRoute: () => shell,
  path: 'customers/$customerId',
  component: lazyRouteComponent(() => import('./customers/customer-page.js'), 'CustomerPage'),
});
const followUps = createRoute({
  getParentRoute: () => shell,
  path: 'follow-ups',
  component: lazyRouteComponent(() => import('./follow-ups/follow-ups-page.js'), 'FollowUpsPage'),
});
const board = createRoute({
  getParentRoute: () => shell,
  path: 'board',
  component: lazyRouteComponent(() => import('./board/board-page.js'), 'BoardPage'),
});
const wall = createRoute({
  getParentRoute: () => root,
  path: 'wall',
  component: lazyRouteComponent(() => import('./board/wall-page.js'), 'WallPage'),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: 'settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.js'), 'SettingsPage'),
});
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(() => import('./settings/settings-page.js'), 'SettingsHome'),
});
const profile = createRoute({
  getParentRoute: () => settings,
  path: 'profile',
  component: lazyRouteComponent(() => import('./settings/profile.js'), 'Profile'),
});
const queues = createRoute({
  getParentRoute: () => settings,
  path: 'queues',
  component: lazyRouteComponent(() => import('./settings/queues.js'), 'Queues'),
});
const queue = createRoute({
  getParentRoute: () => settings,
  path: 'queues/$queueId',
  component: lazyRouteComponent(() => import('./settings/queue-editor.js'), 'QueueEditor'),
});
const routing = createRoute({
  getParentRoute: () => settings,
  path: 'routing',
  component: lazyRouteComponent(() => import('./routing/layout.js'), 'RoutingLayout'),
});
const routingCommon = createRoute({
  getParentRoute: () => routing,
  path: '/',
  component: lazyRouteComponent(() => import('./routing/common-page.js'), 'CommonPage'),
});
const routingSkills = createRoute({
  getParentRoute: () => routing,
  path: 'skills',
  component: lazyRouteComponent(() => import('./routing/skills-page.js'), 'SkillsPage'),
});
const drafts = createRoute({
  getParentRoute: () => routing,
  path: 'drafts',
  component: lazyRouteComponent(() => import('./routing/drafts/drafts-page.js'), 'DraftsPage'),
});
const draft = createRoute({
  getParentRoute: () => routing,
  path: 'drafts/$draftId',
  validateSearch: readDraftSearch,
  component: lazyRouteComponent(() => import('./routing/drafts/draft-page.js'), 'DraftPage'),
});
const history = createRoute({
  getParentRoute: () => routing,
  path: 'history',
  component: lazyRouteComponent(() => import('./routing/history-page.js'), 'HistoryPage'),
});
const users = createRoute({
  getParentRoute: () => settings,
  path: 'users',
  component: lazyRouteComponent(() => import('./settings/users.js'), 'Users'),
});
const canned = createRoute({
  getParentRoute: () => settings,
  path: 'canned-replies',
  component: lazyRouteComponent(() => import('./settings/canned-replies.js'), 'CannedReplies'),
});
const sites = createRoute({
  getParentRoute: () => settings,
  path: 'websites',
  component: lazyRouteComponent(() => import('./settings/sites.js'), 'Sites'),
});
const site = createRoute({
  getParentRoute: () => settings,
  path: 'websites/$siteId',
  component: lazyRouteComponent(() => import('./settings/site-editor.js'), 'SiteEditor'),
});
const mailboxes = createRoute({
  getParentRoute: () => settings,
  path: 'mailboxes',
  component: lazyRouteComponent(() => import('./settings/mailboxes/mailbox-list.js'), 'Mailboxes'),
});
const mailbox = createRoute({
  getParentRoute: () => settings,
  path: 'mailboxes/$mailboxId',
  component: lazyRouteComponent(() => import('./settings/mailboxes/mailbox-editor.js'), 'MailboxEditor'),
});
const numbers = createRoute({
  getParentRoute: () => settings,
  path: 'numbers',
  component: lazyRouteComponent(() => import('./settings/numbers/number-list.js'), 'Numbers'),
});
const number = createRoute({
  getParentRoute: () => settings,
  path: 'numbers/$numberId',
  component: lazyRouteComponent(() => import('./settings/numbers/number-editor.js'), 'NumberEditor'),
});
const sounds = createRoute({
  getParentRoute: () => settings,
  path: 'sounds',
  component: lazyRouteComponent(() => import('./settings/sounds/sound-list.js'), 'Sounds'),
});
const apiKeys = createRoute({
  getParentRoute: () => settings,
  path: 'api-keys',
  component: lazyRouteComponent(() => import('./settings/api-keys.js'), 'ApiKeys'),
});
const audit = createRoute({
  getParentRoute: () => settings,
  path: 'audit',
  component: lazyRouteComponent(() => import('./settings/audit.js'), 'Audit'),
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
