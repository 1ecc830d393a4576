using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>Puts on record what nobody watched of a session that ran in another system's page only: its silence is not innocence.</summary>
internal static class GapNote
{
    /// <summary>A shorter silence at the end is no gap: frames of a calling system come when it sends them.</summary>
    static readonly TimeSpan WorthMentioning = TimeSpan.FromSeconds(30);

    static readonly ViolationKind Kind = new NotWatchedRule().Kind;

    /// <summary>The note that an ended session needs; null where it ran here, for then the rules saw its gaps, or was watched to its end.</summary>
    public static ProctoringViolation? Of(ProctoringSession session)
    {
        if (session is not { Proctored: true, StartedAt: null, FinishedAt: { } finished })
            return null;
        var since = session.FramesRead == 0 ? session.CreatedAt : session.LastWatchedAt ?? session.CreatedAt;
        if (session.FramesRead > 0 && finished - since < WorthMentioning)
            return null;
        return new ProctoringViolation
        {
            Id = Guid.CreateVersion7(finished),
            SessionId = session.Id,
            Type = Kind.Id,
            Title = Kind.Title,
            Severity = Kind.Severity,
            BeganAt = since,
            EndedAt = finished,
            PeakConfidence = 1,
            MeanConfidence = 1,
            FramesSeen = 1,
            FramesLooked = 1,
            Model = "server clock",
            Detail = session.FramesRead == 0 ? "no frame reached this server" : "no frame reached this server from then on",
        };
    }
}
