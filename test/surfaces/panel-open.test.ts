import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPanelStore, type PanelStore } from '../../extension/panel/store/panel-store.ts';
import { createSessionLog } from '../../src/session/log.ts';
import { begun, frameLine, sessionFile } from '../support/session-file.ts';
import { hostOf } from '../support/session-host.ts';

let store: PanelStore;
beforeEach(() => {
  // The panel's window paints; nothing is painted here.
  vi.stubGlobal('requestAnimationFrame', () => 0);
  store = createPanelStore(hostOf(createSessionLog()));
});
afterEach(() => {
  store.stop();
  vi.unstubAllGlobals();
});

describe('a file opened in the panel', () => {
  it('is shown with what was corrected', async () => {
    await store.open('a.sockscope', sessionFile([...begun, frameLine(1, { size: 9 })]));
    expect(store.notice.value).toBeNull();
    expect(store.opened.value).toMatchObject({
      name: 'a.sockscope',
      notes: [expect.stringMatching(/^1 frame had a size/)],
    });
    expect(store.log().lastFrame).toBe(1);
  });

  it.each([
    ['a hole', sessionFile([...begun, frameLine(1), frameLine(2 ** 53 - 1, { order: 20 })]), /Line 5/],
    [
      'odd values',
      Buffer.from('{"log":{"entries":[{"_webSocketMessages":[{"data":{"toString":1}}]}]}}'),
      /No WebSocket/,
    ],
    ['anything', Buffer.from('GIF89a'), /not a Sockscope session/],
  ])('that has %s gets a sentence, and what was shown stays', async (_name, file, message) => {
    await store.open('good.sockscope', sessionFile([...begun, frameLine(1)]));
    await store.open('bad', file);
    expect(store.notice.value).toMatch(message);
    expect(store.notice.value).toMatch(/^bad: [A-Z][^\n]+\.$/);
    expect(store.opened.value?.name).toBe('good.sockscope');
    expect(store.log().lastFrame).toBe(1);
  });
});
