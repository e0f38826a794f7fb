/**
 * What the carrier publishes of its API and its webhooks, as far as we use it, written down by hand.
 * Answers and parameters: github.com/twilio/twilio-oai, spec/json/twilio_api_v2010.json, and the SDK that is made from it.
 * Webhooks: twilio.com/docs, the pages on call resources, conferences, recordings, message webhooks and TwiML.
 *
 * `name:kind` each. `CA` begins such an id; `count` is a number written as text; `a|b` is one of these; `?` may be null.
 */
const RECORDING = `account_sid:AC api_version:text call_sid:CA conference_sid:CF? date_created:date date_updated:date
  start_time:date duration:length? sid:RE price_unit:currency channels:whole encryption_details:any? error_code:whole? uri:uri
  source:DialVerb|Conference|OutboundAPI|Trunking|RecordVerb|StartCallRecordingAPI|StartConferenceRecordingAPI`;
const RECORDED = 'in-progress|paused|stopped|processing|completed|absent';

export const ANSWERS: Readonly<Record<string, string>> = {
  account: `auth_token:text date_created:date date_updated:date friendly_name:text owner_account_sid:AC sid:AC
    status:active|suspended|closed subresource_uris:uris type:Trial|Full uri:uri`,
  call: `sid:CA date_created:date date_updated:date parent_call_sid:CA? account_sid:AC to:text to_formatted:text from:text
    from_formatted:text phone_number_sid:PN? status:queued|ringing|in-progress|completed|busy|failed|no-answer|canceled
    start_time:date? end_time:date? duration:count? price:text? price_unit:currency direction:inbound|outbound-api|outbound-dial
    answered_by:human|machine_start|machine_end_beep|machine_end_silence|machine_end_other|fax|unknown?
    api_version:text forwarded_from:text? group_sid:GP? caller_name:text? queue_time:count stir_verstat:text? trunk_sid:TK?
    uri:uri subresource_uris:uris`,
  conference: `account_sid:AC date_created:date date_updated:date api_version:text friendly_name:text region:text sid:CF
    status:init|in-progress|completed uri:uri subresource_uris:uris call_sid_ending_conference:CA?
    reason_conference_ended:conference-ended-via-api|participant-with-end-conference-on-exit-left|participant-with-end-conference-on-exit-kicked|last-participant-kicked|last-participant-left?`,
  participant: `account_sid:AC call_sid:CA label:text? call_sid_to_coach:CA? coaching:flag conference_sid:CF date_created:date
    date_updated:date end_conference_on_exit:flag muted:flag hold:flag start_conference_on_enter:flag queue_time:count uri:uri
    status:queued|connecting|ringing|connected|complete|failed`,
  recording: `${RECORDING} price:text? status:${RECORDED}|deleted subresource_uris:uris media_url:text`,
  callRecording: `${RECORDING} price:any? status:${RECORDED} track:inbound|outbound|both`,
  conferenceRecording: `${RECORDING} price:text? status:${RECORDED}`,
  message: `body:text num_segments:count direction:inbound|outbound-api|outbound-call|outbound-reply from:text? to:text
    date_updated:date price:text? error_message:text? uri:uri account_sid:AC num_media:count messaging_service_sid:MG?
    status:queued|sending|sent|failed|delivered|undelivered|receiving|received|accepted|scheduled|read|partially_delivered|canceled
    sid:SM|MM date_sent:date? date_created:date error_code:whole? price_unit:currency? api_version:text subresource_uris:uris`,
  media: 'account_sid:AC content_type:text date_created:date date_updated:date parent_sid:SM|MM sid:ME uri:uri',
  number: `account_sid:AC address_sid:AD? address_requirements:none|any|local|foreign api_version:text beta:flag
    capabilities:any date_created:date date_updated:date friendly_name:text identity_sid:RI? phone_number:text origin:text sid:PN
    sms_application_sid:AP? sms_fallback_method:GET|POST sms_fallback_url:text sms_method:GET|POST sms_url:text
    status_callback:text status_callback_method:GET|POST trunk_sid:TK? uri:uri voice_receive_mode:voice|fax?
    voice_application_sid:AP? voice_caller_id_lookup:flag voice_fallback_method:GET|POST voice_fallback_url:text
    voice_method:GET|POST voice_url:text emergency_status:Active|Inactive emergency_address_sid:AD?
    emergency_address_status:registered|unregistered|pending-registration|registration-failure|pending-unregistration|unregistration-failure
    bundle_sid:BU? status:text type:text?`,
  queue: `date_updated:date current_size:whole friendly_name:text uri:uri account_sid:AC average_wait_time:whole sid:QU
    date_created:date max_size:whole subresource_uris:uris`,
  member: 'call_sid:CA date_enqueued:date position:whole uri:uri wait_time:whole queue_sid:QU',
  page: `page:whole page_size:whole start:whole end:whole uri:text first_page_uri:text next_page_uri:text?
    previous_page_uri:text?`,
  error: 'code:whole message:text more_info:text status:whole',
};

