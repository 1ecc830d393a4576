using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Authoring;

/// <summary>Carries what names an exam by its title, as sessions do, over to a new title. Sessions under the earlier title keep
/// theirs.</summary>
internal static class ExamNames
{
    /// <summary>Adds restrictions, legal holds and subscriptions to the pending save. A correction of a title must not show an exam to all
    /// staff, delete data that someone ordered to keep, or end messages.</summary>
    /// <param name="database">The context of the change.</param>
    /// <param name="viewer">The author of the change.</param>
    /// <param name="before">The earlier title.</param>
    /// <param name="after">The new title.</param>
    /// <param name="now">The time of the change, UTC.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task CarryAsync(
        ProctoringDb database,
        StaffViewer viewer,
        string before,
        string after,
        DateTime now,
        CancellationToken cancellation
    )
    {
        await CarryRestrictionAsync(database, before, after, cancellation).ConfigureAwait(false);
        await CarryHoldsAsync(database, viewer, before, after, now, cancellation).ConfigureAwait(false);
        await CarrySubscriptionsAsync(database, before, after, now, cancellation).ConfigureAwait(false);
    }

    static async Task CarryRestrictionAsync(ProctoringDb database, string before, string after, CancellationToken cancellation)
    {
        if (await database.ExamReviewers.AnyAsync(row => row.ExamName == after, cancellation).ConfigureAwait(false))
            return;
        var users = await database
            .ExamReviewers.Where(row => row.ExamName == before)
            .Select(row => row.UserId)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        database.AddRange(users.Select(id => new ExamReviewer { ExamName = after, UserId = id }));
    }

    static async Task CarryHoldsAsync(
        ProctoringDb database,
        StaffViewer viewer,
        string before,
        string after,
        DateTime now,
        CancellationToken cancellation
    )
    {
        var standing = database.LegalHolds.AsNoTracking().Standing();
        if (await standing.AnyAsync(hold => hold.ExamName == after, cancellation).ConfigureAwait(false))
            return;
        var holds = await standing.Where(hold => hold.ExamName == before).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var hold in holds)
        {
            var id = Guid.CreateVersion7(now);
            database.Add(
                new LegalHold
                {
                    Id = id,
                    Scope = hold.Scope,
                    ExamName = after,
                    Reason = hold.Reason,
                    SetBy = hold.SetBy,
                    SetAt = hold.SetAt,
                }
            );
            database.Audit(viewer, "hold_set", $"the exam {after}, which has a new title: hold {id}", now, null, hold.Reason);
        }
    }

    static async Task CarrySubscriptionsAsync(
        ProctoringDb database,
        string before,
        string after,
        DateTime now,
        CancellationToken cancellation
    )
    {
        var rows = await database
            .MailSubscriptions.AsNoTracking()
            .Where(row => row.ExamName == before)
            .Where(row => !database.MailSubscriptions.Any(other => other.UserId == row.UserId && other.ExamName == after))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        database.AddRange(
            rows.Select(row => new MailSubscription
            {
                Id = Guid.CreateVersion7(now),
                UserId = row.UserId,
                ExamName = after,
                Events = row.Events,
                Daily = row.Daily,
                Language = row.Language,
                CreatedAt = now,
            })
        );
    }
}
