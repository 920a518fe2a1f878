// Runs recordings through a queue of its own with short limits, as a process that can be stopped and continued with all
// that it has started. Arguments: the folder of a home that exists, and the recordings. Writes a line of JSON at the end:
// the codes for which engines were started again, and the states of the jobs.
import { FaultHome } from './fault-home.ts';
import { openFaultQueue } from './fault-queue.ts';
import { untilStates } from './fault-queue-line.ts';

const [folder = '', ...paths] = process.argv.slice(2);
const queue = await openFaultQueue(new FaultHome(folder, 'there-already'));
await queue.add(...paths);
const jobs = await untilStates(queue.client, 'completed', 'failed', 'blocked');
await queue.stop();
const states = jobs.map(({ status }) => status.state);
process.stdout.write(`${JSON.stringify({ restarts: queue.restarts, states })}\n`);
