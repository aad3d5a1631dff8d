/** Hands a file over to the centre piece by piece: goes on where the line broke, and where another page began with the same file. */
import { pieceBytes, type UploadKind } from '#libs/contract/production.js';
import { consoleAddress } from '#libs/contract/console.js';
import type { Problem } from '#libs/contract/problems.js';
import { computed, onScopeDispose, ref, shallowRef } from 'vue';

import { type Answer, postBytes } from '../../shared/request.js';
import type { ProductionFile } from '../api.js';
import { askCentre } from '../centre.js';
import { useConsole } from '../console.js';

/** How long after nobody answered it is tried again. */
const againMs = 2_000;

export const useUpload = (kind: UploadKind) => {
  const { heed } = useConsole();
  /** What the centre has of it. */
  const file = shallowRef<ProductionFile | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const unanswered = ref(false);
  const sending = ref(false);
  const begun = ref({ at: 0, received: 0 });
  let round = 0;
  onScopeDispose(() => (round += 1));

  /** What was answered; null: refused, or nobody waits for it any more. Asked again until somebody answers. */
  const insist = async <T>(mine: number, ask: () => Promise<Answer<T>>): Promise<T | null> => {
    for (;;) {
      const answer = heed(await ask());
      if (mine !== round) return null;
      unanswered.value =
        answer.outcome === 'unanswered' ||
        (answer.outcome === 'refused' && answer.problem.code === 'central-unreachable');
      if (answer.outcome === 'done') return answer.value;
      if (!unanswered.value && answer.outcome === 'refused') {
        problem.value = answer.problem;
        return null;
      }
      await new Promise((resolve) => window.setTimeout(resolve, againMs));
      if (mine !== round) return null;
    }
  };

  const announce = async (mine: number, name: string, content: Blob): Promise<ProductionFile | null> => {
    const known = await insist(mine, () => askCentre('production-files.read-arriving', {}));
    const arriving = known?.file ?? null;
    // Begun before, here or in a page that was closed.
    if (arriving?.kind === kind && arriving.name === name && arriving.bytes === content.size) return arriving;
    if (known === null) return null;
    const id = crypto.randomUUID();
    return insist(mine, () =>
      askCentre('production-files.hand-over', { body: { id, kind, name, bytes: content.size } }),
    );
  };

  const send = async (name: string, content: Blob): Promise<void> => {
    round += 1;
    const mine = round;
    problem.value = null;
    file.value = null;
    sending.value = true;
    let there = await announce(mine, name, content);
    begun.value = { at: performance.now(), received: there?.received ?? 0 };
    while (there !== null && there.received < there.bytes) {
      file.value = there;
      const { id, received } = there;
      const address = consoleAddress('production-files.add-piece', {
        path: { id },
        query: { offset: received },
      });
      there = await insist(mine, () =>
        postBytes<ProductionFile>(address, content.slice(received, received + pieceBytes)),
      );
    }
    if (there !== null) {
      const { id } = there;
      file.value = there;
      there = await insist(mine, () => askCentre('production-files.complete', { path: { id } }));
    }
    if (mine !== round) return;
    sending.value = false;
    if (there !== null) file.value = there;
  };

  return {
    file,
    problem,
    unanswered,
    sending,
    send,
    whole: computed(() => (file.value?.state === 'whole' ? file.value : null)),
    /** Bytes a second since it began here; null: not known yet. */
    rate: computed(() => {
      const seconds = (performance.now() - begun.value.at) / 1000;
      const sent = (file.value?.received ?? 0) - begun.value.received;
      return sent > 0 && seconds > 0 ? sent / seconds : null;
    }),
    /** Gives up whatever this person is handing over. */
    discard: async (): Promise<void> => {
      round += 1;
      sending.value = false;
      const mine = round;
      const arriving = (await insist(mine, () => askCentre('production-files.read-arriving', {})))?.file;
      const id = file.value?.state === 'whole' ? file.value.id : arriving?.id;
      if (id !== undefined) await insist(mine, () => askCentre('production-files.discard', { path: { id } }));
      file.value = null;
      problem.value = null;
    },
  };
};
