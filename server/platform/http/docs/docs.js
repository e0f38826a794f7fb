// Draws the API's own description. Everything is set as text, so nothing in it can become markup.
const el = (name, props = {}, ...children) => {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children);
  return node;
};

const section = (title, value) =>
  value === undefined
    ? []
    : [el('h3', { textContent: title }), el('pre', { tabIndex: 0, textContent: JSON.stringify(value, null, 2) })];

/** A schema with its references put in, as far as they do not go round. */
function resolved(schema, components, seen = []) {
  if (Array.isArray(schema)) return schema.map((part) => resolved(part, components, seen));
  if (typeof schema !== 'object' || schema === null) return schema;
  const name = schema.$ref?.split('/').at(-1);
  if (name) return seen.includes(name) ? { $ref: name } : resolved(components[name], components, [...seen, name]);
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolved(value, components, seen)]));
}

function operationNode(path, method, operation, components) {
  const schemaOf = (holder) => resolved(holder?.content?.['application/json']?.schema, components);
  const params = operation.parameters?.map(({ name, in: where, required, schema }) => ({
    name,
    in: where,
    required: Boolean(required),
    schema,
  }));
  const answers = Object.entries(operation.responses).filter(([status]) => status !== 'default');
  const open = operation.security?.length === 0;
  return el(
    'details',
    { id: operation.operationId },
    el(
      'summary',
      {},
      el('span', { className: 'method', textContent: method }),
      el('span', { className: 'path', textContent: path }),
      el('span', { className: 'summary', textContent: operation.summary }),
    ),
    el(
      'div',
      { className: 'body' },
      el('p', { textContent: operation.description ?? (open ? 'Needs no sign-in.' : 'Needs a sign-in or a key.') }),
      ...section('Parameters', params?.length ? resolved(params, components) : undefined),
      ...section('Body', schemaOf(operation.requestBody)),
      ...answers.flatMap(([status, answer]) => [
        el('p', { textContent: `${status}: ${answer.description}` }),
        ...section('Answer', schemaOf(answer)),
      ]),
    ),
  );
}

function draw(description) {
  const groups = new Map();
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const group = operation.tags[0];
      const node = operationNode(path, method, operation, description.components?.schemas ?? {});
      groups.set(group, [...(groups.get(group) ?? []), node]);
    }
  }
  const main = document.getElementById('operations');
  const about = el('p', { textContent: description.info.description });
  main.replaceChildren(
    about,
    ...[...groups].map(([name, nodes]) => el('section', {}, el('h2', { textContent: name }), ...nodes)),
  );
  main.removeAttribute('aria-busy');
  document.getElementById('version').textContent = `version ${description.info.version}`;
}

document.getElementById('filter').addEventListener('input', ({ target }) => {
  const wanted = target.value.trim().toLowerCase();
  for (const part of document.querySelectorAll('section')) {
    const shown = [...part.querySelectorAll('details')].filter((node) => {
      node.hidden = !node.querySelector('summary').textContent.toLowerCase().includes(wanted);
      return !node.hidden;
    });
    part.hidden = shown.length === 0;
  }
});

const answer = await fetch('/api/v1/openapi.json');
draw(await answer.json());
if (location.hash) {
  const chosen = document.getElementById(location.hash.slice(1));
  chosen?.setAttribute('open', '');
  chosen?.scrollIntoView();
}
