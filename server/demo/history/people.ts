import type { Evidence, Locale } from '../../contract/index.js';

/** Somebody who has written to the shop. Addresses end in .example; numbers are of ranges that no one has. */
export interface Person {
  name: string;
  /** How an agent addresses them. */
  called: string;
  locale: Locale;
  city: string;
  email?: string;
  emailEvidence?: Evidence;
  phone?: string;
  /** The shop's own number for them, told by its signed pages. */
  account?: string;
  orders: number;
  tags?: string[];
}

type Row = [name: string, called: string, city: string, email: string | null, orders: number, tags?: string];

const FA: Row[] = [
  ['مریم حسینی', 'خانم حسینی', 'شیراز', 'maryam.hosseini@post.example', 6, 'وفادار'],
  ['علی رضایی', 'آقای رضایی', 'تهران', 'ali.rezaei@post.example', 3],
  ['زهرا کاظمی', 'خانم کاظمی', 'اصفهان', 'z.kazemi@post.example', 2],
  ['محمد نوری', 'آقای نوری', 'مشهد', null, 1],
  ['فاطمه جعفری', 'خانم جعفری', 'تبریز', 'f.jafari@post.example', 4],
  ['حسین ملکی', 'آقای ملکی', 'کرج', 'hossein.maleki@post.example', 1],
  ['نرگس صالحی', 'خانم صالحی', 'رشت', 'narges.salehi@post.example', 5, 'وفادار'],
  ['رضا قاسمی', 'آقای قاسمی', 'قم', null, 0],
  ['الهام باقری', 'خانم باقری', 'تهران', 'elham.b@post.example', 2],
  ['مهدی زارع', 'آقای زارع', 'یزد', 'mehdi.zare@post.example', 3],
  ['سمیرا نجفی', 'خانم نجفی', 'اهواز', null, 1],
  ['امیرحسین شریفی', 'آقای شریفی', 'تهران', 'ah.sharifi@post.example', 12, 'عمده'],
  ['لیلا مرادی', 'خانم مرادی', 'کرمانشاه', 'leila.moradi@post.example', 2],
  ['بهزاد فلاح', 'آقای فلاح', 'ساری', 'behzad.fallah@post.example', 1],
  ['شیرین طاهری', 'خانم طاهری', 'تهران', 'shirin.taheri@post.example', 7, 'وفادار'],
  ['یاسر عبدی', 'آقای عبدی', 'سنندج', null, 0],
  ['مهسا رستمی', 'خانم رستمی', 'همدان', 'mahsa.rostami@post.example', 1],
  ['کیوان اکبری', 'آقای اکبری', 'تهران', 'keyvan.akbari@post.example', 4],
  ['پریسا حیدری', 'خانم حیدری', 'بوشهر', 'parisa.h@post.example', 2],
  ['سعید محمدی', 'آقای محمدی', 'کرمان', 'saeed.mohammadi@post.example', 2],
  ['آتنا یوسفی', 'خانم یوسفی', 'تهران', null, 0],
  ['فرهاد توکلی', 'آقای توکلی', 'گرگان', 'farhad.tavakoli@post.example', 3],
  ['هانیه سلطانی', 'خانم سلطانی', 'زنجان', 'hanieh.soltani@post.example', 1],
  ['پوریا منصوری', 'آقای منصوری', 'تهران', 'pouria.mansouri@post.example', 9, 'عمده'],
  ['ترانه کیانی', 'خانم کیانی', 'شیراز', 'taraneh.kiani@post.example', 2],
  ['جواد خسروی', 'آقای خسروی', 'اراک', null, 1],
  ['گلناز پناهی', 'خانم پناهی', 'تهران', 'golnaz.panahi@post.example', 3],
  ['حمید دهقان', 'آقای دهقان', 'شیراز', 'hamid.dehghan@post.example', 1],
  ['ساناز ابراهیمی', 'خانم ابراهیمی', 'ارومیه', 'sanaz.e@post.example', 2],
  ['نیما بهرامی', 'آقای بهرامی', 'تهران', 'nima.bahrami@post.example', 5],
  ['مینو شفیعی', 'خانم شفیعی', 'بابل', null, 0],
  ['آرش نیک‌نام', 'آقای نیک‌نام', 'تهران', 'arash.niknam@post.example', 2],
  ['رویا مقدم', 'خانم مقدم', 'قزوین', 'roya.moghaddam@post.example', 3, 'هدیه'],
  ['داود رحمانی', 'آقای رحمانی', 'اردبیل', 'davoud.rahmani@post.example', 1],
  ['نازنین فرجی', 'خانم فرجی', 'تهران', 'nazanin.faraji@post.example', 4],
  ['مریم', 'خانم حسینی', 'شیراز', 'maryam.hosseini@post.example', 0],
];

