import { ObjectId } from 'bson';
import { checkCommand } from './command-checks.js';
import { StoreError, unsupported } from './errors.js';
import type { Request } from './request.js';
import { type Doc, isPlainObject } from './value.js';
import { MAX_MESSAGE_BYTES } from './wire.js';

/** What a node says of itself: alone, or the only member of a replica set, which sessions and retryable writes need. */
export interface Identity {
  setName?: string;
  /** The address under which clients dial it. */
  me: string;
  /** The configuration a replica set was started with. */
  config?: Doc;
}

const processId = new ObjectId();

export const isHello = ({ name }: Request): boolean => ['hello', 'ismaster', 'isMaster'].includes(name);

export function hello(identity: Identity, request: Request, connectionId: number): Doc {
  const legacy = request.name !== 'hello';
  return {
    ...(legacy ? { ismaster: true, helloOk: true } : { isWritablePrimary: true }),
    ...(identity.setName ? setFields(identity) : {}),
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    ok: 1,
  };
}

const invalid = (what: string): StoreError =>
  new StoreError('InvalidReplicaSetConfig', `invalid replica set configuration: ${what}`);

function setFields({ setName, me }: Identity): Doc {
  return { setName, setVersion: 1, electionId: processId, hosts: [me], me, primary: me, secondary: false };
}

/** The commands with which a replica set is begun and asked; undefined for any other. */
export function replicaSetCommand(identity: Identity, { name, body }: Request): Doc | undefined {
  if (!name.startsWith('replSet')) return undefined;
  checkCommand(name, body, name);
  if (name === 'replSetInitiate' || name === 'replSetReconfig') return initiate(identity, body[name]);
  if (name === 'replSetGetConfig')
    return {
      config: identity.config ?? {
        _id: identity.setName,
        version: 1,
        members: [{ _id: 0, host: identity.me }],
        settings: {},
      },
      ok: 1,
    };
  if (name !== 'replSetGetStatus') return undefined;
  return {
    set: identity.setName,
    myState: 1,
    members: [{ _id: 0, name: identity.me, health: 1, state: 1, stateStr: 'PRIMARY', self: true }],
    ok: 1,
  };
}

/** An empty configuration asks for one that the server makes itself. */
function initiate(identity: Identity, config: unknown): Doc {
  if (!isPlainObject(config)) throw invalid('the configuration must be an object');
  const { _id = 'rs', members = [{ host: identity.me }] } = config;
  const [first, ...others] = Array.isArray(members) ? members : [];
  if (typeof _id !== 'string' || _id === '') throw invalid('_id must be a string');
  if (typeof first?.host !== 'string') throw invalid('members must be an array of objects that have a host');
  if (others.length > 0) throw unsupported('a replica set of several members');
  identity.config = config;
  identity.setName = _id;
  identity.me = first.host;
  console.log('transition to primary complete; database writes are now permitted');
  return { ok: 1 };
}
