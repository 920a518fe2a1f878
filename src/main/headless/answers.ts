import { failed, type Result } from '../../shared/contract/result.ts';
import { EarshotError, type ErrorCode } from '../../shared/errors.ts';

/** For everything that is no page: nobody may keep it, guess what it is, show it, or let another site have it. */
const NO_PAGE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** An answer of somebody else, with what goes with every answer of ours. */
export function asNoPage(answer: Response): Response {
  for (const [name, value] of Object.entries(NO_PAGE_HEADERS)) answer.headers.set(name, value);
  return answer;
}

export function answerResult(
  result: Result<unknown>,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  return Response.json(result, { status, headers: { ...NO_PAGE_HEADERS, ...headers } });
}

export function refuse(status: number, message: string, code: ErrorCode = 'invalid-argument'): Response {
  return answerResult(failed(new EarshotError(code, message)), status);
}

/** The page itself, without what opened it in its address. */
export function toPage(cookie: string): Response {
  return new Response(null, {
    status: 303,
    headers: { ...NO_PAGE_HEADERS, location: '/', 'set-cookie': cookie },
  });
}

/**
 * A browser that follows a link from elsewhere keeps a strict cookie to itself, also where it is led on. What a page of
 * ours leads to gets the cookie.
 */
export function comeAgain(): Response {
  return answerWords(200, 'Earshot opens …', { refresh: '0; url=/' });
}

export function tellStranger(): Response {
  return answerWords(
    401,
    'This browser has no access to Earshot yet. Open the newest link that Earshot has printed where it runs: each link lets in one browser.',
  );
}

function answerWords(status: number, words: string, headers: Record<string, string> = {}): Response {
  const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Earshot</title>
  </head>
  <body><p>${words}</p></body>
</html>
`;
  return new Response(page, {
    status,
    headers: { ...NO_PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8', ...headers },
  });
}
