/**
 * Where the sound of a job is played from. The desktop app has a scheme for it, a page of the headless host asks its own
 * origin; both name the job, never a file.
 *
 * @param protocol of the page, as `location.protocol`
 */
export function mediaAddress(uid: string, protocol: string): string {
  return protocol === 'http:' || protocol === 'https:' ? `/media/${uid}` : `media://job/${uid}`;
}
