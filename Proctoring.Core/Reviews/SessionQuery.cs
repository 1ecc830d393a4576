using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reviews;

/// <summary>How PostgreSQL finds the sessions with a flag of a type or severity.</summary>
internal enum FlagSearch
{
    /// <summary>As its planner likes, which is session by session if it expects that the first sessions fill the page.</summary>
    Planned,

    /// <summary>As a set that an index lists without repetitions.</summary>
    Set,

    /// <summary>As a hash table, through which the sessions pass in their order. If it would not fit into the memory of a query, the flags
    /// are looked up session by session.</summary>
    Hash,
}

/// <summary>Turns a filter into a database query.</summary>
internal static class SessionQuery
{
    /// <summary>The most students whose ids a query contains.</summary>
    const int MostStudents = 1_000;

    /// <summary>The sessions of a filter.</summary>
    /// <param name="sessions">The sessions that the viewer may see.</param>
    /// <param name="database">The database.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="students">The result of <see cref="StudentsAsync"/>; null to find the students within the query.</param>
    /// <param name="search">How PostgreSQL finds the sessions with a flag.</param>
    public static IQueryable<ProctoringSession> Matching(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        SessionFilter filter,
        IReadOnlyList<int>? students = null,
        FlagSearch search = FlagSearch.Planned
    )
    {
        if (filter.Exam is { } exam)
            sessions = sessions.Where(session => session.ExamName == exam);
        if (students is not null)
            sessions = sessions.Where(session => students.Contains(session.StudentId));
        else if (Students(database, filter) is { } found)
            sessions = sessions.Where(session => found.Contains(session.StudentId));
        if (filter.From is { } from)
            sessions = sessions.Where(session => session.CreatedAt >= from);
        if (filter.Before is { } before)
            sessions = sessions.Where(session => session.CreatedAt < before);
        if (filter.RiskFrom is { } least)
            sessions = sessions.Where(session => session.RiskScore >= least);
        if (filter.RiskTo is { } most)
            sessions = sessions.Where(session => session.RiskScore <= most);
        if (filter.Verdict is { } verdict)
            sessions = sessions.Where(session => session.Verdict == verdict);
        if (filter.Decided)
            sessions = sessions.Where(session => session.Verdict != null);
        if (filter.Flagged)
            sessions = sessions.Where(session => database.Violations.Any(row => row.SessionId == session.Id));
        if (filter.Undecided)
            sessions = sessions.Undecided();
        if (filter.Stage is { } stage)
            sessions = sessions.InStage(database, stage);
        if (filter.AssignedTo is { } reviewer)
            sessions = sessions.Where(session => session.AssignedToId == reviewer);
        if (filter.Unassigned)
            sessions = sessions.Where(session => session.AssignedToId == null);
        if (filter.Status is { } status)
            sessions = sessions.InStatus(status);
        // SQLite collects a type anyway, and probes a severity faster than it could collect it.
        return sessions.WithFlags(database, filter, database.Database.IsNpgsql() ? search : FlagSearch.Planned);
    }

    /// <summary>Reads the ids of the students of a filter: PostgreSQL would take a part of a name for rare, and read all sessions in their
    /// order. Returns null without such a filter, or if the query should find the students itself because they are many.</summary>
    public static async Task<IReadOnlyList<int>?> StudentsAsync(
        this ProctoringDb database,
        SessionFilter filter,
        CancellationToken cancellation
    )
    {
        if (Students(database, filter) is not { } students)
            return null;
        var found = await students.Take(MostStudents + 1).ToListAsync(cancellation).ConfigureAwait(false);
        return found.Count > MostStudents ? null : found;
    }

