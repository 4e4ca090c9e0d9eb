// Installs what is missing, so that one command works on a fresh clone: the packages of package-lock.json and, with --browser on
// Debian as root, Chromium. Runs before anything is installed: Node's own modules only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const stamp = 'node_modules/.cache/sockscope-lock';
const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');

const run = (command, args, options = {}) => {
  const done = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (done.status !== 0) {
    console.error(
      `sockscope: "${command} ${args.join(' ')}" failed (${done.error?.message ?? `exit ${done.status}`})`,
    );
    process.exit(1);
  }
};

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`sockscope: Node 20.19 or newer is needed, this is ${process.versions.node}`);
  process.exit(1);
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  // Not `npm ci`: it refuses a lock file whose optional packages for other platforms a registry mirror does not carry.
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund'], { shell: process.platform === 'win32' });
  mkdirSync('node_modules/.cache', { recursive: true });
  writeFileSync(stamp, lock);
}

const browsers = [
  process.env.SOCKSCOPE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
if (process.argv.includes('--browser') && !browsers.some((path) => path && existsSync(path))) {
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-qq'], { env });
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      env,
    });
  } else {
    console.error('sockscope: Chromium is needed: install it, or name it in SOCKSCOPE_CHROMIUM.');
    process.exit(1);
  }
}
