using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Lists the sessions that a member of staff may see, a page at a time.</summary>
internal sealed class SessionList(IDbContextFactory<ProctoringDb> databases)
{
    public const int PageSize = 25;

    /// <summary>Further is neither counted nor paged: nobody turns four hundred pages, and counting a hundred thousand rows takes longer than showing them.</summary>
    public const int MostCounted = 10_000;

    /// <summary>How many rows a file holds at most; more is asked for in parts, by date.</summary>
    public const int LongestFile = 200_000;

    /// <summary>The sessions of one page, and how many there are in all.</summary>
    public async Task<SessionPageOf> ReadAsync(StaffViewer viewer, SessionFilter filter, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var matching = database.Sessions.AsNoTracking().ReadBy(database, viewer).Matching(database, filter);
        var counted = await matching.Select(session => session.Id).Take(MostCounted + 1).CountAsync(cancellation).ConfigureAwait(false);
        var (total, more) = (Math.Min(counted, MostCounted), counted > MostCounted);
        var skip = Math.Max(0, filter.Page) * PageSize;
        if (skip >= total)
            return new SessionPageOf([], total, more);
        var ids = await PageAsync(matching, filter, skip, cancellation).ConfigureAwait(false);
        return new SessionPageOf(await RowsAsync(database, ids, cancellation).ConfigureAwait(false), total, more);
    }

    /// <summary>All sessions of a filter in its order, read as they are asked for.</summary>
    public async IAsyncEnumerable<SessionRow> AllAsync(StaffViewer viewer, SessionFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var ids = await database.Sessions.AsNoTracking().ReadBy(database, viewer).Matching(database, filter).Ordered(filter)
            .Take(LongestFile).Select(session => session.Id).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var part in ids.Chunk(500))
        {
            foreach (var row in await RowsAsync(database, part, cancellation).ConfigureAwait(false))
                yield return row;
        }
    }

    /// <summary>The names of the exams that there are sessions of, for the choice in a filter.</summary>
    public async Task<IReadOnlyList<string>> ExamsAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        List<string> names = [];
        var last = "";
        // From name to name along the index: as many steps as exams, not as many as sessions.
        while (names.Count < 200)
        {
            var after = last;
#pragma warning disable CA1309 // Becomes the database's own comparison, by which it also orders.
            var further = database.Sessions.ReadBy(database, viewer).Where(session => string.Compare(session.ExamName, after) > 0);
#pragma warning restore CA1309
            var next = await further
                .OrderBy(session => session.ExamName).Select(session => session.ExamName).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
            if (next is null)
                return names;
            names.Add(last = next);
        }

        return names;
    }

    static async Task<List<Guid>> PageAsync(IQueryable<ProctoringSession> matching, SessionFilter filter, int skip, CancellationToken cancellation)
    {
        if (filter.Sort != SessionSort.Risk)
            return await IdsAsync(matching.Ordered(filter), skip, PageSize, cancellation).ConfigureAwait(false);
        // Those without a score come last in either direction, and databases do not agree on where nothing belongs.
        var scored = matching.Where(session => session.RiskScore != null);
        var ids = await IdsAsync(scored.Ordered(filter), skip, PageSize, cancellation).ConfigureAwait(false);
        if (ids.Count == PageSize)
            return ids;
        var before = ids.Count > 0 ? 0 : Math.Max(0, skip - await scored.CountAsync(cancellation).ConfigureAwait(false));
        var unscored = matching.Where(session => session.RiskScore == null).Ordered(filter with { Sort = SessionSort.Opened });
        ids.AddRange(await IdsAsync(unscored, before, PageSize - ids.Count, cancellation).ConfigureAwait(false));
        return ids;
    }

    static Task<List<Guid>> IdsAsync(IQueryable<ProctoringSession> ordered, int skip, int take, CancellationToken cancellation) =>
        ordered.Select(session => session.Id).Skip(skip).Take(take).ToListAsync(cancellation);

    /// <summary>The rows of some sessions, in the order of their ids. Whoever asks has found them under the viewer's right.</summary>
    public static async Task<List<SessionRow>> RowsAsync(ProctoringDb database, IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var rows = await database.Sessions.AsNoTracking().Where(session => ids.Contains(session.Id)).Select(session => new SessionRow
        {
            Id = session.Id,
            StudentId = session.Student!.ExternalId,
            StudentName = session.Student.Name,
            ExamName = session.ExamName,
            Proctored = session.Proctored,
            Status = session.Status,
            OpenedAt = session.CreatedAt,
            FinishedAt = session.FinishedAt,
            Risk = session.RiskScore,
            High = session.Violations.Count(row => row.Severity == Severity.High),
            Medium = session.Violations.Count(row => row.Severity == Severity.Medium),
            Low = session.Violations.Count(row => row.Severity == Severity.Low),
            Verdict = session.Verdict,
            AssignedToId = session.AssignedToId,
            AssignedTo = database.Users.Where(user => user.Id == session.AssignedToId).Select(user => user.Name).FirstOrDefault(),
        }).ToDictionaryAsync(row => row.Id, cancellation).ConfigureAwait(false);
        return [.. ids.Where(rows.ContainsKey).Select(id => rows[id])];
    }
}
