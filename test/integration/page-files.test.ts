import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerPageFile } from '../../src/main/core/page/answer-page-file.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();

/** A bundle with something secret beside it. */
function bundle(): string {
  const place = mkdtempSync(join(suite, 'bundle-'));
  const root = join(place, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(place, 'renderer-of-others'));
  writeFileSync(join(place, 'secret.txt'), 'secret');
  writeFileSync(join(place, 'renderer-of-others', 'secret.txt'), 'secret');
  writeFileSync(join(root, 'index.html'), '<!doctype html>');
  writeFileSync(join(root, 'assets', 'page.js'), 'start()');
  writeFileSync(join(root, 'assets', 'größe 1.woff2'), 'font');
  writeFileSync(join(root, 'odd.xyz'), 'odd');
  symlinkSync(join(place, 'secret.txt'), join(root, 'link.txt'));
  symlinkSync(place, join(root, 'up'));
  return root;
}

test.each([
  ['/', '<!doctype html>', 'text/html; charset=utf-8'],
  ['/index.html', '<!doctype html>', 'text/html; charset=utf-8'],
  ['/assets/page.js', 'start()', 'text/javascript; charset=utf-8'],
  ['/assets/gr%C3%B6%C3%9Fe%201.woff2', 'font', 'font/woff2'],
  ['/odd.xyz', 'odd', 'application/octet-stream'],
])('%s is a file of the bundle', async (pathname, content, type) => {
  const response = await answerPageFile(pathname, bundle(), "'self'");
  expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
  expect(await response.text()).toBe(content);
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/assets/../../secret.txt',
  '/assets/%2E%2E%2F%2E%2E%2Fsecret.txt',
  '/..%2fsecret.txt',
  '/%252e%252e/secret.txt',
  '/..\\secret.txt',
  '/..%5csecret.txt',
  '/assets\\..\\..\\secret.txt',
  '//etc/passwd',
  '/%2Fetc/passwd',
  '/etc/passwd',
  '/../renderer-of-others/secret.txt',
  '/link.txt',
  '/up/secret.txt',
  '/index.html%00.js',
  '/index.html\0',
  '/%',
  '/%ff',
  '/assets',
  '/assets/',
  '/./index.html',
  '/.../index.html',
  '/C:/windows/win.ini',
  '/index.html::$DATA',
  'index.html',
  '',
])('%j is not found', async (pathname) => {
  const response = await answerPageFile(pathname, bundle(), "'self'");
  expect([response.status, await response.text()]).toEqual([404, '']);
});

test('a bundle that is not there is not found', async () => {
  expect((await answerPageFile('/', join(suite, 'nowhere'), "'self'")).status).toBe(404);
});

test.each(["'self'", 'media:'] as const)(
  'every answer keeps the page in its place, with sound from %s',
  async (source) => {
    const root = bundle();
    for (const pathname of ['/', '/nowhere']) {
      const { headers } = await answerPageFile(pathname, root, source);
      expect(headers.get('content-security-policy')?.split('; ')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        `media-src ${source} blob:`,
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
      ]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    }
  },
);