/** Where each stands below the account: the name of its list, and what `POST` there takes, for a new one and for one that is there. */
export const PLACES: readonly { path: RegExp; answer: string; list?: string; create?: string; update?: string }[] = [
  { path: /^$/, answer: 'account' },
  {
    ...{ path: /^Calls$/, answer: 'call', list: 'calls' },
    create: `To From Url Twiml ApplicationSid Method FallbackUrl FallbackMethod StatusCallback StatusCallbackEvent
      StatusCallbackMethod SendDigits Timeout Record RecordingChannels RecordingStatusCallback RecordingStatusCallbackMethod
      RecordingStatusCallbackEvent RecordingTrack Trim CallerId MachineDetection MachineDetectionTimeout
      MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold MachineDetectionSilenceTimeout AsyncAmd
      AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod Byoc CallReason CallToken TimeLimit`,
  },
  {
    ...{ path: /^Calls\/CA\w+$/, answer: 'call' },
    update: 'Url Method Status FallbackUrl FallbackMethod StatusCallback StatusCallbackMethod Twiml TimeLimit',
  },
  {
    ...{ path: /^Calls\/\w+\/Recordings$/, answer: 'callRecording', list: 'recordings' },
    create: `RecordingStatusCallbackEvent RecordingStatusCallback RecordingStatusCallbackMethod Trim RecordingChannels
      RecordingTrack`,
  },
  { path: /^Calls\/\w+\/Recordings\/RE\w+$/, answer: 'callRecording', update: 'Status PauseBehavior' },
  { path: /^Conferences$/, answer: 'conference', list: 'conferences' },
  { path: /^Conferences\/[^/]+$/, answer: 'conference', update: 'Status AnnounceUrl AnnounceMethod' },
  {
    ...{ path: /^Conferences\/[^/]+\/Participants$/, answer: 'participant', list: 'participants' },
    create: `From To StatusCallback StatusCallbackMethod StatusCallbackEvent Label Timeout Record Muted Beep
      StartConferenceOnEnter EndConferenceOnExit WaitUrl WaitMethod EarlyMedia MaxParticipants ConferenceRecord ConferenceTrim
      ConferenceStatusCallback ConferenceStatusCallbackMethod ConferenceStatusCallbackEvent RecordingChannels
      RecordingStatusCallback RecordingStatusCallbackMethod RecordingStatusCallbackEvent RecordingTrack Region
      ConferenceRecordingStatusCallback ConferenceRecordingStatusCallbackMethod ConferenceRecordingStatusCallbackEvent Coaching
      CallSidToCoach JitterBufferSize Byoc CallerId CallReason TimeLimit MachineDetection MachineDetectionTimeout
      MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold MachineDetectionSilenceTimeout AmdStatusCallback
      AmdStatusCallbackMethod Trim CallToken`,
  },
  {
    ...{ path: /^Conferences\/[^/]+\/Participants\/\w+$/, answer: 'participant' },
    update: `Muted Hold HoldUrl HoldMethod AnnounceUrl AnnounceMethod WaitUrl WaitMethod BeepOnExit EndConferenceOnExit Coaching
      CallSidToCoach`,
  },
  { path: /^Conferences\/\w+\/Recordings$/, answer: 'conferenceRecording', list: 'recordings' },
  { path: /^Conferences\/\w+\/Recordings\/\w+$/, answer: 'conferenceRecording', update: 'Status PauseBehavior' },
  { path: /^Recordings$/, answer: 'recording', list: 'recordings' },
  { path: /^Recordings\/\w+$/, answer: 'recording' },
  {
    ...{ path: /^Messages$/, answer: 'message', list: 'messages' },
    create: `To From MessagingServiceSid Body MediaUrl ContentSid StatusCallback ApplicationSid MaxPrice ProvideFeedback Attempt
      ValidityPeriod ForceDelivery ContentRetention AddressRetention SmartEncoded PersistentAction ShortenUrls ScheduleType SendAt
      SendAsMms ContentVariables RiskCheck`,
  },
  { path: /^Messages\/\w+$/, answer: 'message', update: 'Body Status' },
  { path: /^Messages\/\w+\/Media$/, answer: 'media', list: 'media_list' },
  { path: /^Messages\/\w+\/Media\/\w+$/, answer: 'media' },
  {
    ...{ path: /^IncomingPhoneNumbers$/, answer: 'number', list: 'incoming_phone_numbers' },
    create: `PhoneNumber AreaCode FriendlyName SmsUrl SmsMethod SmsFallbackUrl SmsFallbackMethod VoiceUrl VoiceMethod
      VoiceFallbackUrl VoiceFallbackMethod StatusCallback StatusCallbackMethod`,
  },
  {
    ...{ path: /^IncomingPhoneNumbers\/PN\w+$/, answer: 'number' },
    update: `FriendlyName SmsUrl SmsMethod SmsFallbackUrl SmsFallbackMethod VoiceUrl VoiceMethod VoiceFallbackUrl
      VoiceFallbackMethod StatusCallback StatusCallbackMethod`,
  },
  { path: /^Queues$/, answer: 'queue', list: 'queues', create: 'FriendlyName MaxSize' },
  { path: /^Queues\/\w+$/, answer: 'queue', update: 'FriendlyName MaxSize' },
  { path: /^Queues\/\w+\/Members$/, answer: 'member', list: 'queue_members' },
  { path: /^Queues\/\w+\/Members\/\w+$/, answer: 'member', update: 'Url Method' },
];

