import { sayPlural } from '../../../src/base/say.ts';
import { ReloadButton } from './site.tsx';
import { useStore } from './use-store.ts';

/** What holds for everything that is shown: where it comes from, and what it leaves out. */
export function Banners() {
  const store = useStore();
  const opened = store.opened.value;
  const successor = store.successor.value;
  return (
    <div class="banners">
      {opened && (
        <div class="banner" role="status">
          <span>
            Showing <b>{opened.name}</b>. {!store.ended.value && 'The page is still being recorded.'}
            {opened.notes.length > 0 && ` Read with corrections: ${opened.notes.join(' ')}`}
          </span>
          <button type="button" onClick={() => store.backToLive()}>
            {store.ended.value ? 'Back' : 'Back to live'}
          </button>
        </div>
      )}
      {store.ended.value && !opened && (
        <div class="banner bad" role="alert">
          <span>
            Recording ended: Sockscope's part that records was reloaded or closed. This session is kept here
            and can be exported.
          </span>
          {successor && (
            <button type="button" onClick={successor}>
              Show the new recording
            </button>
          )}
        </div>
      )}
      <NotHeard />
      <Unhooked />
      {store.notice.value && (
        <div class="banner bad" role="alert">
          {store.notice.value}
          <button
            type="button"
            onClick={() => {
              store.notice.value = null;
            }}
          >
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}

/** Where there is nothing to show, the view says so instead (nothing.tsx). */
function NotHeard() {
  const store = useStore();
  const frames = store.framesHeard.value;
  if (store.heard.value || store.ended.value || store.opened.value !== null) return null;
  if (store.log().connections.length === 0) return null;
  return (
    <div class="banner" role="status">
      <span>
        This page is not recorded
        {frames > 0 && `, ${sayPlural(frames, 'iframe')} inside it ${frames === 1 ? 'is' : 'are'}`}. It was
        open before DevTools was, or the browser keeps extensions off it.
      </span>
      <ReloadButton />
    </div>
  );
}

/** The inspected page itself is known from the browser's record alone; that of its frames is said beside them. */
function Unhooked() {
  const store = useStore();
  if (store.ended.value || store.opened.value !== null || !store.heard.value) return null;
  store.analysis();
  const page = store.log().pages.findLast((each) => each.frame === 'top' && each.leftAt === null);
  if (!page?.unhooked) return null;
  return (
    <div class="banner" role="status">
      <span>
        {page.unhooked === 'reachable'
          ? 'The page that opened this one could reach it before Sockscope did, so that its sockets come from the browser’s own record: later, and without close codes.'
          : 'This document is not HTML, so that its sockets come from the browser’s own record: later, and without close codes.'}
      </span>
      {page.unhooked === 'reachable' && <ReloadButton />}
    </div>
  );
}