    static IQueryable<int>? Students(ProctoringDb database, SessionFilter filter)
    {
        if (filter.Student?.Trim() is not { Length: > 0 } student)
            return null;
        if (LetterCases.PatternFor(database, student) is { } pattern)
            return database
                .Students.Where(row => Regex.IsMatch(row.ExternalId, pattern) || (row.Name != null && Regex.IsMatch(row.Name, pattern)))
                .Select(row => row.Id);
        var part = $"%{Escape(student.ToLowerInvariant())}%";
#pragma warning disable CA1304, CA1311 // The database's lower() ignores the server's culture.
        return database
            .Students.Where(row =>
                EF.Functions.Like(row.ExternalId.ToLower(), part, "\\")
                || (row.Name != null && EF.Functions.Like(row.Name.ToLower(), part, "\\"))
            )
            .Select(row => row.Id);
#pragma warning restore CA1304, CA1311
    }

    /// <summary>The sessions to review: ended, proctored, without a final verdict. Only an ended, proctored session has a risk
    /// score.</summary>
    public static IQueryable<ProctoringSession> Undecided(this IQueryable<ProctoringSession> sessions) =>
        sessions.Where(session =>
            session.Verdict == null
            && session.RiskScore != null
            // In a session of our own pages that never began, no one was monitored.
            && !(session.Status == SessionStatus.Expired && session.ExpiresAt == null)
        );

    static IQueryable<ProctoringSession> InStatus(this IQueryable<ProctoringSession> sessions, SessionStatus status)
    {
        if (status != SessionStatus.Submitted)
            return sessions.Where(session => session.Status == status);
        // Most sessions. Asked for by this status, SQLite collects and sorts all of them; by the others, it follows the list's order.
        var others = Enum.GetValues<SessionStatus>().Where(other => other != SessionStatus.Submitted).ToList();
        return sessions.Where(session => !others.Contains(session.Status));
    }

    static IQueryable<ProctoringSession> WithFlags(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        SessionFilter filter,
        FlagSearch search
    )
    {
        if (filter is { Type: null, Severity: null })
            return sessions;
        // If both are given, one violation must have both.
        var flags = database.Violations.AsQueryable();
        if (filter.Type is { } type)
            flags = flags.Where(row => row.Type == type);
        if (filter.Severity is { } severity)
            flags = flags.Where(row => row.Severity == severity);
        if (search == FlagSearch.Hash)
        {
            // As a condition of its own, the planner would make it a join, which loses the order of the sessions.
            var flagged = true;
            return sessions.Where(session => flags.Any(row => row.SessionId == session.Id) == flagged);
        }

        // A severity is in most sessions: a few probes along the order fill the page. A type may be rare: its sessions are collected along
        // an index instead.
        if (search == FlagSearch.Planned && filter.Type is null)
            return sessions.Where(session => flags.Any(row => row.SessionId == session.Id));
        // Distinct would say the same, but EF Core leaves it out of a set.
        var ids = search == FlagSearch.Set ? flags.GroupBy(row => row.SessionId).Select(of => of.Key) : flags.Select(row => row.SessionId);
        return sessions.Where(session => ids.Contains(session.Id));
    }

    public static IQueryable<ProctoringSession> Ordered(this IQueryable<ProctoringSession> sessions, SessionFilter filter) =>
        (filter.Sort, filter.Ascending) switch
        {
            (SessionSort.Risk, true) => sessions
                .OrderBy(session => session.RiskScore)
                .ThenBy(session => session.CreatedAt)
                .ThenBy(session => session.Id),
            (SessionSort.Risk, false) => sessions
                .OrderByDescending(session => session.RiskScore)
                .ThenByDescending(session => session.CreatedAt)
                .ThenByDescending(session => session.Id),
            (SessionSort.Exam, true) => sessions
                .OrderBy(session => session.ExamName)
                .ThenBy(session => session.CreatedAt)
                .ThenBy(session => session.Id),
            (SessionSort.Exam, false) => sessions
                .OrderByDescending(session => session.ExamName)
                .ThenByDescending(session => session.CreatedAt)
                .ThenByDescending(session => session.Id),
            (_, true) => sessions.OrderBy(session => session.CreatedAt).ThenBy(session => session.Id),
            _ => sessions.OrderByDescending(session => session.CreatedAt).ThenByDescending(session => session.Id),
        };

    static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}
