import type { Script } from '../script.js';
import { BYE, HELLO_A, MOMENT, THANKS } from './en-words.js';

export const EN_ORDERS: Script[] = [
  {
    queue: 'Orders',
    pages: ['about'],
    outcome: 'solved',
    liking: 4,
    summary: 'Parcel stuck at the depot in {city}; delivery tomorrow.',
    steps: [
      [
        'c',
        [
          'Hi, where is my order {order}? It was due on Monday.',
          'Order {order} still has not arrived, tracking has not moved for days',
        ],
      ],
      ['a', HELLO_A],
      ['a', MOMENT],
      ['a', 'It has been at the depot in {city} for three days without a reason. I have just called them.'],
      ['c', ['It is a birthday present, so I really need it.', 'And when will it come?']],
      ['a', 'They promise tomorrow before 2 pm. If it does not come, write to me here and I refund the delivery.'],
      ['c', THANKS],
      ['a', BYE],
    ],
  },
  {
    queue: 'Orders',
    pages: ['aseman', 'about'],
    outcome: 'solved',
    liking: 5,
    summary: 'Exchange for another size, label sent.',
    steps: [
      [
        'c',
        [
          'The {product} is too big for our hall. Can I swap it for a smaller one? Order {order}',
          'Can I exchange order {order} for the larger size?',
        ],
      ],
      ['a', HELLO_A],
      ['a', 'Of course, within 14 days and at no cost. Which size would you like?'],
      ['c', ['120×180 please', 'The 150×220']],
      [
        'a',
        'I have put one aside for you and mailed you the return label. We send yours when the carrier scans the old one.',
      ],
      ['c', 'Do I get the difference back?'],
      ['a', 'Yes, to the card you paid with, two or three days after it is back here.'],
      ['c', THANKS],
      ['a', BYE],
    ],
  },
  {
    queue: 'Orders',
    pages: ['about'],
    outcome: 'solved',
    liking: 3,
    summary: 'Refund was stuck in accounting; paid today.',
    steps: [
      [
        'c',
        ['I sent order {order} back two weeks ago and still have no refund', 'Where is my refund for order {order}?'],
      ],
      ['a', HELLO_A],
      ['a', MOMENT],
      ['a', 'It reached us nine days ago, so you are right to ask. I am sorry about that.'],
      ['c', 'That does not help me much, honestly.'],
      ['colleague', 'Unhappy, with good reason. You know accounting better: can you get the refund out today?'],
      [
        'a',
        'Hello {name}, I have taken this over. The refund left five minutes ago and should be on your card tomorrow.',
      ],
      ['c', ['Okay. Thanks for sorting it.', 'Finally. Thanks.']],
      ['a', 'Sorry again. There is a free-delivery code in your mailbox for next time.'],
    ],
  },
  {
    queue: 'Orders',
    pages: ['cart'],
    outcome: 'informed',
    liking: 5,
    steps: [
      [
        'c',
        [
          'I need an invoice with our VAT number for order {order}',
          'Could you send me the invoice for {order} again, made out to my company?',
        ],
      ],
      ['a', HELLO_A],
      ['a', 'Gladly. Please give me the company name, address and VAT number.'],
      ['c', 'Northlight Studio, 4 Mill Lane, {city}. The VAT number is on file.'],
      ['a', 'Done, the invoice is in your mailbox as a PDF.'],
      ['c', THANKS],
    ],
  },
  {
    queue: 'Orders',
    pages: ['home'],
    outcome: 'solved',
    liking: 5,
    steps: [
      [
        'c',
        [
          'I typed the wrong house number in order {order}, can you change it?',
          'Can you deliver order {order} to my office instead?',
        ],
      ],
      ['a', HELLO_A],
      ['a', 'It has not left yet, so yes. What is the right address?'],
      ['c', '12 Orchard Road, {city}, second floor'],
      ['a', 'Changed. You will get a new confirmation in a minute.'],
      ['c', THANKS],
      ['a', BYE],
    ],
  },
];
