// The JSON Schema of what each operation answers, read from the TypeScript types of the contract: requests are described by
// their zod schemas, answers exist as types only. Built into dist/openapi.json.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCE = join(root, 'server/contract/api.ts');
const CONTRACT = join(root, 'server/contract/');

/** @returns {{ operations: Record<string, object>, schemas: Record<string, object> }} */
export function describeAnswers() {
  const program = ts.createProgram([SOURCE], {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'], // what browsers have is as long again, and in no answer
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(SOURCE);
  const answers = checker.getExportsOfModule(checker.getSymbolAtLocation(file)).find(({ name }) => name === 'Answers');
  const { schemaOf, schemas } = makeReader(checker);
  const operations = {};
  for (const property of checker.getDeclaredTypeOfSymbol(answers).getProperties()) {
    const type = checker.getTypeOfSymbol(property);
    if (!(type.flags & ts.TypeFlags.Void)) operations[property.name] = schemaOf(type);
  }
  return { operations, schemas };
}

function makeReader(checker) {
  const schemas = {};

  /** Types with a name of their own in the contract are told once and referred to. */
  function nameOf(type) {
    const symbol = type.aliasSymbol ?? (type.flags & ts.TypeFlags.Object ? type.symbol : undefined);
    const ours = symbol?.declarations?.some((node) => node.getSourceFile().fileName.startsWith(CONTRACT));
    const generic = type.aliasTypeArguments?.length || type.typeArguments?.length;
    return ours && !generic && /^[A-Z]/.test(symbol.name) && !(type.flags & ts.TypeFlags.EnumLiteral)
      ? symbol.name
      : null;
  }

  function schemaOf(type) {
    const name = nameOf(type);
    if (!name) return shapeOf(type);
    if (!schemas[name]) {
      schemas[name] = {}; // first, so that a type that contains itself ends
      Object.assign(schemas[name], shapeOf(type), described(type.aliasSymbol ?? type.symbol));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  function shapeOf(type) {
    const { flags } = type;
    if (flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
    if (flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral)) return { const: type.value };
    if (flags & ts.TypeFlags.BooleanLiteral) return { const: type.intrinsicName === 'true' };
    if (flags & ts.TypeFlags.String) return { type: 'string' };
    if (flags & ts.TypeFlags.Number) return { type: 'number' };
    if (flags & ts.TypeFlags.Null) return { type: 'null' };
    if (flags & ts.TypeFlags.Unknown) return {};
    if (type.isUnion()) return unionOf(type.types);
    if (checker.isTupleType(type)) return tupleOf(checker.getTypeArguments(type));
    if (checker.isArrayType(type)) return { type: 'array', items: schemaOf(checker.getTypeArguments(type)[0]) };
    if (flags & ts.TypeFlags.Object) return objectOf(type);
    throw new Error(`No schema is known for ${checker.typeToString(type)}`);
  }

  function unionOf(all) {
    const types = all.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    if (types.length === 1) return schemaOf(types[0]);
    if (types.every((type) => type.isStringLiteral())) return { type: 'string', enum: types.map(({ value }) => value) };
    const isBoolean = ({ flags }) => Boolean(flags & ts.TypeFlags.BooleanLiteral);
    const rest = types.filter((type) => !isBoolean(type));
    if (rest.length < types.length - 1) return oneOf([{ type: 'boolean' }, ...rest.map(schemaOf)]);
    const texts = types.filter((type) => type.isStringLiteral());
    if (texts.length > 1) {
      const others = types.filter((type) => !type.isStringLiteral());
      return oneOf([{ type: 'string', enum: texts.map(({ value }) => value) }, ...others.map(schemaOf)]);
    }
    return oneOf(types.map(schemaOf));
  }

  const oneOf = (parts) => (parts.length === 1 ? parts[0] : { anyOf: parts });

  const tupleOf = (items) => ({
    type: 'array',
    prefixItems: items.map(schemaOf),
    minItems: items.length,
    maxItems: items.length,
  });

  function objectOf(type) {
    const known = checker.getPropertiesOfType(type);
    const properties = Object.fromEntries(
      known.map((property) => [
        property.name,
        { ...schemaOf(checker.getTypeOfSymbol(property)), ...described(property) },
      ]),
    );
    const required = known.filter(({ flags }) => !(flags & ts.SymbolFlags.Optional)).map(({ name }) => name);
    const [index] = checker.getIndexInfosOfType(type);
    return {
      type: 'object',
      ...(known.length > 0 && { properties }),
      ...(required.length > 0 && { required }),
      ...(index && { additionalProperties: schemaOf(index.type) }),
    };
  }

  function described(symbol) {
    const text = ts.displayPartsToString(symbol?.getDocumentationComment(checker)).replace(/\s+/g, ' ').trim();
    return text ? { description: text } : {};
  }

  return { schemaOf, schemas };
}
