using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>An exam as its calling system sees it.</summary>
internal sealed record ExamResult
{
    public required int Id { get; init; }

    public required Guid SessionId { get; init; }

    public required string Name { get; init; }

    public required string StudentId { get; init; }

    public required int StudentNumber { get; init; }

    public required SessionStatus Status { get; init; }

    public required string Policy { get; init; }

    public required int TotalQuestions { get; init; }

    public required int? CorrectAnswers { get; init; }

    public required decimal? Score { get; init; }

    public required DateTime? RegradedAt { get; init; }

    public required decimal? OriginalScore { get; init; }

    public required double? Risk { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime? FinishedAt { get; init; }

    public required DateTime? ExpiresAt { get; init; }

    public required DateTime? NotBefore { get; init; }

    public required DateTime? NotAfter { get; init; }

    public required long FramesRead { get; init; }

    public required ExamReview Review { get; init; }
}

/// <summary>A page of a list.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Total">The entries on all pages.</param>
internal sealed record Listed<T>(IReadOnlyList<T> Items, int Total);

/// <summary>Finds exams, their results and flags for the callers that may see them.</summary>
internal sealed class ExamResults(IDbContextFactory<ProctoringDb> databases)
{
    /// <summary>Finds one exam.</summary>
    /// <exception cref="CallRefusedException">The caller has no exam of this number.</exception>
    public async Task<ExamResult> FindAsync(ApiCaller caller, int number, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await ReadAsync(
                database,
                caller,
                database.SessionNumbers.AsNoTracking().SeenBy(caller).Where(session => session.Number == number),
                cancellation
            )
            .ConfigureAwait(false);
        return found.Count == 1 ? found[0] : throw NoExam(number);
    }

    /// <summary>The error for a number that is not one of the caller's exams.</summary>
    public static CallRefusedException NoExam(int number) =>
        CallRefusedException.NotFound(string.Create(CultureInfo.InvariantCulture, $"There is no exam {number}"), ErrorCodes.ExamNotFound);

    /// <summary>Lists the exams that a caller may see.</summary>
    public async Task<Listed<ExamResult>> ListAsync(ApiCaller caller, ExamFilter filter, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = filter.Apply(database.SessionNumbers.AsNoTracking().SeenBy(caller), database);
        var total = await sessions.CountAsync(cancellation).ConfigureAwait(false);
        var page = filter.Sort(sessions).Skip((filter.Page - 1) * filter.PageSize).Take(filter.PageSize);
        return new Listed<ExamResult>(await ReadAsync(database, caller, page, cancellation).ConfigureAwait(false), total);
    }

    /// <summary>Lists the flags of an exam by time.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="number">The exam.</param>
    /// <param name="type">The type to list; null for all.</param>
    /// <param name="severity">The severity to list; null for all.</param>
    /// <param name="skip">The number of flags to skip.</param>
    /// <param name="take">The largest number of flags to return.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<Listed<ListedViolation>> ViolationsAsync(
        ApiCaller caller,
        int number,
        string? type,
        Severity? severity,
        int skip,
        int take,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var id =
            await database
                .SessionNumbers.SeenBy(caller)
                .Where(session => session.Number == number)
                .Select(session => (Guid?)session.SessionId)
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false)
            ?? throw NoExam(number);
        var violations = database.Violations.AsNoTracking().Where(violation => violation.SessionId == id);
        if (type is not null)
            violations = violations.Where(violation => violation.Type == type);
        if (severity is { } wanted)
            violations = violations.Where(violation => violation.Severity == wanted);
        var total = await violations.CountAsync(cancellation).ConfigureAwait(false);
        var page = await violations
            .Include(violation => violation.Evidence)
            .OrderBy(violation => violation.BeganAt)
            .ThenBy(violation => violation.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new Listed<ListedViolation>(await DecidedAsync(database, page, cancellation).ConfigureAwait(false), total);
    }

