import mongoose from 'mongoose';
import { type QueueRecord, WEEKDAYS } from '../contract/index.js';

const { Schema } = mongoose;
const { Mixed } = Schema.Types;

// Spans are pairs of numbers, which the request schema has checked; mongoose would make sub-arrays of them.
const hoursSchema = new Schema(
  {
    alwaysOpen: { type: Boolean, required: true },
    timeZone: { type: String, required: true },
    week: {
      type: new Schema(Object.fromEntries(WEEKDAYS.map((day) => [day, [Mixed]])), { _id: false, strict: 'throw' }),
    },
    holidays: {
      type: [
        new Schema(
          { date: String, name: String, yearly: String, open: { type: [Mixed], default: undefined } },
          { _id: false, strict: 'throw' },
        ),
      ],
      required: true,
    },
    byChannel: { type: Mixed, default: {} },
  },
  { _id: false, strict: 'throw', minimize: false },
);

const closedSchema = new Schema(
  { since: Date, until: Date, by: new Schema({ id: String, name: String }, { _id: false, strict: 'throw' }) },
  { _id: false, strict: 'throw' },
);

const queueSchema = new Schema<QueueRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    nameFa: { type: String, default: null },
    description: { type: String, default: '' },
    memberIds: { type: [String], required: true },
    offerSeconds: { type: Number, required: true },
    autoAccept: { type: Boolean, required: true },
    wrapUpSeconds: { type: Number, required: true },
    slaFirstResponseSeconds: { type: Number, required: true },
    slaNextResponseSeconds: { type: Number, required: true },
    slaTarget: { type: Number, required: true },
    hours: { type: hoursSchema, required: true },
    rules: { type: Mixed as never, required: true }, // as the request schema has checked it
    mail: { type: Mixed as never, required: true }, // likewise
    texts: { type: Mixed as never, default: undefined },
    outcomes: { type: [String], required: true },
    active: { type: Boolean, required: true },
    closedByHand: { type: closedSchema, default: null },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'queues' },
);
queueSchema.index({ name: 1 }, { unique: true }); // two of one name could not be told apart

export const QueueModel = mongoose.model('Queue', queueSchema);
