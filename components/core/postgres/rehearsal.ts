import type { PhaseJob } from "../phaseJob";
import { restoreJob, type JobPlace } from "../scriptJobs";
import type { PostgresServer } from "./jobs";

/**
 * A backup that is restored into a server of the Job's own, compared and thrown away; the real server is not even asked, so the
 * Pod has no password. It needs room for all databases on its node.
 * @param backup its id. It may be another component's that backs up the same server.
 */
export function postgresRehearsal(place: JobPlace, { image, runAsUser, user }: PostgresServer, backup: string): PhaseJob {
  return restoreJob({ ...place, component: backup.replace(/-\d{8}-\d{6}$/, "") }, {
    image,
    user: runAsUser,
    command: ["postgres-restore.sh"],
    env: [{ name: "PGUSER", value: user }, { name: "CHECK_ONLY", value: "1" }],
  }, backup);
}
