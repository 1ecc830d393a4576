using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Assigns sessions to reviewers.</summary>
internal sealed class Assignments(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>Assigns a session to the viewer, unless a colleague has it.</summary>
    public Task<ReviewOutcome> TakeAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation) =>
        AssignAsync(viewer, sessionId, viewer.UserId, onlyFree: true, cancellation);

    /// <summary>Assigns a session to a colleague who may review it, or to no one.</summary>
    public Task<ReviewOutcome> GiveAsync(StaffViewer viewer, Guid sessionId, Guid? reviewer, CancellationToken cancellation) =>
        AssignAsync(viewer, sessionId, reviewer, onlyFree: false, cancellation);

    /// <summary>The staff to whom sessions can be assigned, by name.</summary>
    public async Task<IReadOnlyList<StaffName>> ReviewersAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (!viewer.MayRead())
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Reviewers(database)
            .OrderBy(user => user.Name)
            .Select(user => new StaffName(user.Id, user.Name))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    async Task<ReviewOutcome> AssignAsync(StaffViewer viewer, Guid sessionId, Guid? reviewer, bool onlyFree, CancellationToken cancellation)
    {
        await using var act = await ReviewAct
            .BeginAsync(databases, viewer, sessionId, time.GetUtcNow().UtcDateTime, cancellation)
            .ConfigureAwait(false);
        if (act is null)
            return ReviewOutcome.NotThere;
        if (act.Session.AssignedToId == reviewer)
            return ReviewOutcome.Done;
        if (onlyFree && act.Session.AssignedToId is not null)
            return ReviewOutcome.Taken;
        var name = "no one";
        if (reviewer is not null)
        {
            var exam = act.Session.ExamName;
            var database = act.Database;
            // A reviewer who may not open the session could do nothing with it.
            var found = await Reviewers(database)
                .Where(user =>
                    user.Id == reviewer
                    && (
                        !database.ExamReviewers.Any(row => row.ExamName == exam)
                        || database.ExamReviewers.Any(row => row.ExamName == exam && row.UserId == user.Id)
                        || database.UserRoles.Any(row =>
                            row.UserId == user.Id
                            && database.Roles.Any(role => role.Id == row.RoleId && role.Name == StaffRoles.Administrator)
                        )
                    )
                )
                .Select(user => user.Name)
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false);
            if (found is null)
                return ReviewOutcome.NotThere;
            name = found;
        }

        act.Session.AssignedToId = reviewer;
        act.Database.Audit(viewer, "session_assigned", $"to {name}", act.At, sessionId);
        await act.StoreAsync(cancellation).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    static IQueryable<StaffUser> Reviewers(ProctoringDb database) =>
        database.Users.Where(user =>
            user.DisabledAt == null
            && database.UserRoles.Any(row =>
                row.UserId == user.Id
                && database.Roles.Any(role =>
                    role.Id == row.RoleId && (role.Name == StaffRoles.Reviewer || role.Name == StaffRoles.Administrator)
                )
            )
        );
}

/// <summary>A member of staff as others see them.</summary>
public sealed record StaffName(Guid Id, string Name);
