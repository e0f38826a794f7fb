/** One phone: its call, its texts, and what its holder may do. Its parts stay where they are, so that nobody loses what they type. */
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const LARGEST = 1_000_000;

export function makePhone(number, { texts, act, digits, timeText }) {
  const card = document.getElementById('phone').content.firstElementChild.cloneNode(true);
  const at = (selector) => card.querySelector(selector);
  const company = at('.company');
  card.setAttribute('aria-label', number);
  // They scroll: by keyboard too.
  for (const list of card.querySelectorAll('ol')) list.tabIndex = 0;
  let calling = false;
  let view = null;

  for (const key of KEYS) {
    const button = Object.assign(document.createElement('button'), { type: 'button' });
    button.dataset.key = key;
    button.addEventListener('click', () => act({ act: 'press', phone: number, keys: key }));
    at('.keys').append(button);
  }
  at('.ring').addEventListener('click', () => act({ act: 'ring', phone: number, to: company.value }));
  at('.answer').addEventListener('click', () => act({ act: 'answer', phone: number }));
  at('.hang-up').addEventListener('click', () => act({ act: 'hangUp', phone: number }));
  at('.fails').addEventListener('change', ({ target }) =>
    act({ act: 'fail', phone: number, code: target.value === '' ? null : Number(target.value) }),
  );
  at('.say').addEventListener('submit', async (event) => {
    event.preventDefault();
    const field = at('.say input');
    if (field.value.trim() && (await act({ act: 'say', phone: number, text: field.value }))) field.value = '';
  });
  const files = at('.text input');
  files.addEventListener('change', drawFiles);
  at('.text').addEventListener('submit', async (event) => {
    event.preventDefault();
    const field = at('.text textarea');
    const pictures = await Promise.all(
      [...files.files]
        .filter(({ size }) => size <= LARGEST)
        .slice(0, 3)
        .map(readPicture),
    );
    if (!field.value.trim() && pictures.length === 0) return;
    if (!(await act({ act: 'text', phone: number, to: company.value, text: field.value, pictures }))) return;
    field.value = '';
    files.value = '';
    drawFiles();
  });
  at('.text textarea').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    at('.text').requestSubmit();
  });

  function drawFiles() {
    const { length } = files.files;
    at('.button span').textContent = length === 0 ? texts().picture : texts().pictures(digits(String(length)));
  }

  function speak() {
    const words = texts();
    for (const node of card.querySelectorAll('[data-text]')) node.textContent = words[node.dataset.text];
    for (const node of card.querySelectorAll('[data-label]'))
      node.setAttribute('aria-label', words[node.dataset.label]);
    for (const node of card.querySelectorAll('[data-hint]')) node.placeholder = words[node.dataset.hint];
    at('.number').textContent = digits(number);
    for (const key of card.querySelectorAll('[data-key]')) key.textContent = digits(key.dataset.key);
    for (const option of company.options) option.textContent = nameOf(option.value, option.title);
    const chosen = at('.fails').value;
    at('.fails').replaceChildren(...Object.entries(words.results).map(([value, text]) => new Option(text, value)));
    at('.fails').value = chosen;
    drawFiles();
    if (view) draw(view);
  }

  function draw(next, numbers = null) {
    view = next;
    if (numbers) drawNumbers(numbers);
    const { call } = view;
    const open = call !== null && !call.isOver;
    at('.state').textContent = stateOf(call);
    card.classList.toggle('rings', Boolean(call?.rings));
    const focused = card.contains(document.activeElement) ? document.activeElement : null;
    at('.ring').hidden = open;
    company.disabled = open;
    at('.answer').hidden = !call?.rings;
    at('.hang-up').hidden = !open;
    at('.hang-up').textContent = call?.rings ? texts().decline : texts().hangUp;
    at('.call').hidden = !open || call.rings;
    // What was pressed is gone: stay in this phone.
    if (focused && focused.offsetParent === null) (open ? at('.hang-up') : at('.ring')).focus();
    calling = open;
    fill(at('.heard'), call?.heard ?? [], heardRow);
    fill(at('.thread'), view.texts, textRow);
    if (document.activeElement !== at('.fails')) at('.fails').value = view.fails ?? '';
  }

  function drawNumbers(numbers) {
    if (calling || company.options.length === numbers.length) return;
    company.replaceChildren(
      ...numbers.map(({ number: value, name }) =>
        Object.assign(new Option(nameOf(value, name), value), { title: name }),
      ),
    );
  }

  /** The number first: where room is short, the name is cut. */
  const nameOf = (value, name) => `${digits(value)} – \u2068${name}\u2069`;

  function stateOf(call) {
    const { states } = texts();
    if (!call) return states.idle();
    const who = `\u2066${digits(call.other)}\u2069`;
    if (call.rings) return states.ringing(who);
    if (call.status === 'in-progress') return states.talking(who);
    if (!call.isOver) return states.calling(who);
    return call.status === 'completed' ? states.ended() : call.status === 'busy' ? states.busy() : states.failed();
  }

  const heardRow = ({ how, text, words }) => {
    const item = document.createElement('li');
    const who = Object.assign(document.createElement('span'), { textContent: `${texts().how[how]} ` });
    item.append(
      who,
      Object.assign(document.createElement('bdi'), { textContent: how === 'play' ? (words ?? fileOf(text)) : text }),
    );
    return item;
  };

  const textRow = ({ body, at: when, isOwn, pictures }) => {
    const item = document.createElement('li');
    item.className = isOwn ? 'own' : '';
    for (const { key } of pictures)
      item.append(
        Object.assign(document.createElement('img'), { src: `/demo/carrier/pictures/${key}`, alt: texts().picture }),
      );
    const words = Object.assign(document.createElement('span'), { textContent: body, dir: 'auto' });
    item.append(words, Object.assign(document.createElement('time'), { textContent: timeText(when), dateTime: when }));
    return item;
  };

  return { card, speak, draw };
}

const fileOf = (url) => url.split(/[?#]/)[0].split('/').at(-1);

/** Follows what is new at the end, unless somebody reads further up. */
function fill(list, rows, draw) {
  const now = JSON.stringify(rows) + document.documentElement.lang;
  if (list.dataset.drawn === now) return;
  list.dataset.drawn = now;
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.replaceChildren(...rows.map(draw));
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

async function readPicture(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return { type: file.type || 'application/octet-stream', base64: btoa(text) };
}
