import type { Role } from './names.js';

/** What a role may do. The console hides what is missing here; the server refuses it. */
export const PERMISSIONS = {
  'conversation.reply': ['agent', 'supervisor', 'admin'],
  'conversation.pick': ['agent', 'supervisor', 'admin'],
  'conversation.seeAll': ['supervisor', 'admin'],
  'conversation.takeOver': ['supervisor', 'admin'],
  'conversation.supervise': ['supervisor', 'admin'],
  'mail.place': ['agent', 'supervisor', 'admin'],
  'customer.see': ['agent', 'supervisor', 'admin'],
  'customer.edit': ['agent', 'supervisor', 'admin'],
  'customer.merge': ['supervisor', 'admin'],
  'customer.value': ['supervisor', 'admin'],
  'board.see': ['supervisor', 'admin'],
  'presence.setOthers': ['supervisor', 'admin'],
  'canned.edit': ['supervisor', 'admin'],
  'queue.close': ['supervisor', 'admin'],
  'queue.edit': ['supervisor', 'admin'],
  'routing.edit': ['supervisor', 'admin'],
  'user.edit': ['admin'],
  'site.edit': ['admin'],
  'mailbox.edit': ['admin'],
  'number.edit': ['admin'],
  'apiKey.edit': ['admin'],
  'audit.see': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function may(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}
