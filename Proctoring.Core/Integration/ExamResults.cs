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

    public required SessionStatus Status { get; init; }

    public required string Policy { get; init; }

    public required int TotalQuestions { get; init; }

    public required int? CorrectAnswers { get; init; }

    public required decimal? Score { get; init; }

    public required double? Risk { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime? FinishedAt { get; init; }

    public required DateTime? ExpiresAt { get; init; }

    public required long FramesRead { get; init; }
}

/// <summary>The filter of a list of exams.</summary>
internal sealed record ExamFilter(
    SessionStatus? Status,
    StudentName? Student,
    string? ExamName,
    DateTime? From,
    DateTime? To,
    int Page,
    int PageSize
);

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
        return await Read(database.SessionNumbers.AsNoTracking().SeenBy(caller).Where(session => session.Number == number))
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false)
            ?? throw NoExam(number);
    }

    /// <summary>The error for a number that is not one of the caller's exams.</summary>
    public static CallRefusedException NoExam(int number) =>
        CallRefusedException.NotFound(string.Create(CultureInfo.InvariantCulture, $"There is no exam {number}"));

    /// <summary>Lists the exams that a caller may see, newest first.</summary>
    public async Task<Listed<ExamResult>> ListAsync(ApiCaller caller, ExamFilter filter, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = database.SessionNumbers.AsNoTracking().SeenBy(caller);
        if (filter.Status is { } status)
            sessions = sessions.Where(session => session.Session!.Status == status);
        if (filter.Student is { } student)
            sessions = sessions.Of(student);
        if (filter.ExamName is { } name)
            sessions = sessions.Where(session => session.Session!.ExamName == name);
        if (filter.From is { } from)
            sessions = sessions.Where(session => session.Session!.CreatedAt >= from);
        if (filter.To is { } to)
            sessions = sessions.Where(session => session.Session!.CreatedAt < to);
        var total = await sessions.CountAsync(cancellation).ConfigureAwait(false);
        var page = sessions.OrderByDescending(session => session.Number).Skip((filter.Page - 1) * filter.PageSize).Take(filter.PageSize);
        return new Listed<ExamResult>(await Read(page).ToListAsync(cancellation).ConfigureAwait(false), total);
    }

    /// <summary>Lists the flags of an exam by time.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="number">The exam.</param>
    /// <param name="type">The type to list; null for all.</param>
    /// <param name="severity">The severity to list; null for all.</param>
    /// <param name="skip">The number of flags to skip.</param>
    /// <param name="take">The largest number of flags to return.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<Listed<ProctoringViolation>> ViolationsAsync(
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
        return new Listed<ProctoringViolation>(page, total);
    }

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

    static IQueryable<ExamResult> Read(IQueryable<SessionNumber> sessions) =>
        sessions.Select(session => new ExamResult
        {
            Id = session.Number,
            SessionId = session.SessionId,
            Name = session.Session!.ExamName,
            StudentId = session.Session.Student!.ExternalId,
            Status = session.Session.Status,
            Policy = session.Session.Policy,
            TotalQuestions = session.Session.TotalQuestions,
            CorrectAnswers = session.Session.CorrectAnswers,
            Score = session.Session.Score,
            Risk = session.Session.RiskScore,
            CreatedAt = session.Session.CreatedAt,
            FinishedAt = session.Session.FinishedAt,
            ExpiresAt = session.Session.ExpiresAt,
            FramesRead = session.Session.FramesRead,
        });
}
