/**
 * The working revision, if the run that asks is the newest and still at work; no row otherwise. Part of every statement
 * by which a run writes, so that nothing of an older run can slip in between a check and a write.
 */
export const FENCED_REVISION = `
  SELECT revisions.id FROM jobs
  JOIN revisions ON revisions.job_id = jobs.id AND revisions.number = jobs.revision
  WHERE jobs.id = @jobId AND jobs.epoch = @epoch AND jobs.state IN ('running', 'pausing', 'canceling')`;
