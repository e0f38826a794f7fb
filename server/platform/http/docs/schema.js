// Writes a JSON Schema the way one would write the type: what is asked for, what may be left out, within which bounds.

/**
 * @param {object} schema
 * @param {(name: string) => Node} link makes the link to a schema with a name of its own
 * @returns {(string | Node)[]}
 */
export function written(schema, link, indent = '') {
  const inside = (part) => written(part, link, indent);
  if (schema.$ref) return [link(schema.$ref.split('/').at(-1))];
  if ('const' in schema) return [JSON.stringify(schema.const)];
  if (schema.enum) return [schema.enum.map((value) => JSON.stringify(value)).join(' | ')];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.flatMap((choice, i) => [...(i > 0 ? [' | '] : []), ...inside(choice)]);
  if (schema.prefixItems)
    return ['[', ...schema.prefixItems.flatMap((item, i) => [...(i > 0 ? [', '] : []), ...inside(item)]), ']'];
  if (schema.type === 'array')
    return ['list of ', ...inside(schema.items ?? {}), bounds(schema.minItems, schema.maxItems, ' entries')];
  if (schema.type === 'object') return object(schema, link, indent);
  return [scalar(schema)];
}

function object(schema, link, indent) {
  const deeper = `${indent}  `;
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const optional = !schema.required?.includes(name);
    const note = [
      field.default === undefined ? '' : `default ${JSON.stringify(field.default)}`,
      field.description ?? '',
    ].filter(Boolean);
    return [
      `${deeper}${name}${optional ? '?' : ''}: `,
      ...written(field, link, deeper),
      note.length > 0 ? `   // ${note.join('; ')}\n` : '\n',
    ];
  });
  const rest =
    typeof schema.additionalProperties === 'object'
      ? [`${deeper}[name]: `, ...written(schema.additionalProperties, link, deeper), '\n']
      : [];
  return fields.length + rest.length === 0 ? ['{}'] : ['{\n', ...fields, ...rest, `${indent}}`];
}

function scalar({ type = 'anything', format, pattern, minLength, maxLength, minimum, maximum }) {
  if (type === 'string') {
    const shape = format ?? (pattern ? `like ${pattern}` : '');
    return `string${shape ? ` (${shape})` : bounds(minLength, maxLength, ' characters')}`;
  }
  const endless = Number.MAX_SAFE_INTEGER;
  return `${type}${bounds(minimum, maximum === endless ? undefined : maximum, '')}`;
}

function bounds(least, most, unit) {
  if (least !== undefined && most !== undefined) return ` (${least} to ${most}${unit})`;
  if (most !== undefined) return ` (at most ${most}${unit})`;
  return least ? ` (at least ${least}${unit})` : '';
}
