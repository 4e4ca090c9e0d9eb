import { sayPlural } from '../../../src/base/say.ts';
import { Empty } from '../widgets/parts.tsx';
import { KeepSite, ReloadButton } from './site.tsx';
import { useStore } from './use-store.ts';

/** Why a tab shows nothing: a filter, no connection at all, or nothing of that kind in this traffic. */
export function Nothing({ what, about }: { readonly what: string; readonly about: string }) {
  const store = useStore();
  const filtered = store.filter.value !== '' || store.scope.value !== null || store.range.value !== null;
  const frames = store.framesHeard.value;
  const reset = (): void => {
    store.filter.value = '';
    store.scope.value = null;
    store.range.value = null;
  };
  if (!store.heard.value && store.opened.value === null && store.log().connections.length === 0)
    return (
      <Empty title="This page is not recorded">
        It was open before DevTools was, or it is a page that the browser keeps extensions off: one of its
        own, or a site that the extension's settings leave out.
        {frames > 0 &&
          ` ${sayPlural(frames, 'iframe')} inside it ${frames === 1 ? 'is recorded and has' : 'are recorded and have'} no WebSocket yet.`}
        <ReloadButton />
        <KeepSite />
      </Empty>
    );
  if (store.log().connections.length === 0)
    return (
      <Empty title="No WebSocket on this page yet">
        Sockscope records from the moment DevTools is open. Reload the page to see its connections from their
        first frame.
        <ReloadButton />
        <KeepSite />
      </Empty>
    );
  if (filtered)
    return (
      <div class="empty-state">
        <b>No {what} match</b>
        <p>A filter, a connection or a time range is chosen.</p>
        <button type="button" class="push" onClick={reset}>
          Show everything
        </button>
      </div>
    );
  return <Empty title={`No ${what} yet`}>{about}</Empty>;
}
