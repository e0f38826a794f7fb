import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import type { MeView } from '../../../server/contract/index.js';
import { call, failureOf } from '../base/api.js';
import { turnTo } from '../base/i18n.js';
import { forgetAll, keep, kept } from '../base/keep.js';
import { Trouble } from '../base/states.js';
import { startDrafts } from '../drafts/sync.js';
import { startLive } from '../live/live.js';
import { startOutgoing } from '../live/outgoing.js';
import { FirstLoad } from './first-load.js';
import { SignIn } from './sign-in.js';

/** Stands between the page and everything behind it: shows the console to who is signed in, the sign-in page to others. */
export function Session({ children }: { children: ReactNode }) {
  const session = useQuery({ queryKey: ['session'], queryFn: whoAmI, staleTime: Number.POSITIVE_INFINITY });
  const me = session.data;
  if (session.isPending) return <FirstLoad />;
  if (session.isError) return <Trouble error={session.error} onRetry={() => void session.refetch()} whole />;
  if (!me) return <SignIn />;
  return <SignedIn me={me}>{children}</SignedIn>;
}

async function whoAmI(): Promise<MeView | null> {
  try {
    return await call('session.show');
  } catch (error) {
    if (failureOf(error).code === 'signin.required') return null;
    throw error;
  }
}

function SignedIn({ me, children }: { me: MeView; children: ReactNode }) {
  const { setColorScheme } = useMantineColorScheme();
  const { locale, theme } = me.preferences;
  useEffect(() => {
    const before = kept('user');
    if (before !== null && before !== me.id) {
      // Somebody else's drafts and unsent messages, here and in memory, must not become this person's.
      forgetAll();
      keep('user', me.id);
      window.location.reload();
      return;
    }
    keep('user', me.id);
    startLive();
    startOutgoing();
    startDrafts();
  }, [me.id]);
  useEffect(() => void turnTo(locale), [locale]);
  useEffect(() => setColorScheme(theme), [theme, setColorScheme]);
  return children;
}
