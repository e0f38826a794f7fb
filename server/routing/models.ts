import mongoose from 'mongoose';
import {
  AGENT_STATES,
  type AgentRef,
  type AgentState,
  type AwayReason,
  type DecisionRecord,
  type DeskRecord,
  PRESENCES,
} from '../contract/index.js';

const { Schema } = mongoose;
const part = (shape: Record<string, unknown>) => new Schema(shape as never, { _id: false });

const deskSchema = new Schema<DeskRecord>(
  {
    _id: String,
    epoch: { type: Number, required: true },
    version: { type: Number, required: true },
    capacity: { type: Schema.Types.Mixed, required: true },
    presence: { type: String, enum: PRESENCES, required: true },
    reason: { type: String, default: null },
    notResponding: { type: Boolean, required: true },
    presenceSince: { type: Date, required: true },
    presenceBy: { type: part({ id: String, name: String }), default: null },
    idleSince: { type: Date, required: true },
    lostAt: { type: Date, default: null },
    entries: [
      part({
        conversationId: String,
        conversationVersion: { type: Number, default: undefined },
        queueId: String,
        channel: String,
        kind: String,
        offerId: { type: String, default: null },
        units: Number,
        since: Date,
        until: { type: Date, default: null },
        awaits: { type: Boolean, default: undefined },
        epoch: { type: Number, default: undefined },
        decisionId: { type: String, default: undefined },
      }),
    ],
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'desks' },
);
deskSchema.index({ 'entries.conversationId': 1 }); // whose desk a conversation is on
export const DeskModel = mongoose.model<DeskRecord>('Desk', deskSchema);

const decisionSchema = new Schema<DecisionRecord>(
  {
    _id: String,
    at: { type: Date, required: true },
    conversationId: { type: String, required: true },
    queueId: { type: String, required: true },
    outcome: { type: String, required: true },
    chosenAgentId: { type: String, default: null },
    position: { type: Number, required: true },
    strategy: { type: String, required: true },
    order: { type: part({ key: Number, rate: Number }), default: undefined },
    step: { type: Number, default: undefined },
    className: { type: String, default: undefined },
    rulesVersion: { type: Number, default: undefined },
    candidates: { type: [Schema.Types.Mixed as never], required: true },
    others: { type: Schema.Types.Mixed, default: undefined },
  },
  { strict: 'throw', versionKey: false, collection: 'decisions' },
);
decisionSchema.index({ conversationId: 1, at: 1 }); // the story of one conversation
export const DecisionModel = mongoose.model<DecisionRecord>('Decision', decisionSchema);

/** One live connection of an agent. The node that has it renews all of its own with one write. */
export interface ConnectionRecord {
  _id: string;
  agentId: string;
  node: string;
  beatAt: Date;
  /** Its node hears nothing of the others now. */
  deaf?: boolean;
}
const connectionSchema = new Schema<ConnectionRecord>(
  {
    _id: String,
    agentId: { type: String, required: true },
    node: { type: String, required: true },
    beatAt: { type: Date, required: true },
    deaf: { type: Boolean, default: undefined },
  },
  { strict: 'throw', versionKey: false, collection: 'connections' },
);
connectionSchema.index({ node: 1 }); // a node's heartbeat
connectionSchema.index({ agentId: 1, beatAt: 1 }); // has this agent another one?
connectionSchema.index({ beatAt: 1 }); // who is alive, and what is stale
export const ConnectionModel = mongoose.model<ConnectionRecord>('Connection', connectionSchema);

export interface LeaseRecord {
  _id: string;
  holder: string;
  /** Rises with every change of holder; writes made under an older one fail. */
  epoch: number;
  until: Date;
  /** When its holder last signed it; and since when somebody has had it without a longer break. Missing in what is of before. */
  signedAt?: Date;
  routedSince?: Date;
}
const leaseSchema = new Schema<LeaseRecord>(
  { _id: String, holder: String, epoch: Number, until: Date, signedAt: Date, routedSince: Date },
  { strict: 'throw', versionKey: false, collection: 'leases' },
);
export const LeaseModel = mongoose.model<LeaseRecord>('Lease', leaseSchema);

/** How the forecasts of one queue and day held; what was not counted yet is absent. */
export interface ForecastDayRecord {
  /** The queue's id and the instant at which its local day began. */
  _id: string;
  queueId: string;
  /** Waits that were over before the shorter end of what was told, within it, and after the longer end. */
  sooner?: number;
  within?: number;
  longer?: number;
  /** Those of them that were answered, and the sum of their relative errors. */
  answered?: number;
  errorSum?: number;
}
const forecastDaySchema = new Schema<ForecastDayRecord>(
  {
    _id: String,
    queueId: { type: String, required: true },
    ...{ sooner: Number, within: Number, longer: Number, answered: Number, errorSum: Number },
  },
  { strict: 'throw', versionKey: false, collection: 'forecastDays' },
);
export const ForecastDayModel = mongoose.model<ForecastDayRecord>('ForecastDay', forecastDaySchema);

/** A fact that is never changed: from `at` on, this agent was in this state. Two in a row may say the same. */
export interface PresenceChangeRecord {
  /** The agent's id and the version of the desk that says so: written by two nodes, or twice, it is one. */
  _id: string;
  agentId: string;
  /** Of the desk; 0 for what was written before there were desks. */
  version: number;
  state: AgentState;
  reason: AwayReason | null;
  at: Date;
  /** Somebody else who chose it. */
  by?: AgentRef;
}
/** More than a year, so that the same season can be looked at; then they are forgotten by themselves. */
const PRESENCE_KEPT_SECONDS = 400 * 86_400;
const presenceChangeSchema = new Schema<PresenceChangeRecord>(
  {
    _id: String,
    agentId: { type: String, required: true },
    version: { type: Number, required: true },
    state: { type: String, enum: AGENT_STATES, required: true },
    reason: { type: String, default: null },
    at: { type: Date, required: true },
    by: { type: part({ id: String, name: String }), default: undefined },
  },
  { strict: 'throw', versionKey: false, collection: 'presenceChanges' },
);
presenceChangeSchema.index({ at: 1 }, { expireAfterSeconds: PRESENCE_KEPT_SECONDS }); // all changes of a day; and their end
presenceChangeSchema.index({ agentId: 1, at: -1, version: -1 }); // the last one before a day
export const PresenceChangeModel = mongoose.model<PresenceChangeRecord>('PresenceChange', presenceChangeSchema);
