/** What a call left behind: in words that two runs of the same plot share, and what is wrong about it by itself. */
import type { CallRecord, TouchpointRecord } from '../../../server/contract/index.js';
import { DeskModel } from '../../../server/routing/models.js';
import type { Scene, Stage } from './stage.js';

/** Times and ids are of each run alone; of who comes only that it is the same one again. */
const TOLD = ['step', 'digits', 'speech', 'reason', 'outcome', 'by', 'state', 'role', 'how', 'way', 'agentName'];
const NAMES = new Set(['agentName', 'fromAgentName', 'toAgentName']);
/**
 * A message waits like somebody does: it is offered as often as the clock is turned far enough. And its matter is closed and opened
 * again where the call's end is told before it. Who went to leave one and says nothing is offered until their going is known.
 */
const OFFERED = /^offer\./;
const WAITING = /^(?:offer\.|conversation\.(?:queued|requeued|assigned|closed|reopened))/;

type Told = TouchpointRecord;

/** A page that rings when the caller goes: where no word of that comes, it rings until nobody answers. */
const RUNG_OUT = /^(leg\.ended .* role=agent state=)(?:canceled|noAnswer)$/;

/** @returns each step once, in an order of its own: how they come differs with the network */
export async function storyOf({ stage, sid }: Scene, lossy = false): Promise<string[]> {
  const told = (await stage.company.told(sid)) as Told[];
  const leftAt = told.find(({ kind }) => kind === 'queue.left')?.at;
  const message = told.some(({ kind }) => kind === 'voicemail.left');
  const silence = !message && told.some(({ kind, details }) => kind === 'queue.left' && isForMessage(details));
  const open = message ? WAITING : silence ? OFFERED : null;
  const counted = told.filter(({ kind, at }) => !(open?.test(kind) && (!leftAt || at > leftAt)));
  const people = new Map<string, string>();
  const words = counted.map((one) => wordsOf(one, people));
  return (lossy ? words.map((line) => line.replace(RUNG_OUT, '$1unanswered')) : words).sort();
}

const isForMessage = (details: unknown) => (details as { reason?: string }).reason === 'voicemail';

function wordsOf({ kind, channel, direction, author, details }: Told, people: Map<string, string>): string {
  const said = Object.entries(details as unknown as Record<string, unknown>)
    .filter(([name, value]) => TOLD.includes(name) && value !== undefined)
    .map(([name, value]) => `${name}=${NAMES.has(name) ? inTurn(people, String(value)) : value}`);
  return [kind, channel, direction, author.type, ...said].join(' ');
}

function inTurn(people: Map<string, string>, name: string): string {
  if (!people.has(name)) people.set(name, `agent ${people.size + 1}`);
  return people.get(name)!;
}

/** Longer than the carrier works on a recording, and than any fault delays. */
const REST_SECONDS = 30;

/** Until nothing of it is under way, here and at the carrier, and nothing more comes. */
export async function settle(scene: Scene): Promise<void> {
  const { company } = scene.stage;
  let open: string[] = [];
  for (let left = 60; left > 0; left -= 1) {
    const before = open;
    await company.advance(REST_SECONDS);
    await company.app.parts.voice.sweep();
    await company.app.parts.voice.settled(); // what the sweep found waits a while for more, by the machine's own clock
    await company.app.parts.routing.turn();
    await company.carrier.settled();
    open = await underWay(scene);
    if (open.length + before.length === 0 && left < 60) return;
  }
  throw new Error(`the call never came to rest: ${open.join(', ')}`);
}

/** Nobody need hear the message: it is only in the way of the next call. */
export async function forget({ stage, sid }: Scene): Promise<void> {
  const conversationId = (await stage.call(sid))?.conversationId;
  if (conversationId) await stage.company.conversations.close(conversationId, { by: 'system' });
}

async function underWay({ stage, sid }: Scene): Promise<string[]> {
  const { sdk, conversations } = stage.company;
  const call = await stage.call(sid);
  if (!call) return ['unknown'];
  const { conversationId, state } = call;
  const conversation = conversationId ? await conversations.byId(conversationId) : null;
  const message = state.recordings.some(({ state: made }) => made === 'completed');
  const held =
    conversationId && !message ? await DeskModel.findOne({ 'entries.conversationId': conversationId }) : null;
  const open = [
    ...(call.open ? ['open'] : []),
    ...(call.messageDueAt ? ['nobody knows whether they left a message'] : []),
    ...(call.fetching.length > 0 ? ['a recording is not fetched'] : []),
    ...(conversation && !message && conversation.state !== 'closed' ? [`conversation ${conversation.state}`] : []),
    ...(held ? [`${held._id} is busy`] : []),
    ...(await untoldRecordings(stage, call)),
  ];
  if (open.length > 0) return open;
  const legs = await sdk.calls.list({ status: 'in-progress' });
  const rooms = await sdk.conferences.list({ status: 'in-progress' });
  return [...legs.map((leg) => `leg ${leg.sid}`), ...rooms.map((room) => `conference ${room.friendlyName}`)];
}

/** Where the word of one is lost, the carrier is asked for it some minutes later. */
async function untoldRecordings({ company }: Stage, { sid, state }: CallRecord): Promise<string[]> {
  const made = sid ? await company.sdk.calls(sid).recordings.list({ limit: 20 }) : [];
  const isDone = (status: string) => status === 'completed' || status === 'absent';
  const untold = made.filter((one) => isDone(one.status) && !state.recordings.some((known) => known.sid === one.sid));
  return untold.map((one) => `nobody told of ${one.sid}`);
}

/** @returns what is wrong about a call that is over, whatever was done in it */
export async function faultsOf({ stage, sid }: Scene): Promise<string[]> {
  const call = (await stage.call(sid))!;
  const told = (await stage.company.told(sid)) as Told[];
  return [
    ...(call.state.state === 'ended' && !call.state.conferenceOpen ? [] : [`is ${call.state.state}`]),
    ...told.flatMap(({ seq, kind }, i) => (seq === i + 1 ? [] : [`${kind} has seq ${seq} at place ${i + 1}`])),
    ...orderFaults(told),
    ...(await legFaults(stage.company.sdk, call)),
  ];
}

const ORDER = ['call.received', 'queue.left', 'call.bridged', 'call.ended'] as const;

/** By their own times, whenever they came. */
function orderFaults(told: Told[]): string[] {
  const first = (kind: string) => told.find((one) => one.kind === kind)?.at;
  const known = ORDER.filter((kind) => first(kind));
  return known.flatMap((kind, i) => {
    const before = known[i - 1];
    return before && +first(kind)! < Math.floor(+first(before)! / 1_000) * 1_000 ? [`${kind} before ${before}`] : [];
  });
}

const STATES: Record<string, string> = { 'no-answer': 'noAnswer' };

/** The carrier knows what became of each leg, and how long it talked. */
async function legFaults(sdk: Scene['stage']['company']['sdk'], { state }: CallRecord): Promise<string[]> {
  const faults: string[] = [];
  for (const leg of state.legs) {
    const truth = await sdk.calls(leg.sid).fetch();
    const seconds = leg.answeredAt && leg.endedAt ? (+leg.endedAt - +leg.answeredAt) / 1_000 : 0;
    const name = `the ${leg.role}'s leg`;
    if (leg.state !== (STATES[truth.status] ?? truth.status))
      faults.push(`${name} is ${leg.state}, not ${truth.status}`);
    if (Math.abs(seconds - Number(truth.duration)) > 1)
      faults.push(`${name} talked ${seconds} s, not ${truth.duration}`);
  }
  return faults;
}
