using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>The order of a list of exams.</summary>
internal enum ExamOrder
{
    NewestFirst,
    OldestFirst,
    LastFinishedFirst,
    FirstFinishedFirst,
    HighestRiskFirst,
    HighestScoreFirst,
    LowestScoreFirst,
}

/// <summary>The filter of a list of exams. Null members do not filter.</summary>
internal sealed record ExamFilter
{
    public SessionStatus? Status { get; init; }

    public StudentName? Student { get; init; }

    public string? ExamName { get; init; }

    /// <summary>Opened at or after, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Opened before, UTC.</summary>
    public DateTime? To { get; init; }

    /// <summary>Opened, started, given more time, finished, graded, regraded, decided or erased at or after, UTC.</summary>
    public DateTime? UpdatedSince { get; init; }

    /// <summary>Whether there is a final verdict.</summary>
    public bool? Reviewed { get; init; }

    public Verdict? Verdict { get; init; }

    public ExamOrder Order { get; init; }

    public int Page { get; init; } = 1;

    public int PageSize { get; init; } = 50;

    /// <summary>Applies the filter without order and page.</summary>
    public IQueryable<SessionNumber> Apply(IQueryable<SessionNumber> sessions, ProctoringDb database)
    {
        if (Status is { } status)
            sessions = sessions.Where(session => session.Session!.Status == status);
        if (Student is { } student)
            sessions = sessions.Of(student);
        if (ExamName is { } name)
            sessions = sessions.Where(session => session.Session!.ExamName == name);
        if (From is { } from)
            sessions = sessions.Where(session => session.Session!.CreatedAt >= from);
        if (To is { } to)
            sessions = sessions.Where(session => session.Session!.CreatedAt < to);
        if (Reviewed is { } reviewed)
            sessions = sessions.Where(session => session.Session!.Verdict != null == reviewed);
        if (Verdict is { } verdict)
            sessions = sessions.Where(session => session.Session!.Verdict == verdict);
        return UpdatedSince is { } since ? ChangedSince(sessions, database, since) : sessions;
    }

    /// <summary>Orders the exams; equal ones by their number. Exams without the value come last in either direction: the databases sort
    /// null differently.</summary>
    public IOrderedQueryable<SessionNumber> Sort(IQueryable<SessionNumber> sessions) =>
        Order switch
        {
            ExamOrder.OldestFirst => sessions.OrderBy(session => session.Number),
            ExamOrder.LastFinishedFirst => sessions
                .OrderBy(session => session.Session!.FinishedAt == null)
                .ThenByDescending(session => session.Session!.FinishedAt)
                .ThenByDescending(session => session.Number),
            ExamOrder.FirstFinishedFirst => sessions
                .OrderBy(session => session.Session!.FinishedAt == null)
                .ThenBy(session => session.Session!.FinishedAt)
                .ThenBy(session => session.Number),
            ExamOrder.HighestRiskFirst => sessions
                .OrderBy(session => session.Session!.RiskScore == null)
                .ThenByDescending(session => session.Session!.RiskScore)
                .ThenByDescending(session => session.Number),
            ExamOrder.HighestScoreFirst => sessions
                .OrderBy(session => session.Session!.Score == null)
                .ThenByDescending(session => session.Session!.Score)
                .ThenByDescending(session => session.Number),
            ExamOrder.LowestScoreFirst => sessions
                .OrderBy(session => session.Session!.Score == null)
                .ThenBy(session => session.Session!.Score)
                .ThenBy(session => session.Number),
            _ => sessions.OrderByDescending(session => session.Number),
        };

    static IQueryable<SessionNumber> ChangedSince(IQueryable<SessionNumber> sessions, ProctoringDb database, DateTime since) =>
        sessions.Where(session =>
            session.Session!.CreatedAt >= since
            || session.Session.StartedAt >= since
            || session.Session.FinishedAt >= since
            || session.Session.RegradedAt >= since
            // The simulated verdict of a test exam, and its withdrawal, have no row of their own.
            || session.Session.VerdictAt >= since
            || database.ErasureReceipts.Any(row =>
                row.OwnerId == session.Session.Student!.OwnerId
                && row.StudentNumber == session.Session.Student.Number
                && row.ErasedAt >= since
            )
            // A readmitted session has no end any longer.
            || database.TimeChanges.Any(row => row.SessionId == session.SessionId && row.ChangedAt >= since)
            || database.AnswerGrades.Any(row => row.SessionId == session.SessionId && row.GradedAt >= since)
            || database.FlagDecisions.Any(row => row.SessionId == session.SessionId && (row.DecidedAt >= since || row.WithdrawnAt >= since))
            || database.SessionVerdicts.Any(row =>
                row.SessionId == session.SessionId && (row.DecidedAt >= since || row.WithdrawnAt >= since)
            )
        );
}
