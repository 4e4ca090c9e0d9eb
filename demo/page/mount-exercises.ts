import './demo.css';

export interface Runnable {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Resolves with what happened, in a sentence. */
  start(): Promise<string>;
}

/** Lists the exercises with a button each, and puts them on the window for scripts. */
export function mountExercises(exercises: readonly Runnable[]): void {
  const list = document.querySelector('#exercises')!;
  const runs = new Map<string, () => Promise<string>>();

  for (const exercise of exercises) {
    const row = document.createElement('li');
    const button = document.createElement('button');
    const title = document.createElement('strong');
    const about = document.createElement('span');
    const outcome = document.createElement('output');
    button.textContent = 'Run';
    button.setAttribute('aria-label', `Run: ${exercise.title}`);
    title.textContent = exercise.title;
    about.textContent = exercise.about;
    row.append(button, title, about, outcome);
    list.append(row);
    const start = (): Promise<string> => run(exercise, button, outcome);
    runs.set(exercise.name, start);
    button.addEventListener('click', () => void start());
  }

  /** Runs one exercise by name, and all of them one after another. */
  const demo = {
    names: exercises.map((exercise) => exercise.name),
    run: (name: string): Promise<string> => {
      const start = runs.get(name);
      return start ? start() : Promise.reject(new Error(`no exercise "${name}": ${demo.names.join(', ')}`));
    },
  };
  globalThis.sockscopeDemo = demo;

  document.querySelector('#all')!.addEventListener('click', async () => {
    for (const name of demo.names) await demo.run(name).catch(() => undefined);
  });
}

async function run(
  exercise: Runnable,
  button: HTMLButtonElement,
  outcome: HTMLOutputElement,
): Promise<string> {
  button.disabled = true;
  outcome.textContent = 'running…';
  outcome.className = '';
  try {
    const result = await exercise.start();
    outcome.textContent = result;
    outcome.className = 'done';
    return result;
  } catch (error) {
    outcome.textContent = String(error);
    outcome.className = 'failed';
    throw error;
  } finally {
    button.disabled = false;
  }
}
