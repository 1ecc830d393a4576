using System.Text.RegularExpressions;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Staff;

/// <summary>A search in the audit log; null fields do not filter.</summary>
/// <param name="Text">Part of the actor's name, the subject or the reason, or of the exam or student of the session, in any case.</param>
/// <param name="Action">The exact action.</param>
/// <param name="From">The earliest time, UTC.</param>
/// <param name="Until">The end of the time span, exclusive, UTC.</param>
/// <param name="SessionId">The session.</param>
/// <param name="OldestFirst">Whether the oldest entry comes first; otherwise the newest does.</param>
internal sealed record AuditFilter(
    string? Text = null,
    string? Action = null,
    DateTime? From = null,
    DateTime? Until = null,
    Guid? SessionId = null,
    bool OldestFirst = false
)
{
    public IQueryable<AuditEntry> Narrow(ProctoringDb database, IQueryable<AuditEntry> entries)
    {
        if (Text is { Length: > 0 })
            entries = LetterCases.PatternFor(database, Text) is { } pattern
                ? Matching(database, entries, pattern)
                : Containing(database, entries, Text.ToLowerInvariant());
        if (Action is { Length: > 0 })
            entries = entries.Where(entry => entry.Action == Action);
        if (From is { } from)
            entries = entries.Where(entry => entry.At >= from);
        if (Until is { } until)
            entries = entries.Where(entry => entry.At < until);
        if (SessionId is { } session)
            entries = entries.Where(entry => entry.SessionId == session);
        return entries;
    }

#pragma warning disable CA1304, CA1311, CA1862 // The database's lower() ignores the server's culture.
    static IQueryable<AuditEntry> Containing(ProctoringDb database, IQueryable<AuditEntry> entries, string text)
    {
        var sessions = database
            .Sessions.Where(session =>
                session.ExamName.ToLower().Contains(text)
                || session.Student!.ExternalId.ToLower().Contains(text)
                || (session.Student.Name != null && session.Student.Name.ToLower().Contains(text))
            )
            .Select(session => (Guid?)session.Id);
        return entries.Where(entry =>
            sessions.Contains(entry.SessionId)
            || entry.ActorName.ToLower().Contains(text)
            || entry.Subject.ToLower().Contains(text)
            || (entry.Reason != null && entry.Reason.ToLower().Contains(text))
        );
    }
#pragma warning restore CA1304, CA1311, CA1862

    static IQueryable<AuditEntry> Matching(ProctoringDb database, IQueryable<AuditEntry> entries, string pattern)
    {
        var sessions = database
            .Sessions.Where(session =>
                Regex.IsMatch(session.ExamName, pattern)
                || Regex.IsMatch(session.Student!.ExternalId, pattern)
                || (session.Student.Name != null && Regex.IsMatch(session.Student.Name, pattern))
            )
            .Select(session => (Guid?)session.Id);
        return entries.Where(entry =>
            sessions.Contains(entry.SessionId)
            || Regex.IsMatch(entry.ActorName, pattern)
            || Regex.IsMatch(entry.Subject, pattern)
            || (entry.Reason != null && Regex.IsMatch(entry.Reason, pattern))
        );
    }
}