    static async Task<IReadOnlyList<ListedViolation>> DecidedAsync(
        ProctoringDb database,
        List<ProctoringViolation> violations,
        CancellationToken cancellation
    )
    {
        var ids = violations.ConvertAll(violation => violation.Id);
        var decisions = await database
            .FlagDecisions.Standing()
            .Where(row => ids.Contains(row.ViolationId))
            .Select(row => new { row.ViolationId, row.Decision })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var of = decisions.ToLookup(row => row.ViolationId, row => row.Decision);
        var deletions = await database
            .DataDeletions.Where(row => row.ViolationId != null && ids.Contains(row.ViolationId.Value))
            .Select(row => new { row.ViolationId, row.DeletedAt })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var deletedAt = deletions.ToLookup(row => row.ViolationId!.Value, row => (DateTime?)row.DeletedAt);
        return violations.ConvertAll(violation => new ListedViolation(
            violation,
            Agreed([.. of[violation.Id].Distinct()]),
            deletedAt[violation.Id].Max()
        ));
    }

    static Decision? Agreed(IReadOnlyList<Decision> decisions) => decisions.Count == 1 ? decisions[0] : null;

    /// <summary>Reads the report of an exam; null if the caller has no exam of this number, or it has not ended.</summary>
    public async Task<ReportContent?> ReportAsync(ApiCaller caller, int number, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var content = await database
            .SessionNumbers.SeenBy(caller)
            .Where(session => session.Number == number)
            .Join(database.Reports, session => session.SessionId, report => report.SessionId, (_, report) => report.Content)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return ReportReader.Parse(content);
    }

    static async Task<IReadOnlyList<ExamResult>> ReadAsync(
        ProctoringDb database,
        ApiCaller caller,
        IQueryable<SessionNumber> sessions,
        CancellationToken cancellation
    )
    {
        var found = await Read(sessions).ToListAsync(cancellation).ConfigureAwait(false);
        // Reviewers write their reasons for the institution.
        if (caller.Access is not null || found.TrueForAll(exam => exam.Review.Verdict is null))
            return found;
        var ids = found.ConvertAll(exam => exam.SessionId);
        var verdicts = await database
            .SessionVerdicts.AsNoTracking()
            .Standing()
            .Where(row => ids.Contains(row.SessionId))
            .OrderBy(row => row.DecidedAt)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var reasons = verdicts.ToLookup(row => (row.SessionId, (Verdict?)row.Verdict), row => row.Reason);
        return found.ConvertAll(exam =>
            exam with
            {
                Review = exam.Review with { Notes = [.. reasons[(exam.SessionId, exam.Review.Verdict)]] },
            }
        );
    }

    static IQueryable<ExamResult> Read(IQueryable<SessionNumber> sessions) =>
        sessions.Select(session => new ExamResult
        {
            Id = session.Number,
            SessionId = session.SessionId,
            Name = session.Session!.ExamName,
            StudentId = session.Session.Student!.ExternalId,
            StudentNumber = session.Session.Student.Number,
            Status = session.Session.Status,
            Policy = session.Session.Policy,
            TotalQuestions = session.Session.TotalQuestions,
            CorrectAnswers = session.Session.CorrectAnswers,
            Score = session.Session.Score,
            RegradedAt = session.Session.RegradedAt,
            OriginalScore = session.Session.OriginalScore,
            Risk = session.Session.RiskScore,
            CreatedAt = session.Session.CreatedAt,
            FinishedAt = session.Session.FinishedAt,
            ExpiresAt = session.Session.ExpiresAt,
            NotBefore = session.Session.NotBefore,
            NotAfter = session.Session.NotAfter,
            FramesRead = session.Session.FramesRead,
            Review = new ExamReview(
                session.Session.Verdict,
                session.Session.Verdict == null ? null : session.Session.VerdictAt,
                session.Session.ReviewOpenedAt,
                Array.Empty<string>()
            ),
        });
}
