import type { Script } from './script.js';

const HELLO_C = ['Hi there', 'Hello', 'Good morning', 'Hi, quick question'];
const HELLO_A = [
  'Hello {name}, this is {agent}. How can I help?',
  'Hi {name}, {agent} here. Thanks for writing.',
  'Good day {name}, you are talking to {agent}.',
];
const MOMENT = [
  'One moment please, I am looking that up.',
  'Let me check that for you.',
  'Just a second, I have your order open.',
];
const THANKS = ['Thank you!', 'Great, thanks', 'Perfect, thanks a lot', 'Cheers', 'That helps, thank you'];
const BYE = ['You are welcome. Have a good day!', 'My pleasure. Write any time.', 'Glad I could help. Enjoy your rug!'];

/** How people write to the shop in English, and are answered. */
export const SCRIPTS_EN: Script[] = [
  {
    queue: 'Sales',
    pages: ['home', 'aseman'],
    outcome: 'informed',
    liking: 5,
    steps: [
      ['c', ['Hi, does the {product} come in 200x300?', 'Hello, which sizes does the {product} come in?']],
      ['a', HELLO_A],
      ['a', 'We have 120×180 and 150×220 cm in stock. 200×300 is woven to order.'],
      ['c', 'How long does that take?'],
      ['a', 'Five to six weeks. Each rug is made by one weaver, from start to end.'],
      ['c', ['Lovely. Let me measure the room and come back to you.', 'Okay, I will take the 150×220 then.']],
      ['a', BYE],
    ],
  },
  {
    queue: 'Sales',
    pages: ['anar', 'about'],
    outcome: 'informed',
    liking: 5,
    steps: [
      ['c', HELLO_C],
      ['c', ['Can I vacuum the {product}? We have a robot.', 'Is the {product} safe with underfloor heating?']],
      ['a', HELLO_A],
      ['a', 'Yes. Wool likes it gentle: no rotating brush, and turn the rug around every few months.'],
      ['c', 'And the colours, do they fade in the sun?'],
      ['a', 'They are plant dyes and mellow a little over the years. Direct midday sun all day is best avoided.'],
      ['c', THANKS],
      ['a', BYE],
    ],
  },
  {
    queue: 'Sales',
    pages: ['home', 'cart'],
    outcome: 'informed',
    liking: 4,
    steps: [
      ['c', ['Do you ship to {city}?', 'How much is delivery to {city}, and are there customs fees?']],
      ['a', HELLO_A],
      [
        'a',
        'Yes, by parcel service in 4 to 7 working days. It is free over €150, and duties are included in our prices.',
      ],
      ['c', 'Great. Can I pay by bank transfer?'],
      ['a', 'You can: choose it at checkout, and we send the rug as soon as the money is here.'],
      ['c', THANKS],
    ],
  },
  {
    queue: 'Sales',
    pages: ['cart'],
    outcome: 'solved',
    liking: 5,
    summary: 'Voucher had a minimum; made an exception. Order placed.',
    steps: [
      ['c', ['My voucher SPRING10 is not accepted', 'The checkout says my code is invalid, but I got it yesterday']],
      ['a', HELLO_A],
      ['a', MOMENT],
      ['note', 'The minimum is €150 and the basket has €148. I make an exception.'],
      ['a', 'The code needs €150 and you are two euros short, so I switched that off for you. Please reload the page.'],
      ['c', 'Ha, that worked. Ordered!'],
      ['a', 'Wonderful. It is order {order} and leaves tomorrow.'],
      ['c', THANKS],
    ],
  },
  {
    queue: 'Sales',
    pages: ['home', 'kavir', 'aseman'],
    outcome: 'solved',
    liking: 5,
    summary: 'Trade conditions sent, 10 % from five pieces on.',
    steps: [
      [
        'c',
        'Hello, I furnish holiday homes and need six runners for a project in {city}. Do you have trade conditions?',
      ],
      ['a', HELLO_A],
      ['a', 'We do: 10 % from five pieces on, and you may keep samples for a week.'],
      ['c', 'Could I see two Kavir runners side by side before I decide? They must match.'],
      ['note', 'Asked the warehouse for photos of runners 14 to 21 from the same dye lot.'],
      ['a', 'I have asked for photos of two from the same dye lot. I will have them tomorrow morning.'],
      ['sleep'],
      ['a', 'Good morning {name}, the photos are in your mailbox. Numbers 16 and 17 match almost perfectly.'],
      ['c', ['They do! I will order all six today.', 'Beautiful, thank you. Please reserve them for me.']],
      ['a', 'Reserved for a week under your name.'],
    ],
  },
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
  {
    queue: 'Service',
    pages: ['anar', 'about'],
    outcome: 'solved',
    liking: 4,
    summary: 'Torn corner on arrival. Replacement on its way.',
    steps: [
      ['c', ['The {product} came today and one corner is torn', 'My parcel was wet and the {product} has a stain now']],
      ['a', HELLO_A],
      ['a', 'I am sorry to hear that. What is your order number?'],
      ['c', '{order}'],
      ['note', 'Third damage this month with the same carrier. Worth raising with Mina.'],
      [
        'a',
        'Thank you. A new one leaves tomorrow, and the driver takes the damaged one along. Nothing to pay or to pack.',
      ],
      ['c', ['What time? I am at work until five.', 'Okay, but please let them call first.']],
      ['a', 'I noted: after five, and a call half an hour before.'],
      ['c', THANKS],
    ],
  },
  {
    queue: 'Service',
    pages: ['about'],
    outcome: 'informed',
    liking: 5,
    steps: [
      [
        'c',
        ['Red wine on our {product}!! What do I do?', 'My dog had an accident on the {product}, how do I clean wool?'],
      ],
      ['a', HELLO_A],
      [
        'a',
        'Do not rub. Press it dry with a white cloth, then cold water with a little white vinegar, and press dry again.',
      ],
      ['c', 'Already looking better. Can I use a hairdryer?'],
      [
        'a',
        'Better not, let it dry in the air, lying flat. If a shadow stays, a rug cleaner gets it out; never the dry cleaner.',
      ],
      ['c', THANKS],
      ['a', BYE],
    ],
  },
  {
    queue: 'Service',
    pages: ['kavir'],
    outcome: 'informed',
    liking: 3,
    summary: 'Colour differs from the photo; keeps it with 10 % off.',
    steps: [
      [
        'c',
        [
          'The red is much darker than on your website',
          'The {product} looks brown in my living room, not red as in the photos',
        ],
      ],
      ['a', HELLO_A],
      [
        'a',
        'I understand. The dyes are from plants, so no two rugs are quite the same, but it should not be a disappointment.',
      ],
      ['c', 'It is a bit of one.'],
      ['a', 'You can send it back for free, or keep it and we return 10 %. Whichever you like.'],
      ['c', ['I will keep it. But please change the photo.', 'Okay, 10 % it is.']],
      ['a', 'Done, and new photos are ordered. Thank you for telling us.'],
    ],
  },
  {
    queue: 'Service',
    pages: ['home'],
    outcome: 'solved',
    liking: 2,
    summary: 'Wrong parcel; handled by Orders.',
    steps: [
      ['c', ['You sent me a cushion. I ordered a {product}.', 'Wrong item in my parcel! Order {order}']],
      ['a', HELLO_A],
      ['a', 'Oh no, I am sorry. Which order is it?'],
      ['c', 'Number {order}'],
      ['to', 'Orders', 'Wrong parcel for order {order}. Please send the right one today.'],
      ['a', 'Hi {name}, two parcels were swapped. The right one leaves today, and please keep the cushion.'],
      ['c', ['Alright, thank you', 'I hope it works this time']],
      ['a', 'You will get the tracking number this afternoon.'],
    ],
  },
  {
    queue: 'Sales',
    pages: ['home'],
    outcome: 'notReached',
    steps: [
      ['c', ['Hello?', 'Hi']],
      ['a', HELLO_A],
      ['a', 'Are you still there? I will close this for now. Just write again when it suits you.'],
    ],
  },
  {
    queue: 'Sales',
    pages: ['home'],
    outcome: 'spam',
    steps: [
      ['c', 'Dear sir, we offer first page ranking on Google for your shop, very cheap price'],
      ['a', 'Thank you, we are not interested.'],
    ],
  },
];
