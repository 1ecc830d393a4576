using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Assigns sessions to reviewers.</summary>
internal sealed partial class Assignments(IDbContextFactory<ProctoringDb> databases, TimeProvider time, ILogger<Assignments> log)
{
    /// <summary>Assigns a session to the viewer, unless a colleague has it.</summary>
    public Task<ReviewOutcome> TakeAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation) =>
        AssignAsync(viewer, sessionId, viewer.UserId, current => current is null, cancellation);

    /// <summary>Assigns a session to a colleague who may review it, or to no one.</summary>
    public Task<ReviewOutcome> GiveAsync(StaffViewer viewer, Guid sessionId, Guid? reviewer, CancellationToken cancellation) =>
        AssignAsync(viewer, sessionId, reviewer, _ => true, cancellation);

    /// <summary>Assigns several sessions to a colleague, or to no one. Each is a separate act with an entry in the audit log.</summary>
    /// <param name="viewer">The reviewer who assigns.</param>
    /// <param name="sessions">The sessions, at most <see cref="ReviewLimits.BulkSessions"/>.</param>
    /// <param name="reviewer">The new reviewer; null for no one.</param>
    /// <param name="progress">Receives the number of sessions done; null if no caller wants it.</param>
    /// <param name="cancellation">Stops before the next session.</param>
    /// <returns>The sessions that were changed, each with its reviewer before.</returns>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">There are too many sessions; none was
    /// changed.</exception>
    public async Task<AssignmentBatch> GiveManyAsync(
        StaffViewer viewer,
        IReadOnlyCollection<Guid> sessions,
        Guid? reviewer,
        IProgress<int>? progress,
        CancellationToken cancellation
    )
    {
        var chosen = ReviewLimits.Chosen(sessions);
        Dictionary<Guid, Guid?> before = [];
        var refused = 0;
        foreach (var (done, id) in chosen.Index())
        {
            progress?.Report(done);
            var changed = false;
            Guid? earlier = null;
            bool Note(Guid? current)
            {
                (changed, earlier) = (true, current);
                return true;
            }

            if (!await TryAsync(viewer, id, reviewer, Note, cancellation).ConfigureAwait(false))
                refused++;
            else if (changed)
                before[id] = earlier;
        }

        return new AssignmentBatch(reviewer, before, refused);
    }

    /// <summary>Gives the sessions of a batch back to their reviewers before. Those that were assigned again since then stay.</summary>
    /// <returns>The number of sessions that were given back.</returns>
    public async Task<int> UndoManyAsync(StaffViewer viewer, AssignmentBatch batch, CancellationToken cancellation)
    {
        var given = 0;
        foreach (var (id, before) in batch.Before)
        {
            if (await TryAsync(viewer, id, before, current => current == batch.Reviewer, cancellation).ConfigureAwait(false))
                given++;
        }

        return given;
    }

    /// <summary>Assigns one session of several. A failure concerns only this one: the others are stored and can be undone.</summary>
    async Task<bool> TryAsync(
        StaffViewer viewer,
        Guid sessionId,
        Guid? reviewer,
        Func<Guid?, bool> mayReplace,
        CancellationToken cancellation
    )
    {
        try
        {
            return await AssignAsync(viewer, sessionId, reviewer, mayReplace, cancellation).ConfigureAwait(false) == ReviewOutcome.Done;
        }
        catch (Exception cause) when (cause is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            LogNotAssigned(cause, sessionId);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be assigned; the others of the act continue")]
    partial void LogNotAssigned(Exception cause, Guid sessionId);

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

    /// <param name="viewer">The reviewer who assigns.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="reviewer">The new reviewer; null for no one.</param>
    /// <param name="mayReplace">Whether the present reviewer may be replaced.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    async Task<ReviewOutcome> AssignAsync(
        StaffViewer viewer,
        Guid sessionId,
        Guid? reviewer,
        Func<Guid?, bool> mayReplace,
        CancellationToken cancellation
    )
    {
        await using var act = await ReviewAct
            .BeginAsync(databases, viewer, sessionId, time.GetUtcNow().UtcDateTime, cancellation)
            .ConfigureAwait(false);
        if (act is null)
            return ReviewOutcome.NotThere;
        if (act.Session.AssignedToId == reviewer)
            return ReviewOutcome.Done;
        if (!mayReplace(act.Session.AssignedToId))
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

/// <summary>The assignment of several sessions, which can be undone.</summary>
/// <param name="Reviewer">The new reviewer; null for no one.</param>
/// <param name="Before">The changed sessions, each with its reviewer before.</param>
/// <param name="Refused">The number of sessions that could not be assigned.</param>
public sealed record AssignmentBatch(Guid? Reviewer, IReadOnlyDictionary<Guid, Guid?> Before, int Refused);
