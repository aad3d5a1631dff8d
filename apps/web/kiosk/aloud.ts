/** Reads a screen aloud where this machine has a voice of the page's language: one of its own, which sends nobody's affairs elsewhere to be spoken. */
import { computed, onScopeDispose, ref, type Ref, shallowRef } from 'vue';

/** What is asked, what was refused or has come of an act, what is told to anybody, and the answers. */
const readParts =
  '.screen h1, .screen > header > p, .screen [role="alert"], .screen [role="status"], .screen .text, .screen .answer';
/** Where a PIN is entered nothing is read, not even how much of it there is. */
const unread = '.pad';

/** What a screen says, part by part, as it is seen. */
const textsOnScreen = (): readonly string[] =>
  [...document.querySelectorAll<HTMLElement>(readParts)]
    .filter(
      (part) =>
        part.checkVisibility() &&
        part.closest(unread) === null &&
        part.parentElement?.closest(readParts) === null,
    )
    .map((part) => part.innerText.trim().replaceAll(/\s*\n\s*/gu, '，'))
    .filter((text) => text !== '');

/** Of Chinese, the common speech: Cantonese has the same characters and other words. */
const speaks = ({ lang, localService }: SpeechSynthesisVoice, language: string): boolean => {
  const tag = lang.replaceAll('_', '-');
  return (
    localService &&
    (language === 'zh' ? /^(?:zh(?:-CN|-Hans\b.*)?|cmn\b.*)$/iu.test(tag) : tag.split('-')[0] === language)
  );
};

/** The voice of the language that is read now, and what it reads. */
export const useAloud = (language: Ref<string>) => {
  const synthesis = window.speechSynthesis;
  const voices = shallowRef(synthesis.getVoices());
  const reading = ref(false);
  let round = 0;
  const voice = computed(() => voices.value.find((each) => speaks(each, language.value)) ?? null);

  const look = (): void => {
    voices.value = synthesis.getVoices();
  };
  synthesis.addEventListener('voiceschanged', look);

  const stop = (): void => {
    round += 1;
    reading.value = false;
    synthesis.cancel();
  };
  const start = (): void => {
    stop();
    const by = voice.value;
    const texts = textsOnScreen();
    if (by === null || texts.length === 0) return;
    const mine = round;
    reading.value = true;
    const over = (): void => {
      if (mine === round) reading.value = false;
    };
    for (const [at, text] of texts.entries()) {
      const part = new SpeechSynthesisUtterance(text);
      part.voice = by;
      part.lang = by.lang;
      part.addEventListener('error', over);
      if (at === texts.length - 1) part.addEventListener('end', over);
      synthesis.speak(part);
    }
  };
  onScopeDispose(() => {
    synthesis.removeEventListener('voiceschanged', look);
    stop();
  });
  return {
    voice,
    reading,
    stop,
    /** By the one button: begins, or is quiet. */
    turn: (): void => (reading.value ? stop() : start()),
  };
};
