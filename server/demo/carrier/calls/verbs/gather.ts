import type { Input } from '../call.js';
import type { Step, Verdict, Voice } from '../voice.js';
import { absolute, flag, methodOf, seconds } from './attributes.js';

interface Got {
  digits: string;
  speech: string | null;
}

/** Asks for keys or words; whoever answers need not hear it out. */
export async function gather(voice: Voice, step: Step): Promise<Verdict> {
  const { call, run, verb, document } = step;
  const prompting = run.inner();
  const listening = listen(voice, step, () => prompting.stop());
  try {
    await voice.perform(call, prompting, { ...document, verbs: verb.children }).catch((error) => {
      if (!prompting.isStopped || run.isStopped) throw error;
    });
    listening.promptEnded();
    const got = await run.until(listening.got);
    return verdictOf(step, got);
  } finally {
    prompting.stop();
    listening.stop();
  }
}

function verdictOf({ verb, document }: Step, { digits, speech }: Got): Verdict {
  const { action = document.url, method, actionOnEmptyResult } = verb.attributes;
  const isEmpty = digits === '' && speech === null;
  if (isEmpty && !flag(actionOnEmptyResult, false)) return null;
  const words: Record<string, string> = speech === null ? {} : { SpeechResult: speech, Confidence: '0.9' };
  const form = speech === null ? { Digits: digits, FinishedOnKey: '' } : words;
  return { url: absolute(document, action), method: methodOf(method), form, kind: 'call.gather' };
}

function listen({ world: { time } }: Voice, { call, verb }: Step, interrupt: () => void) {
  const { input = 'dtmf', numDigits, finishOnKey = '#', timeout } = verb.attributes;
  const [most, patienceMs] = [Number(numDigits ?? Number.POSITIVE_INFINITY), seconds(timeout, 5)];
  let digits = '';
  let give = (_got: Got) => {};
  let takeBack = () => {};
  const got = new Promise<Got>((resolve) => {
    give = resolve;
  });
  const restart = () => {
    takeBack();
    takeBack = time.after(patienceMs, () => give({ digits, speech: null }));
  };
  call.listener = (heard: Input) => {
    if ('speech' in heard) {
      if (!input.includes('speech')) return;
      interrupt();
      return give({ digits: '', speech: heard.speech });
    }
    if (!input.includes('dtmf')) return;
    interrupt();
    if (heard.digit === finishOnKey) return give({ digits, speech: null });
    digits += heard.digit;
    if (digits.length >= most) give({ digits, speech: null });
    else restart();
  };
  return {
    got,
    promptEnded: restart,
    stop() {
      takeBack();
      call.listener = null;
    },
  };
}
