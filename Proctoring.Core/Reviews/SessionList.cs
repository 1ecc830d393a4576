using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Lists the sessions that a member of staff may see, page by page.</summary>
internal sealed class SessionList(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    public const int PageSize = 25;

    /// <summary>The limit of the count and the pages: no one reads four hundred pages, and counting a hundred thousand rows takes longer
    /// than showing them.</summary>
    public const int MostCounted = 10_000;

    /// <summary>The most exam names that a filter offers.</summary>
    const int MostExams = 200;

    /// <summary>The most sessions before a page that is filled by looking up the flags of one session after the other.</summary>
    const int MostProbed = 1_000;

    /// <summary>Reads the sessions of one page and their total.</summary>
    public async Task<SessionPageOf> ReadAsync(StaffViewer viewer, SessionFilter filter, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var visible = database.Sessions.AsNoTracking().ReadBy(database, viewer);
        var students = await database.StudentsAsync(filter, cancellation).ConfigureAwait(false);
        var all = visible.Matching(database, filter, students, FlagSearch.Set);
        var counted = await all.Select(session => session.Id).Take(MostCounted + 1).CountAsync(cancellation).ConfigureAwait(false);
        var (total, more) = (Math.Min(counted, MostCounted), counted > MostCounted);
        var skip = Math.Max(0, filter.Page) * PageSize;
        if (skip >= total)
            return new SessionPageOf([], total, more);
        var page = visible.Matching(database, filter, students, SearchFor(filter, skip, more));
        var ids = await PageAsync(page, filter, skip, PageSize, cancellation).ConfigureAwait(false);
        return new SessionPageOf(await RowsAsync(database, ids, cancellation).ConfigureAwait(false), total, more);
    }

    /// <summary>Streams all sessions of a filter in its order, without a limit: a list that leaves rows out would look complete.</summary>
    public async IAsyncEnumerable<SessionRow> AllAsync(
        StaffViewer viewer,
        SessionFilter filter,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var matching = database.Sessions.AsNoTracking().ReadBy(database, viewer).Matching(database, filter);
        // The ids of a million sessions need 16 MB. The rows are read in parts.
        var ids = await PageAsync(matching, filter, 0, int.MaxValue, cancellation).ConfigureAwait(false);
        foreach (var part in ids.Chunk(500))
        {
            foreach (var row in await RowsAsync(database, part, cancellation).ConfigureAwait(false))
                yield return row;
        }
    }

    /// <summary>The same for a file. First it records the download, because the file contains names.</summary>
    public async IAsyncEnumerable<SessionRow> ExportAsync(
        StaffViewer viewer,
        SessionFilter filter,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var subject = filter.Exam is { } exam ? $"sessions of {TextCharacters.Cleaned(exam)}" : "sessions of all exams";
        await using (var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false))
        {
            database.Audit(viewer, "sessions_exported", subject, time.GetUtcNow().UtcDateTime);
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        await foreach (var row in AllAsync(viewer, filter, cancellation).ConfigureAwait(false))
            yield return row;
    }

    /// <summary>The names of the exams whose sessions the viewer may see, for the filter.</summary>
    public async Task<IReadOnlyList<string>> ExamsAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (!viewer.MayRead())
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // One query goes from name to name along the index: it takes a step for each exam, not for each session.
        var names = database.Database.SqlQuery<string>(
            $"""
            WITH RECURSIVE names("Value") AS (
                SELECT min("ExamName") FROM "Sessions"
                UNION ALL
                SELECT (SELECT min("ExamName") FROM "Sessions" WHERE "ExamName" > names."Value") FROM names WHERE names."Value" IS NOT NULL)
            SELECT "Value" FROM names WHERE "Value" IS NOT NULL
            """
        );
        return await names.SeenBy(database, viewer).OrderBy(name => name).Take(MostExams).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns the session after (or before) another one in the list, even if that one no longer matches; null at the
    /// end.</summary>
    public async Task<Guid?> BesideAsync(
        StaffViewer viewer,
        SessionFilter filter,
        Guid sessionId,
        bool forward,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var matching = database.Sessions.AsNoTracking().ReadBy(database, viewer).Matching(database, filter);
        return await matching.BesideAsync(database, viewer, filter, sessionId, forward, cancellation).ConfigureAwait(false);
    }

    /// <summary>Chooses how the page finds flags. A few sessions fill it if it is one of the first, many sessions match, and they do not
    /// lie at the end of the order, as serious flags do in that of the lowest risk.</summary>
    static FlagSearch SearchFor(SessionFilter filter, int skip, bool more) =>
        more && skip < MostProbed && filter is not { Sort: SessionSort.Risk, Ascending: true } ? FlagSearch.Planned : FlagSearch.Hash;

    static async Task<List<Guid>> PageAsync(
        IQueryable<ProctoringSession> matching,
        SessionFilter filter,
        int skip,
        int take,
        CancellationToken cancellation
    )
    {
        if (filter.Sort != SessionSort.Risk)
            return await IdsAsync(matching.Ordered(filter), skip, take, cancellation).ConfigureAwait(false);
        // Sessions without a score come last in either direction; the databases sort null differently.
        var scored = matching.Where(session => session.RiskScore != null);
        var ids = await IdsAsync(scored.Ordered(filter), skip, take, cancellation).ConfigureAwait(false);
        if (ids.Count == take)
            return ids;
        var before = ids.Count > 0 ? 0 : Math.Max(0, skip - await scored.CountAsync(cancellation).ConfigureAwait(false));
        var unscored = matching.Where(session => session.RiskScore == null).Ordered(filter with { Sort = SessionSort.Opened });
        ids.AddRange(await IdsAsync(unscored, before, take - ids.Count, cancellation).ConfigureAwait(false));
        return ids;
    }

    static Task<List<Guid>> IdsAsync(IQueryable<ProctoringSession> ordered, int skip, int take, CancellationToken cancellation) =>
        ordered.Select(session => session.Id).Skip(skip).Take(take).ToListAsync(cancellation);

    /// <summary>Reads the rows of some sessions in the order of the ids. The caller has checked the viewer's right to them.</summary>
    public static async Task<List<SessionRow>> RowsAsync(ProctoringDb database, IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var verdicts = database.SessionVerdicts.Standing();
        var rows = await database
            .Sessions.AsNoTracking()
            .Where(session => ids.Contains(session.Id))
            .Select(session => new SessionRow
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
                Stage =
                    session.Verdict != null || session.RiskScore == null
                        ? null
                        : ReviewStages.Of(
                            verdicts.Where(row => row.SessionId == session.Id).Select(row => row.ReviewerId).Distinct().Count()
                        ),
                AssignedToId = session.AssignedToId,
                AssignedTo = database.Users.Where(user => user.Id == session.AssignedToId).Select(user => user.Name).FirstOrDefault(),
            })
            .ToDictionaryAsync(row => row.Id, cancellation)
            .ConfigureAwait(false);
        return [.. ids.Where(rows.ContainsKey).Select(id => rows[id])];
    }
}
