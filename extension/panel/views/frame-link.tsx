import { sayCount } from '../../../src/base/say.ts';
import { Link } from '../widgets/parts.tsx';
import { useStore } from './use-store.ts';

/** Selects a frame, and says by its colour which way it went. */
export function FrameLink({ frame }: { readonly frame: number }) {
  const store = useStore();
  const direction = store.log().frame(frame)?.direction;
  return (
    <Link
      class={direction === 'sent' ? 's' : 'r'}
      onClick={() => store.show({ kind: 'frame', frame }, 'frames')}
    >
      #{sayCount(frame)}
    </Link>
  );
}
