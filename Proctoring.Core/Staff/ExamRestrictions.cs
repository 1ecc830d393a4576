using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Staff;

/// <summary>An exam with its number of sessions and the reviewers it is restricted to; an empty list means all staff.</summary>
public sealed record ExamAccess(string ExamName, int Sessions, IReadOnlyList<Guid> Reviewers);

/// <summary>Reads and changes which staff may see the sessions of an exam.</summary>
internal sealed class ExamRestrictions(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>Returns the exams that have sessions, questions or a restriction, by name; an empty list unless the viewer is an
    /// administrator.</summary>
    public async Task<IReadOnlyList<ExamAccess>> ListAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sat = await database
            .Sessions.GroupBy(session => session.ExamName)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellation)
            .ConfigureAwait(false);
        var offered = await database.Exams.Select(exam => exam.Title).ToListAsync(cancellation).ConfigureAwait(false);
        var named = (await database.ExamReviewers.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(
            row => row.ExamName,
            row => row.UserId
        );
        return
        [
            .. sat
                .Keys.Union(offered)
                .Union(named.Select(group => group.Key))
                .Order(StringComparer.CurrentCultureIgnoreCase)
                .Select(name => new ExamAccess(name, sat.GetValueOrDefault(name), [.. named[name]])),
        ];
    }

    /// <summary>Restricts an exam to these accounts, or opens it to all staff if the list is empty.</summary>
    /// <param name="viewer">An administrator.</param>
    /// <param name="examName">The exam.</param>
    /// <param name="expected">The accounts that the administrator saw. If they have changed since, nothing is stored.</param>
    /// <param name="reviewers">The accounts that the exam is restricted to.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    public async Task<RestrictionOutcome> SetAsync(
        StaffViewer viewer,
        string examName,
        IReadOnlyCollection<Guid> expected,
        IReadOnlyCollection<Guid> reviewers,
        CancellationToken cancellation
    )
    {
        if (!viewer.Is(StaffRoles.Administrator) || examName.Length is 0 or > 200)
            return RestrictionOutcome.NotAllowed;
        try
        {
            return await WriteAsync(viewer, examName, expected, reviewers, cancellation).ConfigureAwait(false);
        }
        catch (Exception mistake) when (IsConflict(mistake))
        {
            return RestrictionOutcome.Changed;
        }
    }

    async Task<RestrictionOutcome> WriteAsync(
        StaffViewer viewer,
        string examName,
        IReadOnlyCollection<Guid> expected,
        IReadOnlyCollection<Guid> reviewers,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // If two administrators save at once, the second reads the first one's list, or fails.
        await using var transaction = await database
            .Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellation)
            .ConfigureAwait(false);
        var people = await database
            .Users.Where(user => reviewers.Contains(user.Id))
            .Select(user => new { user.Id, user.Name })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        if (people.Count != reviewers.Distinct().Count())
            return RestrictionOutcome.AccountGone;
        var before = await database.ExamReviewers.Where(row => row.ExamName == examName).ToListAsync(cancellation).ConfigureAwait(false);
        if (!before.Select(row => row.UserId).ToHashSet().SetEquals(expected))
            return RestrictionOutcome.Changed;
        database.ExamReviewers.RemoveRange(before.Where(row => !reviewers.Contains(row.UserId)));
        foreach (var id in reviewers.Except(before.Select(row => row.UserId)))
            database.ExamReviewers.Add(new ExamReviewer { ExamName = examName, UserId = id });
        var names = people.Count == 0 ? "all staff" : string.Join(", ", people.Select(person => person.Name).Order());
        var action = people.Count == 0 ? "exam_opened" : "exam_restricted";
        database.Audit(viewer, action, $"exam {examName}: {names}", time.GetUtcNow().UtcDateTime);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return RestrictionOutcome.Done;
    }

    static bool IsConflict(Exception mistake) =>
        mistake switch
        {
            DbUpdateException { InnerException: PostgresException inner } => IsConflict(inner),
            DbUpdateException update => update.IsUniqueViolation(),
            PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation } => true,
            InvalidOperationException { InnerException: { } inner } => IsConflict(inner),
            _ => false,
        };
}

/// <summary>The result of a change of an exam's restriction.</summary>
public enum RestrictionOutcome
{
    Done,

    /// <summary>Only administrators restrict exams.</summary>
    NotAllowed,

    /// <summary>One of the accounts no longer exists.</summary>
    AccountGone,

    /// <summary>Another administrator has changed the restriction since it was read.</summary>
    Changed,
}
