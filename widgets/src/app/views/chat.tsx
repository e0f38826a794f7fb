import { useEffect, useState } from 'preact/hooks';
import { AskMail, MailNote, Transcript } from './by-mail.js';
import { AskCall, CallNote } from './by-phone.js';
import { Composer } from './composer.js';
import { useChat } from './context.js';
import { ConfirmEnd, Ended } from './ending.js';
import { Header, type MenuItem } from './header.js';
import { Log } from './log.js';
import { Waiting } from './waiting.js';

/** The conversation: who is there, what was said, and what can be said next. */
export function Chat() {
  const { client, state, t } = useChat();
  const { conversation } = state;
  const [sheet, setSheet] = useState<'transcript' | 'mail' | 'call' | 'end' | null>(null);
  const [muted, setMuted] = useState(client.kept.muted());
  useEffect(() => {
    client.reading(true);
    return () => client.reading(false);
  }, [client]);

  const mute = (): void => {
    client.kept.setMuted(!muted);
    setMuted(!muted);
  };
  const running = conversation !== null && conversation.state !== 'closed';
  // One of the two at a time: whoever wants the other takes the first back.
  const isElsewhere = running && (conversation.mailTo !== null || conversation.callTo !== null);
  const asksMail = running && conversation.mayAskMail && !isElsewhere;
  const asksCall = running && conversation.mayAskCall && !isElsewhere;
  const menu: MenuItem[] = [
    ...(conversation?.transcript
      ? [
          {
            id: 'menu-transcript',
            label: t('menu.transcript'),
            icon: 'mail' as const,
            act: () => setSheet('transcript'),
          },
        ]
      : []),
    ...(asksMail
      ? [{ id: 'menu-mail', label: t('mail.title'), icon: 'mail' as const, act: () => setSheet('mail') }]
      : []),
    ...(asksCall
      ? [{ id: 'menu-call', label: t('call.title'), icon: 'phone' as const, act: () => setSheet('call') }]
      : []),
    { id: 'menu-sound', label: t(muted ? 'menu.soundOn' : 'menu.soundOff'), icon: 'sound', act: mute },
    ...(running ? [{ id: 'menu-end', label: t('menu.end'), icon: 'exit' as const, act: () => setSheet('end') }] : []),
  ];
  const agent = conversation?.agent;
  const leave = (): void => setSheet(null);
  return (
    <>
      <Header
        title={agent?.name ?? conversation?.queueName ?? t('chat.title')}
        menu={menu}
        {...(agent ? { initials: agent.initials, detail: conversation?.queueName ?? '' } : {})}
      />
      {/* Around what comes and goes, so that the log stays where it is: put in anew, it would be read out from its beginning. */}
      <div class="notes">
        {conversation?.state === 'waiting' && (
          <Waiting
            conversation={conversation}
            {...(asksMail && { askMail: () => setSheet('mail') })}
            {...(asksCall && { askCall: () => setSheet('call') })}
          />
        )}
        {running && <MailNote conversation={conversation} />}
        {running && <CallNote conversation={conversation} />}
      </div>
      <Log />
      {conversation?.state === 'closed' && !opening(state.pending) ? (
        <Ended conversation={conversation} askTranscript={() => setSheet('transcript')} />
      ) : (
        <Composer />
      )}
      {conversation && sheet === 'transcript' && <Transcript conversationId={conversation.id} leave={leave} />}
      {conversation && sheet === 'mail' && asksMail && <AskMail conversationId={conversation.id} leave={leave} />}
      {conversation && sheet === 'call' && asksCall && <AskCall conversationId={conversation.id} leave={leave} />}
      {conversation && sheet === 'end' && running && <ConfirmEnd conversationId={conversation.id} leave={leave} />}
    </>
  );
}

/** A new conversation is on its way. */
const opening = (pending: { start?: unknown; failed?: string }[]): boolean => pending.some((p) => p.start && !p.failed);