const EN: Row[] = [
  ['Oliver Grant', 'Oliver', 'Leeds', 'oliver.grant@mail.example', 3],
  ['Hannah Fischer', 'Hannah', 'Hamburg', 'hannah.fischer@mail.example', 5, 'regular'],
  ['James Okafor', 'James', 'London', 'j.okafor@mail.example', 2],
  ['Sofia Marino', 'Sofia', 'Milan', 'sofia.marino@mail.example', 1],
  ['Lucas Petit', 'Lucas', 'Lyon', null, 1],
  ['Ingrid Solberg', 'Ingrid', 'Bergen', 'ingrid.solberg@mail.example', 4],
  ['Daniel Reyes', 'Daniel', 'Madrid', 'daniel.reyes@mail.example', 2],
  ['Amelia Clarke', 'Amelia', 'Bristol', 'amelia.clarke@mail.example', 8, 'interior designer'],
  ['Tomasz Nowak', 'Tomasz', 'Kraków', 'tomasz.nowak@mail.example', 1],
  ['Priya Nair', 'Priya', 'Birmingham', null, 0],
  ['Erik Johansson', 'Erik', 'Uppsala', 'erik.j@mail.example', 2],
  ['Grace Murphy', 'Grace', 'Dublin', 'grace.murphy@mail.example', 3, 'gift'],
  ['Matteo Ricci', 'Matteo', 'Turin', 'matteo.ricci@mail.example', 1],
  ['Chloe Bennett', 'Chloe', 'Manchester', 'chloe.bennett@mail.example', 2],
  ['Jan de Vries', 'Jan', 'Utrecht', 'jan.devries@mail.example', 6, 'regular'],
  ['Leila Haddad', 'Leila', 'Brussels', 'leila.haddad@mail.example', 1],
  ['Samuel Ortiz', 'Samuel', 'Valencia', null, 0],
  ['Katarina Horvat', 'Katarina', 'Zagreb', 'k.horvat@mail.example', 2],
  ['Ben Whitaker', 'Ben', 'York', 'ben.whitaker@mail.example', 1],
  ['Yuki Tanaka', 'Yuki', 'Berlin', 'yuki.tanaka@mail.example', 3],
  ['Nora Lindholm', 'Nora', 'Turku', 'nora.lindholm@mail.example', 2],
  ['Patrick Byrne', 'Patrick', 'Cork', null, 1],
  ['Elena Popescu', 'Elena', 'Cluj', 'elena.popescu@mail.example', 2],
  ['O. Grant', 'Oliver', 'Leeds', 'oliver.grant@mail.example', 0],
];

/** What a typed address is worth: mostly nothing, for some it was proven since. */
const EVIDENCE: Evidence[] = ['claimed', 'claimed', 'verified', 'claimed', 'agent', 'claimed', 'claimed'];

const twoDigits = (n: number) => String(n).padStart(2, '0');

function person(locale: Locale, row: Row, i: number): Person {
  const [name, called, city, email, orders, tag] = row;
  // The last of each language is somebody who gave the address of the first: joining them is only suggested.
  const double = i > 0 && email !== null && (locale === 'fa' ? FA : EN)[0]![3] === email;
  const phone = locale === 'fa' ? `+9891200000${twoDigits(i)}` : `+4477009000${twoDigits(i)}`;
  return {
    ...{ name, called, locale, city, orders },
    ...(email && { email, emailEvidence: double ? 'claimed' : EVIDENCE[i % EVIDENCE.length]! }),
    ...(i % 3 === 1 && !double && { phone }),
    ...(orders > 2 && i % 2 === 0 && { account: `K-${locale === 'fa' ? 1_000 + i * 7 : 5_000 + i * 11}` }),
    ...(tag && { tags: [tag] }),
  };
}

export const PEOPLE_OUTSIDE: Person[] = [
  ...FA.map((row, i) => person('fa', row, i)),
  ...EN.map((row, i) => person('en', row, i)),
];
