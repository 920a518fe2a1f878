import { checkHealth, type HealthPorts } from '../health/check-health.ts';
import { EXIT } from './exit-codes.ts';

export type DoctorPorts = HealthPorts & { readonly print: (line: string) => void };

/** Checks everything a transcription needs and prints a verdict a line. @returns the exit code */
export async function runDoctor({ print, ...ports }: DoctorPorts): Promise<number> {
  const findings = await checkHealth(ports, ({ part, isGood, words }) =>
    print(`${isGood ? 'ok     ' : 'problem'}  ${part.padEnd(7)} ${words}`),
  );
  const allGood = findings.every(({ isGood }) => isGood);
  print(allGood ? 'Everything is in place.' : 'Earshot cannot work until the problems above are solved.');
  return allGood ? EXIT.ok : EXIT.notReady;
}
