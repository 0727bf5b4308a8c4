import type { UsageGroup, UsageGrouping, UsageReport } from '../../claude/usage/usage.ts';
import type { SessionContext } from '../session-context.ts';
import type { SessionUsageQuery, SessionUsageReport, ShownUsageGroup } from '../session-service.ts';
import type { ListPlace, PageSnapshots } from './page-snapshots.ts';

/** Returns what was used, with a page of its groups: projects with their path, sessions with their title. */
export async function readUsage(
  context: SessionContext,
  snapshots: PageSnapshots,
  { limit, cursor, ...query }: SessionUsageQuery,
): Promise<SessionUsageReport> {
  const report: UsageReport = await context.transcripts.usage(query);
  const list = JSON.stringify(['usage', query.groupBy, query.slug, query.since, query.until, query.timeZone]);
  const page = snapshots.page(report.groups, (group) => placeOf(group, query.groupBy), { list, limit, cursor });
  return {
    ...report,
    ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    groups: await describe(context, page.rows, query.groupBy),
  };
}

/** Days ascend, others descend by cost: the place of a group in the order of {@link UsageReport}. */
function placeOf({ key, cost_usd }: UsageGroup, groupBy: UsageGrouping | undefined): ListPlace {
  return { id: key, at: groupBy === 'day' ? -(Date.parse(key) || Number.MAX_SAFE_INTEGER) : cost_usd };
}

async function describe(
  context: SessionContext,
  groups: readonly UsageGroup[],
  groupBy: UsageGrouping | undefined,
): Promise<readonly ShownUsageGroup[]> {
  if (groupBy === 'project' && groups.length > 0) {
    const projects = new Map((await context.transcripts.listProjects()).map(({ slug, path }) => [slug, path]));
    return groups.map((group) => {
      const path = projects.get(group.key);
      return path === undefined ? group : { ...group, path };
    });
  }
  if (groupBy !== 'session') return groups;
  return await Promise.all(
    groups.map(async (group) => {
      const title =
        context.records.get(group.key)?.title ?? (await context.transcripts.find(group.key, group.slug))?.title;
      return title === undefined ? group : { ...group, title };
    }),
  );
}
