/** What is said in every talk, in English. */
export const HELLO_C = ['Hi there', 'Hello', 'Good morning', 'Hi, quick question'];
export const HELLO_A = [
  'Hello {name}, this is {agent}. How can I help?',
  'Hi {name}, {agent} here. Thanks for writing.',
  'Good day {name}, you are talking to {agent}.',
];
export const MOMENT = [
  'One moment please, I am looking that up.',
  'Let me check that for you.',
  'Just a second, I have your order open.',
];
export const THANKS = ['Thank you!', 'Great, thanks', 'Perfect, thanks a lot', 'Cheers', 'That helps, thank you'];
export const BYE = [
  'You are welcome. Have a good day!',
  'My pleasure. Write any time.',
  'Glad I could help. Enjoy your rug!',
];
