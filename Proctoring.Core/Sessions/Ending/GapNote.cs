using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>Records the unmonitored time of a session that ran only in another system's page: silence is not innocence.</summary>
internal static class GapNote
{
    /// <summary>A shorter silence is no gap: a calling system sends frames when it likes.</summary>
    static readonly TimeSpan WorthRecording = TimeSpan.FromSeconds(30);

    /// <summary>Returns the note that an ended session needs; null if it ran here, because then the rules saw its gaps, or was monitored to
    /// its end.</summary>
    public static ViolationSpan? Of(ProctoringSession session, RuleCatalog rules)
    {
        // A session of this server's pages shows no question before it starts, so there was nothing to monitor.
        if (session is not { Proctored: true, StartedAt: null, ExpiresAt: not null, FinishedAt: { } finished })
            return null;
        // The questions are on this server's pages, which showed none of them: an absence is no gap.
        if (session is { ExamId: not null, Status: SessionStatus.Expired, FramesRead: 0 })
            return null;
        var since = session.FramesRead == 0 ? session.OpenSince : session.LastWatchedAt ?? session.OpenSince;
        // Cancelled before it opened.
        if (since > finished)
            return null;
        if (session.FramesRead > 0 && finished - since < WorthRecording)
            return null;
        var detail = session.FramesRead == 0 ? "no frame reached this server" : "no frame reached this server from then on";
        return Note(session, rules, since, finished, detail);
    }

    /// <summary>The gap between the last frame, or the opening of the session, and a frame that arrives; null if there is none.</summary>
    public static ViolationSpan? Before(ProctoringSession session, DateTime at, RuleCatalog rules)
    {
        var since = session.FramesRead == 0 ? session.OpenSince : session.LastWatchedAt ?? session.OpenSince;
        if (session is not { Proctored: true, ExpiresAt: not null } || at - since < WorthRecording)
            return null;
        return Note(session, rules, since, at, "no frame reached this server");
    }

    /// <summary>The note with the severity of the session's policy; null if the policy switches the rule off.</summary>
    static ViolationSpan? Note(ProctoringSession session, RuleCatalog rules, DateTime since, DateTime until, string detail) =>
        rules.RulesOf(session.Policy, RuleOverride.FromJson(session.Accommodations)).OfType<NotWatchedRule>().Single()
            is { Enabled: true } rule
            ? ViolationNote.Of(rule, Guid.CreateVersion7(until), since, until, detail)
            : null;
}
