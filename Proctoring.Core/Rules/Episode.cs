using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>The state of one rule's condition in one session: suspected, begun, continued, ended.</summary>
internal sealed class Episode(ViolationRule rule)
{
    /// <summary>An episode that is not observed for this long is no longer known to continue.</summary>
    public static readonly TimeSpan UnknownEndsAfter = TimeSpan.FromSeconds(10);

    /// <summary>How often an episode in progress is announced, so that lists and rows stay up to date without a write per frame.</summary>
    static readonly TimeSpan AnnounceEvery = TimeSpan.FromSeconds(2);

    /// <summary>A picture replaces the stored one if its confidence is higher by this much; smaller gains are not worth the
    /// write.</summary>
    const double BetterBy = 0.1;

    Guid id;
    DateTime firstSeen;
    DateTime lastSeen;
    DateTime lastLooked;
    DateTime lastAnnounced;
    int seen;
    int looked;
    int missed;
    int strong;
    double sum;
    double peak;
    double pictured;
    Finding? best;
    Severity? highest;
    bool begun;

    /// <summary>Handles one finding and returns the change; null for none.</summary>
    public ViolationChange? Take(Finding? finding, DateTime at, bool hasFrame) =>
        finding switch
        {
            null => Unknown(at),
            { Present: true } => Seen(finding, at, hasFrame),
            _ => Absent(at),
        };

    /// <summary>Ends an episode after a time in which nothing could be observed, before the first observation after it is handled. That
    /// time is no part of it, unless the finding itself knows that it continued.</summary>
    public ViolationChange? EndUnwatched(Finding finding, DateTime at) =>
        seen > 0 && at - lastLooked >= (begun ? UnknownEndsAfter : rule.SuspectedFor) && !(finding.Since <= lastLooked) ? End() : null;

    /// <summary>Ends an open episode, because the session ends.</summary>
    public ViolationChange? Finish() => begun ? End() : null;

    /// <summary>Continues a stored episode; false if there is one already.</summary>
    /// <param name="span">Its stored state.</param>
    /// <param name="at">The time until which it was watched, UTC.</param>
    public bool Continue(ViolationSpan span, DateTime at)
    {
        if (seen > 0)
            return false;
        (id, firstSeen, lastSeen, lastAnnounced, begun) = (span.Id, span.Began, at > span.Began ? at : span.Began, at, true);
        lastLooked = lastSeen;
        (seen, looked, missed) = (Math.Max(1, span.FramesSeen), Math.Max(1, span.FramesLooked), 0);
        (peak, pictured, sum, highest) = (span.PeakConfidence, span.PeakConfidence, span.MeanConfidence * seen, span.Severity);
        // Whether it reached the rule's own severity is known; how many strong findings it had is not.
        strong = span.Severity >= rule.EffectiveSeverity ? rule.MinimumFrames : 0;
        best = new Finding(true, span.PeakConfidence)
        {
            Detail = span.Detail,
            Model = span.Model,
            Threshold = span.Threshold,
        };
        return true;
    }

    ViolationChange? Unknown(DateTime at)
    {
        if (seen == 0 || at - lastSeen < UnknownEndsAfter)
            return null;
        return End();
    }

    ViolationChange? Absent(DateTime at)
    {
        if (seen == 0)
            return null;
        lastLooked = at;
        looked++;
        missed++;
        var over = begun ? at - lastSeen >= rule.EndAfter : missed > rule.Misses;
        return over ? End() : null;
    }

    ViolationChange? Seen(Finding finding, DateTime at, bool hasFrame)
    {
        if (seen == 0)
        {
            id = Guid.CreateVersion7(at);
            firstSeen = finding.Since ?? at;
        }

        seen++;
        looked++;
        missed = 0;
        var risen = Rises(finding);
        sum += finding.Confidence;
        (lastSeen, lastLooked) = (at, at);
        if (best is null || finding.Confidence > peak)
            best = finding;
        peak = Math.Max(peak, finding.Confidence);

        if (!begun)
        {
            if (!rule.IsInstant && (seen < rule.MinimumFrames || at - firstSeen < rule.HoldFor))
                return null;
            begun = true;
            lastAnnounced = at;
            return Change(ChangeKind.Began, finding, Pictures(finding, hasFrame));
        }

        var better = Pictures(finding, hasFrame);
        if (!better && !risen && at - lastAnnounced < AnnounceEvery)
            return null;
        lastAnnounced = at;
        return Change(ChangeKind.Continued, finding, better);
    }

    /// <summary>Raises the episode's severity. The rule's own severity needs as many findings as an episode, so that one strong frame among
    /// weak ones accuses no one.</summary>
    bool Rises(Finding finding)
    {
        var severity = rule.SeverityOf(finding);
        if (finding.AtMost is null && ++strong < rule.MinimumFrames)
            severity = Lower(severity);
        if (severity <= highest)
            return false;
        highest = severity;
        return true;
    }

    static Severity Lower(Severity severity) => severity > Severity.Low ? severity - 1 : severity;

    bool Pictures(Finding finding, bool hasFrame)
    {
        if (!rule.KeepsPicture || !hasFrame || finding.Confidence < pictured + BetterBy)
            return false;
        pictured = finding.Confidence;
        return true;
    }

    ViolationChange? End()
    {
        var change = begun ? Change(ChangeKind.Ended, best!, showsBest: false) : null;
        (seen, looked, missed, strong, sum, peak, pictured, best, highest, begun) = (0, 0, 0, 0, 0, 0, 0, null, null, false);
        return change;
    }

    ViolationChange Change(ChangeKind kind, Finding finding, bool showsBest) =>
        new(
            kind,
            new ViolationSpan
            {
                Id = id,
                Kind = rule.Kind,
                Severity = highest ?? rule.EffectiveSeverity,
                WarnCandidate = rule.WarnCandidate,
                Began = firstSeen,
                Ended = kind == ChangeKind.Ended ? lastSeen : null,
                PeakConfidence = peak,
                MeanConfidence = sum / seen,
                FramesSeen = seen,
                FramesLooked = looked,
                Model = best?.Model,
                Threshold = best?.Threshold,
                Detail = best?.Detail,
                Boxes = showsBest ? finding.Boxes : [],
            },
            showsBest
        );
}
