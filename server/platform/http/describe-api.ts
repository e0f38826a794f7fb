import type { ZodObject, ZodType } from 'zod';
import { z } from 'zod';
import { createDocument, type oas31, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { API, ERROR_STATUS, Id, type Operation, type OperationName } from '../../contract/index.js';

const ErrorAnswer = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(ERROR_STATUS) as [string, ...string[]]),
      message: z.string().meta({ description: 'Fit for a person to read.' }),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  })
  .meta({ id: 'Error' });

/** What the operations answer, from the contract's types. */
export interface Answered {
  operations: Record<string, oas31.SchemaObject>;
  schemas: Record<string, oas31.SchemaObject>;
}

/**
 * The description of the whole API, made from the same table and schemas that serve it. Run by the build: it takes a third of a second,
 * and nothing in it is known later but where the server is.
 */
export function describeApi(answers: Answered): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, operation] of Object.entries(API) as [OperationName, Operation][]) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method]: describe(name, operation, answers) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Payvand', version: '', description: ABOUT, license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: {
      schemas: answers.schemas,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key, made under Settings; begins with pv_.' },
        session: { type: 'apiKey', in: 'cookie', name: 'payvand_session' },
      },
    },
  });
}

function describe(name: OperationName, operation: Operation, answers: Answered): ZodOpenApiOperationObject {
  const { summary, access, body, query, status = 200, path } = operation;
  const open = access === 'anyone';
  const names = [...path.matchAll(/:(\w+)/g)].map(([, param]) => param as string);
  const pathParams = z.object(Object.fromEntries(names.map((param) => [param, param === 'id' ? Id : z.string()])));
  return {
    operationId: name,
    summary,
    tags: [name.split('.')[0] as string],
    ...(!open && access !== 'signedIn' && { description: `Needs the permission \`${access}\`.` }),
    security: open ? [] : [{ key: [] }, { session: [] }],
    requestParams: {
      ...(names.length > 0 && { path: pathParams }),
      ...(query && { query: query as ZodObject }),
    },
    ...(body && { requestBody: { required: true, content: json(body) } }),
    responses: {
      [`${status}` as '200']:
        status === 204
          ? { description: 'Done; nothing is sent.' }
          : { description: summary, content: { 'application/json': { schema: answers.operations[name] ?? {} } } },
      default: { description: 'Refused, or failed; see the code.', content: json(ErrorAnswer) },
    },
  };
}

const json = (schema: ZodType) => ({ 'application/json': { schema } });

const ABOUT = `JSON over HTTP. Sign in with a session cookie or \`Authorization: Bearer pv_…\`.
Errors are \`{"error":{"code","message","details"}}\` with a stable code. Lists of unbounded length are paged: give \`next\` back as \`after\`.
Writes that carry a \`clientId\` (a UUID of your own) are safe to repeat: the same id answers the same record.`;
