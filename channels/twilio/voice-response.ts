import twilio from 'twilio';

/** What the carrier is to do on a line, as TwiML. */
export const VoiceResponse = twilio.twiml.VoiceResponse;
export type VoiceResponse = InstanceType<typeof VoiceResponse>;
