/**
 * Every HTTP operation under /api/v1, once: the server mounts it, OpenAPI is generated from it, and the console calls it by name.
 * A handler is missing or extra: it does not compile. Long because it is the one list of it.
 */
import type { ZodType } from 'zod';
import * as calling from './call-requests.js';
import type * as call from './call-views.js';
import * as mail from './mail.js';
import type { Permission } from './permissions.js';
import * as phone from './phone.js';
import * as policy from './policy.js';
import { ReplayRequest, type ReplayView } from './replay.js';
import * as req from './requests.js';
import type { CommonRules } from './rules.js';
import * as sound from './sound.js';
import type * as view from './views.js';

export interface Operation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express style, below /api/v1. */
  path: string;
  summary: string;
  /** 'anyone': no sign-in needed. 'signedIn': any account. Else the permission that is checked before the handler runs. */
  access: 'anyone' | 'signedIn' | Permission;
  query?: ZodType;
  body?: ZodType;
  /** 200 unless said. 204 sends nothing. */
  status?: number;
}

export const API = {
  'session.create': {
    method: 'post',
    path: '/session',
    summary: 'Sign in; sets the session cookie',
    access: 'anyone',
    body: req.SignInRequest,
    status: 201,
  },
  'session.show': { method: 'get', path: '/session', summary: 'Who is signed in', access: 'signedIn' },
  'session.delete': { method: 'delete', path: '/session', summary: 'Sign out', access: 'signedIn', status: 204 },
  'me.preferences': {
    method: 'patch',
    path: '/me/preferences',
    summary: 'Change your own preferences',
    access: 'signedIn',
    body: req.PreferencesRequest,
  },
  'me.password': {
    method: 'post',
    path: '/me/password',
    summary: 'Change your own password; other sessions end',
    access: 'signedIn',
    body: req.PasswordRequest,
    status: 204,
  },

  'users.list': { method: 'get', path: '/users', summary: 'All accounts', access: 'signedIn' },
  'users.create': {
    method: 'post',
    path: '/users',
    summary: 'Add an account',
    access: 'user.edit',
    body: req.UserCreateRequest,
    status: 201,
  },
  'users.change': {
    method: 'patch',
    path: '/users/:id',
    summary: 'Change an account',
    access: 'user.edit',
    body: req.UserChangeRequest,
  },
  'apiKeys.list': {
    method: 'get',
    path: '/api-keys',
    summary: 'API keys, without their secrets',
    access: 'apiKey.edit',
  },
  'apiKeys.create': {
    method: 'post',
    path: '/api-keys',
    summary: 'Make an API key; the secret is told once',
    access: 'apiKey.edit',
    body: req.ApiKeyCreateRequest,
    status: 201,
  },
  'apiKeys.delete': {
    method: 'delete',
    path: '/api-keys/:id',
    summary: 'Revoke an API key',
    access: 'apiKey.edit',
    status: 204,
  },
  'audit.list': {
    method: 'get',
    path: '/audit',
    summary: 'Sign-ins and administration, newest first',
    access: 'audit.see',
    query: req.PageQuery,
  },

  'queues.list': { method: 'get', path: '/queues', summary: 'All queues', access: 'signedIn' },
  'queues.create': {
    method: 'post',
    path: '/queues',
    summary: 'Add a queue',
    access: 'queue.edit',
    body: req.QueueCreateRequest,
    status: 201,
  },
  'queues.change': {
    method: 'patch',
    path: '/queues/:id',
    summary: 'Change a queue',
    access: 'queue.edit',
    body: req.QueueChangeRequest,
  },
  'queues.delete': {
    method: 'delete',
    path: '/queues/:id',
    summary: 'Delete a queue nobody waits in',
    access: 'queue.edit',
    status: 204,
  },
  'queues.close': {
    method: 'put',
    path: '/queues/:id/closed-by-hand',
    summary: 'Close a queue from now on, whatever its hours say',
    access: 'queue.close',
    body: req.QueueCloseRequest,
  },
  'queues.reopen': {
    method: 'delete',
    path: '/queues/:id/closed-by-hand',
    summary: 'Let the hours of a queue hold again',
    access: 'queue.close',
  },

  'skills.list': { method: 'get', path: '/skills', summary: 'What agents can be good at', access: 'signedIn' },
  'skills.create': {
    method: 'post',
    path: '/skills',
    summary: 'Add a skill',
    access: 'routing.edit',
    body: req.SkillCreateRequest,
    status: 201,
  },
  'skills.change': {
    method: 'patch',
    path: '/skills/:id',
    summary: 'Change a skill',
    access: 'routing.edit',
    body: req.SkillChangeRequest,
  },
  'skills.delete': {
    method: 'delete',
    path: '/skills/:id',
    summary: 'Delete a skill that nobody has and nothing asks for',
    access: 'routing.edit',
    status: 204,
  },
  'routing.common.get': {
    method: 'get',
    path: '/routing/common',
    summary: 'Rules of routing that are one for the whole company',
    access: 'signedIn',
  },
  'routing.common.change': {
    method: 'patch',
    path: '/routing/common',
    summary: 'Change the rules that are one for the whole company',
    access: 'routing.edit',
    body: req.CommonChangeRequest,
  },
  'routing.agents.change': {
    method: 'patch',
    path: '/routing/agents/:id',
    summary: 'Change what an agent can do: levels of skills, conversations at once',
    access: 'routing.edit',
    body: req.AgentChangeRequest,
  },
  'routing.problems': {
    method: 'get',
    path: '/routing/problems',
    summary: 'What cannot be, or is hardly meant, in the rules that hold',
    access: 'routing.edit',
  },
  'routing.versions.list': {
    method: 'get',
    path: '/routing/versions',
    summary: 'Versions of all routing rules, newest first',
    access: 'routing.edit',
  },
  'routing.versions.show': {
    method: 'get',
    path: '/routing/versions/:version',
    summary: 'All routing rules as they were in a version',
    access: 'routing.edit',
  },
  'routing.versions.differences': {
    method: 'get',
    path: '/routing/versions/:version/differences',
    summary: 'What a version changed, or how it differs from another',
    access: 'routing.edit',
    query: policy.VersionDifferencesQuery,
  },
  'routing.versions.rollBack': {
    method: 'post',
    path: '/routing/versions/:version/roll-back',
    summary: 'Make the rules what they were in a version',
    access: 'routing.edit',
    body: policy.RollBackRequest,
    status: 201,
  },
  'routing.drafts.list': {
    method: 'get',
    path: '/routing/drafts',
    summary: 'Drafts of routing rules',
    access: 'routing.edit',
  },
  'routing.drafts.create': {
    method: 'post',
    path: '/routing/drafts',
    summary: 'Begin a draft from what holds, or from a version',
    access: 'routing.edit',
    body: policy.DraftCreateRequest,
    status: 201,
  },
  'routing.drafts.show': {
    method: 'get',
    path: '/routing/drafts/:id',
    summary: 'One draft, whole',
    access: 'routing.edit',
  },
  'routing.drafts.change': {
    method: 'patch',
    path: '/routing/drafts/:id',
    summary: 'Change a draft; nothing that holds changes',
    access: 'routing.edit',
    body: policy.DraftChangeRequest,
  },
  'routing.drafts.delete': {
    method: 'delete',
    path: '/routing/drafts/:id',
    summary: 'Throw a draft away',
    access: 'routing.edit',
    status: 204,
  },
  'routing.drafts.problems': {
    method: 'get',
    path: '/routing/drafts/:id/problems',
    summary: 'What cannot be, or is hardly meant, in a draft',
    access: 'routing.edit',
  },
  'routing.drafts.differences': {
    method: 'get',
    path: '/routing/drafts/:id/differences',
    summary: 'What publishing a draft would change',
    access: 'routing.edit',
  },
  'routing.drafts.rebase': {
    method: 'post',
    path: '/routing/drafts/:id/rebase',
    summary: 'Take what holds now into a draft',
    access: 'routing.edit',
    body: policy.RebaseRequest,
  },
  'routing.drafts.publish': {
    method: 'post',
    path: '/routing/drafts/:id/publish',
    summary: 'Make a draft what holds',
    access: 'routing.edit',
    body: policy.PublishRequest,
    status: 201,
  },
  'routing.replay': {
    method: 'post',
    path: '/routing/drafts/:id/replay',
    summary: 'Play a past day again, as rules are and as the draft has them',
    access: 'routing.edit',
    body: ReplayRequest,
  },

  'canned.list': { method: 'get', path: '/canned-replies', summary: 'Canned replies', access: 'signedIn' },
  'canned.create': {
    method: 'post',
    path: '/canned-replies',
    summary: 'Add a canned reply',
    access: 'canned.edit',
    body: req.CannedCreateRequest,
    status: 201,
  },
  'canned.change': {
    method: 'patch',
    path: '/canned-replies/:id',
    summary: 'Change a canned reply',
    access: 'canned.edit',
    body: req.CannedChangeRequest,
  },
  'canned.delete': {
    method: 'delete',
    path: '/canned-replies/:id',
    summary: 'Delete a canned reply',
    access: 'canned.edit',
    status: 204,
  },

  'sites.list': { method: 'get', path: '/sites', summary: 'Websites with the widget', access: 'site.edit' },
  'sites.create': {
    method: 'post',
    path: '/sites',
    summary: 'Add a website',
    access: 'site.edit',
    body: req.SiteCreateRequest,
    status: 201,
  },
  'sites.change': {
    method: 'patch',
    path: '/sites/:id',
    summary: 'Change a website',
    access: 'site.edit',
    body: req.SiteChangeRequest,
  },
  'sites.delete': {
    method: 'delete',
    path: '/sites/:id',
    summary: 'Delete a website; its widget stops',
    access: 'site.edit',
    status: 204,
  },
  'sites.preview': {
    method: 'post',
    path: '/sites/:id/preview',
    summary: 'What its widget would draw with these settings; changes nothing',
    access: 'site.edit',
    body: req.SiteChangeRequest,
  },
  'sites.newSecret': {
    method: 'post',
    path: '/sites/:id/identity-secret',
    summary: 'Make a new secret for signed identities; told once',
    access: 'site.edit',
    status: 201,
  },
  'mailboxes.list': {
    method: 'get',
    path: '/mailboxes',
    summary: 'Mailboxes of the company, without their secrets',
    access: 'mailbox.edit',
  },
  'mailboxes.troubled': {
    method: 'get',
    path: '/mailboxes/troubled',
    summary: 'Mailboxes in use with which something is wrong, or was within a day',
    access: 'board.see',
  },
  'mailboxes.listener': {
    method: 'get',
    path: '/mailboxes/listener',
    summary: 'Where our own mail server takes mail; null while it is off',
    access: 'mailbox.edit',
  },
  'mailboxes.create': {
    method: 'post',
    path: '/mailboxes',
    summary: 'Add a mailbox',
    access: 'mailbox.edit',
    body: mail.MailboxCreateRequest,
    status: 201,
  },
  'mailboxes.change': {
    method: 'patch',
    path: '/mailboxes/:id',
    summary: 'Change a mailbox; secrets that are not sent stay',
    access: 'mailbox.edit',
    body: mail.MailboxChangeRequest,
  },
  'mailboxes.delete': {
    method: 'delete',
    path: '/mailboxes/:id',
    summary: 'Delete a mailbox; its mail is neither fetched nor sent any more',
    access: 'mailbox.edit',
    status: 204,
  },
  'mailboxes.test': {
    method: 'post',
    path: '/mailboxes/test',
    summary: 'Connect to the mail servers that these settings name, and say what is wrong; changes nothing',
    access: 'mailbox.edit',
    body: mail.MailTestRequest,
  },
  'mailboxes.newDkimKey': {
    method: 'post',
    path: '/mailboxes/dkim-key',
    summary: 'Make a key to sign mails with; it is kept nowhere',
    access: 'mailbox.edit',
  },
  'mailboxes.tryRules': {
    method: 'post',
    path: '/mailboxes/try-rules',
    summary: 'Which of these rules fits a mail; changes nothing',
    access: 'mailbox.edit',
    body: mail.MailRulesTryRequest,
  },

  'carrierAccounts.list': {
    method: 'get',
    path: '/carrier-accounts',
    summary: 'Accounts with the phone carrier, without their secrets',
    access: 'number.edit',
  },
  'carrierAccounts.create': {
    method: 'post',
    path: '/carrier-accounts',
    summary: 'Add a carrier account',
    access: 'number.edit',
    body: phone.CarrierAccountCreateRequest,
    status: 201,
  },
  'carrierAccounts.change': {
    method: 'patch',
    path: '/carrier-accounts/:id',
    summary: 'Change a carrier account; with another token the one before counts for a while',
    access: 'number.edit',
    body: phone.CarrierAccountChangeRequest,
  },
  'carrierAccounts.delete': {
    method: 'delete',
    path: '/carrier-accounts/:id',
    summary: 'Delete a carrier account that no number belongs to',
    access: 'number.edit',
    status: 204,
  },
  'carrierAccounts.test': {
    method: 'post',
    path: '/carrier-accounts/test',
    summary: 'Sign in to the carrier with these settings, and say what is wrong; changes nothing',
    access: 'number.edit',
    body: phone.CarrierTestRequest,
  },
  'numbers.list': { method: 'get', path: '/numbers', summary: 'Phone numbers of the company', access: 'number.edit' },
  'numbers.create': {
    method: 'post',
    path: '/numbers',
    summary: 'Add a phone number of the company',
    access: 'number.edit',
    body: phone.NumberCreateRequest,
    status: 201,
  },
  'numbers.change': {
    method: 'patch',
    path: '/numbers/:id',
    summary: 'Change a phone number of the company',
    access: 'number.edit',
    body: phone.NumberChangeRequest,
  },
  'numbers.delete': {
    method: 'delete',
    path: '/numbers/:id',
    summary: 'Delete a phone number; what comes to it is refused',
    access: 'number.edit',
    status: 204,
  },
  'numbers.tryMenu': {
    method: 'post',
    path: '/numbers/menu-test',
    summary: 'What a caller would hear who presses or says this; changes nothing',
    access: 'number.edit',
    body: sound.MenuTryRequest,
  },
  'sounds.list': { method: 'get', path: '/sounds', summary: 'What callers hear', access: 'number.edit' },
  'sounds.upload': {
    method: 'post',
    path: '/sounds/uploads',
    summary: 'Where a recording may be put, once',
    access: 'number.edit',
    body: sound.SoundUploadRequest,
    status: 201,
  },
  'sounds.create': {
    method: 'post',
    path: '/sounds',
    summary: 'Add a phrase or music of the company, with its first recording',
    access: 'number.edit',
    body: sound.SoundCreateRequest,
    status: 201,
  },
  'sounds.record': {
    method: 'put',
    path: '/sounds/:key/:locale',
    summary: 'Put a recording in the place of what is heard in a language',
    access: 'number.edit',
    body: sound.SoundRecordRequest,
  },
  'sounds.clear': {
    method: 'delete',
    path: '/sounds/:key/:locale',
    summary: 'Take a recording away; what was heard before is heard again',
    access: 'number.edit',
  },
  'sounds.delete': {
    method: 'delete',
    path: '/sounds/:key',
    summary: 'Delete a phrase or music of the company that nothing names',
    access: 'number.edit',
    status: 204,
  },

  'softphone.token': {
    method: 'post',
    path: '/softphone/token',
    summary: 'The right of your page to be rung as you, for an hour at most',
    access: 'conversation.reply',
    status: 201,
  },

  'widget.config': {
    method: 'get',
    path: '/widget/:key/config',
    summary: 'What the widget draws before anybody speaks',
    access: 'anyone',
  },

  'conversations.list': {
    method: 'get',
    path: '/conversations',
    summary: 'The inbox',
    access: 'conversation.reply',
    query: req.InboxQuery,
  },
  'conversations.counts': {
    method: 'get',
    path: '/conversations/counts',
    summary: 'How many are mine, unassigned, all',
    access: 'conversation.reply',
  },
  'conversations.show': {
    method: 'get',
    path: '/conversations/:id',
    summary: 'One conversation',
    access: 'conversation.reply',
  },
  'conversations.routing': {
    method: 'get',
    path: '/conversations/:id/routing',
    summary: 'Every routing choice for it, and what it waits for',
    access: 'conversation.reply',
  },
  'mails.show': {
    method: 'get',
    path: '/mails/:id',
    summary: 'One mail: its formatted text, quotes, headers, and the original',
    access: 'conversation.reply',
  },
  'conversations.reply': {
    method: 'post',
    path: '/conversations/:id/replies',
    summary: 'Write to the customer',
    access: 'conversation.reply',
    body: req.ReplyRequest,
    status: 202,
  },
  'conversations.unsend': {
    method: 'post',
    path: '/conversations/:id/unsend',
    summary: 'Take back a message of your own that is not on its way yet',
    access: 'conversation.reply',
    body: req.UnsendRequest,
  },
  'conversations.placeMail': {
    method: 'post',
    path: '/conversations/:id/mails',
    summary: 'Say where a mail belongs: in this conversation after all, or in one of its own. Said once',
    access: 'mail.place',
    body: req.PlaceMailRequest,
  },
  'conversations.write': {
    method: 'post',
    path: '/customers/:id/conversations',
    summary: 'Begin a conversation by mail; it is yours. The same clientId twice is one',
    access: 'conversation.reply',
    body: req.WriteRequest,
    status: 201,
  },
  'conversations.note': {
    method: 'post',
    path: '/conversations/:id/notes',
    summary: 'Leave a note the customer never sees',
    access: 'conversation.reply',
    body: req.NoteRequest,
    status: 201,
  },
  'mentions.list': {
    method: 'get',
    path: '/mentions',
    summary: 'Notes that name you and that you have not looked at, newest first',
    access: 'signedIn',
  },
  'mentions.able': {
    method: 'get',
    path: '/conversations/:id/mentions/able',
    summary: 'Whom a note there may name: colleagues who may look at it',
    access: 'conversation.reply',
  },
  'mentions.see': {
    method: 'post',
    path: '/conversations/:id/mentions/seen',
    summary: 'You have looked at its notes up to a place of its timeline; safe to repeat',
    access: 'signedIn',
    body: req.MentionsSeenRequest,
    status: 204,
  },
  'ownDrafts.list': {
    method: 'get',
    path: '/me/drafts',
    summary: 'What you have written and not sent, without its words',
    access: 'conversation.reply',
  },
  'ownDrafts.show': {
    method: 'get',
    path: '/me/drafts/:id',
    summary: 'What you have written there and not sent; null where that is nothing (any more)',
    access: 'conversation.reply',
    query: req.OwnDraftQuery,
  },
  'ownDrafts.save': {
    method: 'put',
    path: '/me/drafts/:id',
    summary: 'Keep what you are writing; refused as moved where it is not what you began from',
    access: 'conversation.reply',
    query: req.OwnDraftQuery,
    body: req.OwnDraftRequest,
  },
  'ownDrafts.drop': {
    method: 'delete',
    path: '/me/drafts/:id',
    summary: 'It was sent or thrown away; refused as moved where it is not the one you have',
    access: 'conversation.reply',
    query: req.OwnDraftDropQuery,
    status: 204,
  },
  'conversations.whisper': {
    method: 'post',
    path: '/conversations/:id/whispers',
    summary: 'Say something to its owner that the customer never sees',
    access: 'conversation.supervise',
    body: req.WhisperRequest,
    status: 201,
  },
  'conversations.join': {
    method: 'post',
    path: '/conversations/:id/join',
    summary: 'Write to the customer beside the owner, who keeps it',
    access: 'conversation.supervise',
    body: req.JoinRequest,
  },
  'conversations.withdraw': {
    method: 'post',
    path: '/conversations/:id/withdraw',
    summary: 'Stop writing beside the owner',
    access: 'conversation.supervise',
    body: req.JoinRequest,
  },
  'conversations.prioritise': {
    method: 'post',
    path: '/conversations/:id/priority',
    summary: 'Move one that waits forward or back in its queue',
    access: 'conversation.supervise',
    body: req.PriorityRequest,
  },
  'conversations.setNeeds': {
    method: 'post',
    path: '/conversations/:id/needs',
    summary: 'Say what its agent must be able to do',
    access: 'conversation.reply',
    body: req.NeedsRequest,
  },
  'conversations.able': {
    method: 'post',
    path: '/conversations/:id/able',
    summary: 'How many could take it, were it asked for so; changes nothing',
    access: 'conversation.reply',
    body: req.AbleRequest,
  },
  'conversations.pick': {
    method: 'post',
    path: '/conversations/:id/pick',
    summary: 'Take a waiting conversation by hand',
    access: 'conversation.pick',
  },
  'conversations.takeOver': {
    method: 'post',
    path: '/conversations/:id/take-over',
    summary: 'Take it from its owner',
    access: 'conversation.takeOver',
  },
  'conversations.transfer': {
    method: 'post',
    path: '/conversations/:id/transfer',
    summary: 'Hand it to an agent or a queue',
    access: 'conversation.reply',
    body: req.TransferRequest,
  },
  'conversations.close': {
    method: 'post',
    path: '/conversations/:id/close',
    summary: 'End it, with an outcome; or end the wrap-up',
    access: 'conversation.reply',
    body: req.CloseRequest,
  },
  'conversations.extendWrapUp': {
    method: 'post',
    path: '/conversations/:id/wrapUp/extend',
    summary: 'More time to write it up, as far as the queue allows',
    access: 'conversation.reply',
    body: req.ExtendWrapUpRequest,
  },
  'conversations.snooze': {
    method: 'post',
    path: '/conversations/:id/snooze',
    summary: 'Put it away until a time, or until the customer writes',
    access: 'conversation.reply',
    body: req.SnoozeRequest,
  },
  'conversations.setUnread': {
    method: 'put',
    path: '/conversations/:id/unread',
    summary: 'Mark your own as unread, to come back to it, or as read; safe to repeat',
    access: 'conversation.reply',
    body: req.UnreadRequest,
  },
  'conversations.resume': {
    method: 'post',
    path: '/conversations/:id/resume',
    summary: 'Wake a snoozed one, or reopen a closed one, as mine',
    access: 'conversation.reply',
  },
  'conversations.ticket': {
    method: 'post',
    path: '/conversations/:id/uploads',
    summary: 'A one-use upload ticket',
    access: 'conversation.reply',
    body: req.TicketRequest,
    status: 201,
  },

  'calls.show': { method: 'get', path: '/calls/:id', summary: 'One phone call, with its legs', access: 'signedIn' },
  'calls.ofConversation': {
    method: 'get',
    path: '/conversations/:id/calls',
    summary: 'Its phone calls, newest first',
    access: 'signedIn',
  },
  'calls.place': {
    method: 'post',
    path: '/calls',
    summary: 'Call a customer: the asker’s own page is rung first, then they are; the same clientId twice is one call',
    access: 'conversation.reply',
    body: calling.CallPlaceRequest,
    status: 201,
  },
  'calls.hold': {
    method: 'put',
    path: '/calls/:id/hold',
    summary: 'Let the customer hear music, or take them back',
    access: 'conversation.reply',
    body: calling.CallSwitchRequest,
  },
  'calls.mute': {
    method: 'put',
    path: '/calls/:id/mute',
    summary: 'Be silent, or heard again',
    access: 'conversation.reply',
    body: calling.CallSwitchRequest,
  },
  'calls.hangUp': {
    method: 'post',
    path: '/calls/:id/hang-up',
    summary: 'End the whole call; once ended it stays so',
    access: 'conversation.reply',
  },
  'calls.drop': {
    method: 'delete',
    path: '/calls/:id/legs/:sid',
    summary: 'Take out somebody who was called in; a customer who was held for it comes back',
    access: 'conversation.reply',
  },
  'calls.transfer': {
    method: 'post',
    path: '/calls/:id/transfer',
    summary: 'Hand it on, speak with somebody first, or call somebody in; the same clientId twice is one',
    access: 'conversation.reply',
    body: calling.CallTransferRequest,
  },
  'calls.complete': {
    method: 'post',
    path: '/calls/:id/complete',
    summary: 'Leave the customer to whoever was spoken with',
    access: 'conversation.reply',
  },
  'calls.record': {
    method: 'post',
    path: '/calls/:id/recording',
    summary: 'Record the talk from now on, or pause it: nothing of what is said meanwhile is kept',
    access: 'conversation.reply',
    body: calling.CallSwitchRequest,
  },
  'calls.supervise': {
    method: 'put',
    path: '/calls/:id/supervision',
    summary: 'Listen in, whisper to the agent, or speak with both',
    access: 'conversation.supervise',
    body: calling.CallSuperviseRequest,
  },
  'calls.unsupervise': {
    method: 'delete',
    path: '/calls/:id/supervision',
    summary: 'Stop listening in',
    access: 'conversation.supervise',
  },

  'customers.list': {
    method: 'get',
    path: '/customers',
    summary: 'Customers, last seen first, or by search',
    access: 'customer.see',
    query: req.CustomerQuery,
  },
  'customers.ticket': {
    method: 'post',
    path: '/customers/:id/uploads',
    summary: 'A one-use upload ticket, for a mail that begins a conversation',
    access: 'conversation.reply',
    body: req.TicketRequest,
    status: 201,
  },
  'customers.show': { method: 'get', path: '/customers/:id', summary: 'One customer', access: 'customer.see' },
  'customers.change': {
    method: 'patch',
    path: '/customers/:id',
    summary: 'Change name, attributes, tags',
    access: 'customer.edit',
    body: req.CustomerChangeRequest,
  },
  'customers.timeline': {
    method: 'get',
    path: '/customers/:id/timeline',
    summary: 'Every touchpoint, over all channels',
    access: 'customer.see',
    query: req.TimelineQuery,
  },
  'customers.conversations': {
    method: 'get',
    path: '/customers/:id/conversations',
    summary: 'Their conversations, newest first',
    access: 'customer.see',
    query: req.PageQuery,
  },
  'customers.addIdentity': {
    method: 'post',
    path: '/customers/:id/identities',
    summary: 'Add an address or number by hand',
    access: 'customer.edit',
    body: req.IdentityAddRequest,
    status: 201,
  },
  'customers.consent': {
    method: 'post',
    path: '/customers/:id/consent',
    summary: 'Record a consent or its withdrawal',
    access: 'customer.edit',
    body: req.ConsentRequest,
  },
  'customers.merge': {
    method: 'post',
    path: '/customers/:id/merge',
    summary: 'Join another customer into this one; can be undone',
    access: 'customer.merge',
    body: req.MergeRequest,
  },
  'customers.unmerge': {
    method: 'post',
    path: '/customers/:id/unmerge',
    summary: 'Undo a merge',
    access: 'customer.merge',
    body: req.UnmergeRequest,
  },

  'followUps.list': {
    method: 'get',
    path: '/follow-ups',
    summary: 'What was promised: of one customer, of oneself, of all',
    access: 'customer.see',
    query: req.FollowUpQuery,
  },
  'followUps.create': {
    method: 'post',
    path: '/customers/:id/follow-ups',
    summary: 'Promise something for a time; the same clientId twice is one',
    access: 'customer.edit',
    body: req.FollowUpRequest,
    status: 201,
  },
  'followUps.change': {
    method: 'patch',
    path: '/follow-ups/:id',
    summary: 'Move it, give it to somebody else, settle it',
    access: 'customer.edit',
    body: req.FollowUpChangeRequest,
  },

  'search.all': {
    method: 'get',
    path: '/search',
    summary: 'Customers and messages by their words, a conversation by its number',
    access: 'customer.see',
    query: req.SearchQuery,
  },
  'board.show': { method: 'get', path: '/board', summary: 'The live board now', access: 'board.see' },
  'agents.presence': {
    method: 'post',
    path: '/agents/:id/presence',
    summary: "Set another agent's presence",
    access: 'presence.setOthers',
    body: req.PresenceRequest,
  },
  'agents.handBack': {
    method: 'post',
    path: '/agents/:id/hand-back',
    summary: 'Give everything that an agent holds who is not there back to its queues',
    access: 'conversation.takeOver',
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof API;

/** What each operation answers; `void` where it sends nothing. */
export interface Answers {
  'session.create': view.MeView;
  'session.show': view.MeView;
  'session.delete': void;
  'me.preferences': view.MeView;
  'me.password': void;
  'users.list': view.UserView[];
  'users.create': view.UserView;
  'users.change': view.UserView;
  'apiKeys.list': view.ApiKeyView[];
  'apiKeys.create': { key: view.ApiKeyView; secret: string };
  'apiKeys.delete': void;
  'audit.list': view.Page<view.AuditEntryView>;
  'queues.list': view.QueueView[];
  'queues.create': view.QueueView;
  'queues.change': view.QueueView;
  'queues.delete': void;
  'queues.close': view.QueueView;
  'queues.reopen': view.QueueView;
  'skills.list': view.SkillView[];
  'skills.create': view.SkillView;
  'skills.change': view.SkillView;
  'skills.delete': void;
  'routing.common.get': CommonRules;
  'routing.common.change': CommonRules;
  'routing.agents.change': view.UserView;
  'routing.problems': policy.ProblemView[];
  'routing.versions.list': policy.PolicyVersionView[];
  'routing.versions.show': policy.PolicyVersionWhole;
  'routing.versions.differences': policy.DifferenceView[];
  'routing.versions.rollBack': policy.PolicyVersionView;
  'routing.drafts.list': policy.DraftRow[];
  'routing.drafts.create': policy.DraftView;
  'routing.drafts.show': policy.DraftView;
  'routing.drafts.change': policy.DraftView;
  'routing.drafts.delete': void;
  'routing.drafts.problems': policy.ProblemView[];
  'routing.drafts.differences': policy.DraftDifferencesView;
  'routing.drafts.rebase': policy.DraftView;
  'routing.drafts.publish': policy.PolicyVersionView;
  'routing.replay': ReplayView;
  'canned.list': view.CannedReplyView[];
  'canned.create': view.CannedReplyView;
  'canned.change': view.CannedReplyView;
  'canned.delete': void;
  'sites.list': view.SiteView[];
  'sites.create': view.SiteView;
  'sites.change': view.SiteView;
  'sites.delete': void;
  'sites.preview': view.WidgetConfigView;
  'sites.newSecret': { secret: string };
  'mailboxes.list': mail.MailboxView[];
  'mailboxes.troubled': mail.TroubledMailboxView[];
  'mailboxes.listener': { listener: mail.MailListenerView | null; demo: boolean };
  'mailboxes.create': mail.MailboxView;
  'mailboxes.change': mail.MailboxView;
  'mailboxes.delete': void;
  'mailboxes.test': mail.MailTestView;
  'mailboxes.newDkimKey': { privateKey: string };
  'mailboxes.tryRules': mail.MailRulesTryView;
  'carrierAccounts.list': phone.CarrierAccountView[];
  'carrierAccounts.create': phone.CarrierAccountView;
  'carrierAccounts.change': phone.CarrierAccountView;
  'carrierAccounts.delete': void;
  'carrierAccounts.test': phone.CarrierTestView;
  'numbers.list': phone.NumberView[];
  'numbers.create': phone.NumberView;
  'numbers.change': phone.NumberView;
  'numbers.delete': void;
  'softphone.token': call.SoftphoneTokenView;
  'numbers.tryMenu': sound.MenuTryView;
  'sounds.list': sound.SoundView[];
  'sounds.upload': { url: string };
  'sounds.create': sound.SoundView;
  'sounds.record': sound.SoundView;
  'sounds.clear': sound.SoundView;
  'sounds.delete': void;
  'widget.config': view.WidgetConfigView;
  'conversations.list': view.Page<view.ConversationView>;
  'conversations.counts': view.CountsView;
  'conversations.show': view.ConversationView;
  'conversations.routing': view.RoutingView;
  'mails.show': mail.MailView;
  'conversations.reply': view.TouchpointView;
  'conversations.unsend': view.TouchpointView;
  'conversations.placeMail': view.MailPlacedView;
  'conversations.write': view.ConversationView;
  'conversations.note': view.TouchpointView;
  'mentions.list': view.MentionView[];
  'mentions.able': view.AgentRef[];
  'mentions.see': void;
  'ownDrafts.list': view.OwnDraftHead[];
  'ownDrafts.show': view.OwnDraftView | null;
  'ownDrafts.save': view.OwnDraftSavedView;
  'ownDrafts.drop': void;
  'conversations.whisper': view.TouchpointView;
  'conversations.join': view.ConversationView;
  'conversations.withdraw': view.ConversationView;
  'conversations.prioritise': view.ConversationView;
  'conversations.setNeeds': view.ConversationView;
  'conversations.able': view.AbleView;
  'conversations.setUnread': view.ConversationView;
  'conversations.pick': view.ConversationView;
  'conversations.takeOver': view.ConversationView;
  'conversations.transfer': view.ConversationView;
  'conversations.close': view.ConversationView;
  'conversations.extendWrapUp': view.ConversationView;
  'conversations.snooze': view.ConversationView;
  'conversations.resume': view.ConversationView;
  'conversations.ticket': { url: string };
  'calls.show': call.CallView;
  'calls.ofConversation': call.CallView[];
  'calls.place': call.CallView;
  'calls.hold': call.CallView;
  'calls.mute': call.CallView;
  'calls.hangUp': call.CallView;
  'calls.drop': call.CallView;
  'calls.transfer': call.CallView;
  'calls.complete': call.CallView;
  'calls.record': call.CallView;
  'calls.supervise': call.CallView;
  'calls.unsupervise': call.CallView;
  'customers.ticket': { url: string };
  'customers.list': view.Page<view.CustomerRow>;
  'customers.show': view.CustomerView;
  'customers.change': view.CustomerView;
  'customers.timeline': { touchpoints: view.TouchpointView[]; earlier: boolean; more: boolean };
  'customers.conversations': view.Page<view.ConversationView>;
  'customers.addIdentity': view.CustomerView;
  'customers.consent': view.CustomerView;
  'customers.merge': view.CustomerView;
  'customers.unmerge': view.CustomerView;
  'followUps.list': view.Page<view.FollowUpView>;
  'followUps.create': view.FollowUpView;
  'followUps.change': view.FollowUpView;
  'search.all': view.SearchView;
  'board.show': view.BoardView;
  'agents.presence': view.AgentPresenceView;
  'agents.handBack': view.HandedBackView;
}