/** What a list may be asked for, beside `PageSize`, `Page` and `PageToken`. */
export const FILTERS: Readonly<Record<string, string>> = {
  call: 'To From ParentCallSid Status StartTime StartTime< StartTime> EndTime EndTime< EndTime>',
  conference: 'DateCreated DateCreated< DateCreated> DateUpdated DateUpdated< DateUpdated> FriendlyName Status',
  participant: 'Muted Hold Coaching',
  recording: 'DateCreated DateCreated< DateCreated> CallSid ConferenceSid IncludeSoftDeleted',
  callRecording: 'DateCreated DateCreated< DateCreated>',
  conferenceRecording: 'DateCreated DateCreated< DateCreated>',
  message: 'To From DateSent DateSent< DateSent>',
  media: 'DateCreated DateCreated< DateCreated>',
  number: 'Beta FriendlyName PhoneNumber Origin',
};

const PARTY = 'CallSid:CA AccountSid:AC From:text To:text CallStatus:leg ApiVersion:text';
const OF_CALL = `Direction:inbound|outbound-api|outbound-dial Caller:text Called:text ForwardedFrom:text CallerName:text
  ParentCallSid:CA StirVerstat:text CallToken:text`;
const OF_MACHINE =
  'AnsweredBy:human|machine_start|machine_end_beep|machine_end_silence|machine_end_other|fax|unknown MachineDetectionDuration:count';
const RECORDED_FORM = 'RecordingSid:RE RecordingUrl:text RecordingDuration:count';

/** What every webhook of a kind says, and what some say beside it. */
export const HOOKS: Readonly<Record<string, { always: string; sometimes: string }>> = {
  document: {
    always: PARTY,
    sometimes: `${OF_CALL} ${OF_MACHINE} ${RECORDED_FORM} RecordingChannels:count RecordingStartTime:date RecordingSource:text
      RecordingTrack:text Digits:text FinishedOnKey:text SpeechResult:text Confidence:text DialCallStatus:leg|answered DialCallSid:CA
      DialCallDuration:count DialBridged:bool QueueSid:QU QueueResult:text QueueTime:count QueuePosition:count AvgQueueTime:count
      CurrentQueueSize:count MaxQueueSize:count DequeueResult:text DequeingCallSid:CA DequeuedCallSid:CA
      DequeuedCallDuration:count ErrorCode:count ErrorUrl:text ConferenceSid:CF FriendlyName:text`,
  },
  progress: {
    always: `${PARTY} CallbackSource:call-progress-events SequenceNumber:count Timestamp:date`,
    sometimes: `${OF_CALL} ${OF_MACHINE} ${RECORDED_FORM} CallDuration:count Duration:count SipResponseCode:count`,
  },
  amd: { always: 'CallSid:CA AccountSid:AC AnsweredBy:text', sometimes: 'MachineDetectionDuration:count' },
  conference: {
    always:
      'ConferenceSid:CF FriendlyName:text AccountSid:AC SequenceNumber:count Timestamp:date StatusCallbackEvent:text',
    sometimes: `CallSid:CA Muted:bool Hold:bool Coaching:bool CallSidToCoach:CA EndConferenceOnExit:bool
      StartConferenceOnEnter:bool ParticipantLabel:text CallSidEndingConference:CA ReasonConferenceEnded:text
      ReasonParticipantLeft:text ParticipantCallStatus:leg Reason:text AnnounceUrl:text ReasonAnnouncementFailed:text`,
  },
  recording: {
    always: `AccountSid:AC CallSid:CA RecordingStatus:in-progress|completed|absent|failed RecordingChannels:count
      RecordingStartTime:date RecordingSource:text RecordingTrack:inbound|outbound|both ${RECORDED_FORM}`,
    sometimes: 'ConferenceSid:CF ErrorCode:count',
  },
  text: {
    always: `MessageSid:SM|MM SmsSid:SM|MM SmsMessageSid:SM|MM AccountSid:AC From:text To:text Body:text NumMedia:count
      NumSegments:count SmsStatus:received ApiVersion:text`,
    sometimes: `MessagingServiceSid:MG OptOutType:STOP|START|HELP ErrorCode:count ErrorUrl:text`,
  },
  receipt: {
    always:
      'MessageSid:SM|MM SmsSid:SM|MM MessageStatus:text SmsStatus:text AccountSid:AC From:text To:text ApiVersion:text',
    sometimes: 'MessagingServiceSid:MG ErrorCode:count ErrorMessage:text RawDlrDoneDate:count',
  },
};
