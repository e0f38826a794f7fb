import type { CallDetails, TouchpointView } from '../../../server/contract/index.js';
import { CALL_KINDS } from '../../../server/contract/names.js';
import type { Format } from '../base/format.js';
import type { Translate } from '../base/use-texts.js';
import { apart } from './apart.js';

type Step = Extract<TouchpointView, { kind: keyof CallDetails }>;

export const isCallStep = (touchpoint: TouchpointView): touchpoint is Step =>
  (CALL_KINDS as readonly string[]).includes(touchpoint.kind);

/** Somebody was rung, and did not come. */
export const isMissed = ({ lengthMs, state }: CallDetails['leg.ended']): boolean =>
  lengthMs === 0 && state !== 'completed';

/** A step of a phone call in one sentence. */
export function callText(touchpoint: Step, { t, f }: { t: Translate; f: Format }): string {
  const span = (ms: number) => f.span(ms / 1_000);
  switch (touchpoint.kind) {
    case 'call.received':
      return t('system.call.received', { from: f.phone(touchpoint.details.from) });
    case 'call.placed':
      return t('system.call.placed', { to: f.phone(touchpoint.details.to) });
    case 'ivr.input':
      return inputText(touchpoint.details, { t, f });
    case 'queue.left':
      return t(`system.call.queueLeft.${touchpoint.details.reason}`, { waited: span(touchpoint.details.waitedMs) });
    case 'call.bridged':
      return t('system.call.bridged', { agent: apart(touchpoint.details.agentName) });
    case 'hold.on':
      return t('system.call.holdOn', { agent: apart(touchpoint.details.agentName) });
    case 'hold.off':
      return t('system.call.holdOff', { agent: apart(touchpoint.details.agentName) });
    case 'mute.on':
      return t('system.call.muteOn', { agent: apart(touchpoint.details.agentName) });
    case 'mute.off':
      return t('system.call.muteOff', { agent: apart(touchpoint.details.agentName) });
    case 'transfer.started':
      return t(`system.call.transferStarted.${touchpoint.details.way}`, {
        to: apart(f.phone(touchpoint.details.to.name)),
      });
    case 'transfer.completed':
      return t(`system.call.transferCompleted.${touchpoint.details.way}`, {
        to: apart(f.phone(touchpoint.details.to.name)),
      });
    case 'transfer.failed':
      return t(`system.call.transferFailed.${failure(touchpoint.details)}`, {
        to: apart(f.phone(touchpoint.details.to.name)),
      });
    case 'supervisor.on':
      return t(`system.call.supervisorOn.${touchpoint.details.how}`, { agent: apart(touchpoint.details.agentName) });
    case 'supervisor.off':
      return t(`system.call.supervisorOff.${touchpoint.details.how}`, { agent: apart(touchpoint.details.agentName) });
    case 'recording.started':
      return t('system.call.recordingStarted');
    case 'recording.paused':
      return t('system.call.recordingPaused');
    case 'recording.resumed':
      return t('system.call.recordingResumed');
    case 'recording.available':
      return t('system.call.recordingAvailable', { length: span(touchpoint.details.lengthMs) });
    case 'voicemail.left':
      return t('system.call.voicemail', { length: span(touchpoint.details.lengthMs) });
    case 'amd.result':
      return t(touchpoint.details.answeredBy === 'human' ? 'system.call.human' : 'system.call.machine');
    case 'leg.ended':
      if (isMissed(touchpoint.details))
        return t(
          `system.call.${touchpoint.details.state === 'busy' ? 'legBusy' : 'legMissed'}.${touchpoint.details.role}`,
        );
      return t(`system.call.legEnded.${touchpoint.details.role}`, { length: span(touchpoint.details.lengthMs) });
    case 'call.ended':
      return t(`system.call.ended.${touchpoint.details.outcome}`, { length: span(touchpoint.details.lengthMs) });
  }
}

function inputText({ digits, speech }: CallDetails['ivr.input'], { t, f }: { t: Translate; f: Format }): string {
  if (digits) return t('system.call.pressed', { what: apart(f.keys(digits)) });
  return speech ? t('system.call.said', { what: apart(speech) }) : t('system.call.silent');
}

/** Whoever was there and went again has taken the call; of one that was taken back nobody says that they did not. */
const failure = ({ state }: CallDetails['transfer.failed']): 'over' | 'brokenOff' | 'missed' => {
  if (state === 'completed') return 'over';
  return state === 'canceled' ? 'brokenOff' : 'missed';
};
