/* oxlint-disable -- an old Electron has to read this, and the rules are of today */
// Plain JavaScript of the year 2019, as all of this program: an old Electron has to read it.
'use strict';

function errorOf(work) {
  try {
    work();
    return 'nothing';
  } catch (error) {
    return messageOf(error);
  }
}

/** In 2020 Electron put a word before what it passed on, and left out another. */
function messageOf({ message }) {
  return message.replace(/^Uncaught Error: /, '').replace(/Error: No handler/, 'No handler');
}

/** Everything that only a page can say, in the order in which it is printed. */
async function examine() {
  const bridge = window.bridge;
  const lines = [];
  const say = (name, value) => lines.push([name, value]);

  say('bridge has', Object.keys(bridge).sort());
  say('bridge is frozen', [Object.isFrozen(bridge), Object.isFrozen(bridge.inner)]);
  window.inner = bridge;
  errorOf(() => {
    window.bridge = null;
  });
  say('bridge can be replaced', window.bridge !== bridge);
  say(
    'page knows',
    ['require', 'process', 'module', 'ofPreload'].filter((name) => name in window),
  );

  say(
    'values come back',
    bridge.echo({ text: 'Grüße \u{1f600}', list: [1, null, true, 'x'], deep: { a: [[]] } }),
  );
  say(
    'functions of the page are called',
    await new Promise((resolve) => bridge.callBack((...args) => resolve(args))),
  );
  say(
    'what they return',
    bridge.returned((value) => value + 1),
  );
  say('promises resolve', await bridge.later('soon'));
  say('promises fail', await bridge.laterNot('no').catch(messageOf));
  say(
    'what is thrown',
    errorOf(() => bridge.throws('ouch')),
  );

  say('invoked', await bridge.invoke('sum', 1, [2, 3]));
  say('invoked without a handler', await bridge.invoke('nobody').catch(messageOf));
  say('invoked in vain', await bridge.invoke('fails').catch(messageOf));
  say('messages come in order', await bridge.ordered(5));
  say('after listening', await bridge.silent());

  say('context is secure', window.isSecureContext);
  const answer = await fetch('data.json');
  say('own scheme', [answer.status, answer.headers.get('content-type'), await answer.text()]);

  say('notifications', await Notification.requestPermission());
  window.open('https://example.com/opened');
  return lines;
}

window.bridge.ready(examine);
