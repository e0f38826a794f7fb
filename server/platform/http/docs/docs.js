import { written } from './schema.js';

// Draws the API's own description. Everything is set as text, so nothing in it can become markup.
const el = (name, props = {}, ...children) => {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children);
  return node;
};

const link = (name) => el('a', { href: `#${name}`, textContent: name });
const pre = (schema) => el('pre', { tabIndex: 0 }, ...written(schema, link));
const section = (title, schema) => (schema ? [el('h3', { textContent: title }), pre(schema)] : []);
const jsonOf = (holder) => holder?.content?.['application/json']?.schema;

/** Path and query parameters as one object, which reads like the bodies do. */
function parametersOf(operation) {
  if (!operation.parameters?.length) return undefined;
  const properties = Object.fromEntries(operation.parameters.map(({ name, schema }) => [name, schema]));
  const required = operation.parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return { type: 'object', properties, required };
}

function operationNode(path, method, operation) {
  const [[status, answer]] = Object.entries(operation.responses);
  const open = operation.security?.length === 0;
  const access = operation.description ?? (open ? 'Needs no sign-in.' : 'Needs a sign-in or a key.');
  const head = [
    ['method', method],
    ['path', path],
    ['summary', operation.summary],
  ].map(([className, textContent]) => el('span', { className, textContent }));
  return el(
    'details',
    { id: operation.operationId },
    el('summary', {}, ...head),
    el(
      'div',
      { className: 'body' },
      el('p', { textContent: `${operation.operationId} · ${access.replaceAll('`', '')}` }),
      ...section('Parameters', parametersOf(operation)),
      ...section('Body', jsonOf(operation.requestBody)),
      ...(jsonOf(answer)
        ? section(`Answers ${status}`, jsonOf(answer))
        : [el('p', { textContent: `Answers ${status}, with nothing.` })]),
    ),
  );
}

function schemaNode([name, schema]) {
  const about = schema.description ? [el('p', { textContent: schema.description })] : [];
  const head = el('summary', {}, el('span', { className: 'path', textContent: name }));
  return el('details', { id: name }, head, el('div', { className: 'body' }, ...about, pre(schema)));
}

function draw(description) {
  const groups = new Map();
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const group = operation.tags[0];
      const node = operationNode(path, method, operation);
      groups.set(group, [...(groups.get(group) ?? []), node]);
    }
  }
  groups.set('Schemas', Object.entries(description.components?.schemas ?? {}).map(schemaNode));
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

/** A link leads into something closed: open it. */
function openChosen() {
  const chosen = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  chosen?.setAttribute('open', '');
  chosen?.scrollIntoView();
}

const answer = await fetch('/api/v1/openapi.json');
draw(await answer.json());
addEventListener('hashchange', openChosen);
if (location.hash) openChosen();
