import type { Script } from '../script.js';
import { BYE, HELLO_A, THANKS } from './en-words.js';

export const EN_SERVICE: Script[] = [
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
];
