import * as admin from './admin-commands.js';
import { aggregate } from './aggregate-command.js';
import { checkCommand } from './command-checks.js';
import type { Engine } from './engine.js';
import { StoreError, unsupported } from './errors.js';
import { explain } from './explain.js';
import { findAndModify } from './find-and-modify.js';
import * as index from './index-commands.js';
import { checkDatabase } from './namespaces.js';
import { currentOp, killOp } from './operation-commands.js';
import { checkDepth } from './raw.js';
import * as read from './read-commands.js';
import { errorReply } from './reply.js';
import { type Request, unmetConcern } from './request.js';
import { Retries } from './retries.js';
import { SlowQueries } from './slow-queries.js';
import type { Doc } from './value.js';
import * as write from './write-commands.js';

export const VERSION = '7.0.14';

type Handler = (engine: Engine, request: Request) => Doc | Promise<Doc>;

const nothing: Handler = () => ({ ok: 1 });

const COMMANDS: Record<string, Handler> = {
  ping: nothing,
  endSessions: nothing,
  killSessions: nothing,
  killAllSessions: nothing,
  logout: nothing,
  buildInfo: () => ({
    version: VERSION,
    versionArray: [7, 0, 14, 0],
    gitVersion: 'embedded',
    bits: 64,
    maxBsonObjectSize: 16_777_216,
    storageEngines: ['embedded'],
    modules: [],
    ok: 1,
  }),
  connectionStatus: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
  getParameter: admin.getParameter,
  insert: write.insert,
  update: write.update,
  delete: write.remove,
  findAndModify,
  find: read.find,
  getMore: read.getMore,
  killCursors: read.killCursors,
  count: read.countCommand,
  distinct: read.distinct,
  aggregate,
  explain,
  create: admin.create,
  drop: admin.drop,
  dropDatabase: admin.dropDatabase,
  renameCollection: admin.renameCollection,
  createIndexes: index.createIndexes,
  dropIndexes: index.dropIndexes,
  listIndexes: index.listIndexes,
  currentOp,
  killOp,
  listCollections: admin.listCollections,
  listDatabases: admin.listDatabases,
  collStats: admin.collStats,
  dbStats: admin.dbStats,
};

const ADMIN_ONLY = new Set(['listDatabases', 'renameCollection', 'currentOp', 'killOp', 'getParameter']);

/** Older spellings that drivers and shells still send. */
const ALIASES: Record<string, string> = { findandmodify: 'findAndModify', buildinfo: 'buildInfo', dbstats: 'dbStats' };

const REFUSED = new Set([
  'commitTransaction',
  'abortTransaction',
  'mapReduce',
  'collMod',
  'compact',
  'convertToCapped',
  'validate',
  'profile',
  'setParameter',
  'createRole',
  'dropUser',
  'updateUser',
  'usersInfo',
  'saslContinue',
  'filemd5',
  'planCacheClear',
  'cloneCollectionAsCapped',
  'listSearchIndexes',
  'updateSearchIndex',
  'dropSearchIndex',
  'bulkWrite',
  'createUser',
  'saslStart',
  'authenticate',
  'geoSearch',
  'createSearchIndexes',
  'startSession',
  'refreshSessions',
  'serverStatus',
  'hostInfo',
  'getLog',
  'getCmdLineOpts',
  'top',
  'whatsmyuri',
  'features',
  'listCommands',
  'lockInfo',
  'connPoolStats',
  'dbHash',
  'dataSize',
  'fsync',
  'fsyncUnlock',
  'logRotate',
  'setFeatureCompatibilityVersion',
  'getDefaultRWConcern',
  'setDefaultRWConcern',
  'getClusterParameter',
  'setClusterParameter',
  'replSetStepDown',
  'replSetFreeze',
  'replSetMaintenance',
  'replSetSyncFrom',
  'replSetAbortPrimaryCatchUp',
  'planCacheClearFilters',
  'planCacheListFilters',
  'planCacheSetFilter',
  'reIndex',
  'setIndexCommitQuorum',
  'configureFailPoint',
  'applyOps',
  'appendOplogNote',
  'analyze',
  'analyzeShardKey',
  'configureQueryAnalyzer',
  'rolesInfo',
  'updateRole',
  'dropRole',
  'dropAllRolesFromDatabase',
  'dropAllUsersFromDatabase',
  'grantRolesToUser',
  'revokeRolesFromUser',
  'grantRolesToRole',
  'revokeRolesFromRole',
  'grantPrivilegesToRole',
  'revokePrivilegesFromRole',
  'invalidateUserCache',
  'killAllSessionsByPattern',
  'validateDBMetadata',
  'rotateCertificates',
  'setUserWriteBlockMode',
  'compactStructuredEncryptionData',
  'getAuditConfig',
  'setAuditConfig',
]);

/** Answers one command after another; what must outlive a single one is in the engine. */
export class Commands {
  readonly #retries = new Retries();

  constructor(
    private readonly engine: Engine,
    private readonly slowQueries = new SlowQueries({}),
  ) {}

  async run(request: Request): Promise<Doc> {
    const begun = performance.now();
    const operation = this.engine.operations.begin(request);
    try {
      const reply = await this.#dispatch(request);
      const writeConcernError = unmetConcern(request.body.writeConcern);
      return writeConcernError ? { ...reply, writeConcernError } : reply;
    } catch (error) {
      if (!(error instanceof StoreError))
        console.error('embedded store: a command failed unexpectedly', request.name, error);
      return errorReply(error);
    } finally {
      this.engine.operations.finish(operation);
      this.slowQueries.look(request, begun);
    }
  }

  #dispatch(request: Request): Doc | Promise<Doc> {
    const name = ALIASES[request.name] ?? request.name;
    const handler = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!handler && REFUSED.has(name)) throw unsupported(`the command ${name}`);
    if (!handler) throw new StoreError('CommandNotFound', `no such command: '${name}'`);
    checkDatabase(request.db);
    if (ADMIN_ONLY.has(name) && request.db !== 'admin')
      throw new StoreError('Unauthorized', `${request.name} may only be run against the admin database.`);
    checkDepth(request.bytes ?? 0, request.body);
    checkCommand(name, request.body, request.name);
    const { lsid, txnNumber } = request.body;
    if (txnNumber === undefined || txnNumber === null) return handler(this.engine, request);
    return this.#retries.once(lsid, txnNumber, async () => handler(this.engine, request));
  }
}
