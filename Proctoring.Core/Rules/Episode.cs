using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>The state of one rule's condition in one session: suspected, begun, continued, ended.</summary>
internal sealed class Episode(ViolationRule rule)
{
    /// <summary>An episode that is not observed for this long is no longer known to continue.</summary>
    static readonly TimeSpan UnknownEndsAfter = TimeSpan.FromSeconds(10);

    /// <summary>How often an episode in progress is announced, so that lists and rows stay up to date without a write per frame.</summary>
    static readonly TimeSpan AnnounceEvery = TimeSpan.FromSeconds(2);

    /// <summary>A picture replaces the stored one if its confidence is higher by this much; smaller gains are not worth the
    /// write.</summary>
    const double BetterBy = 0.1;

    Guid id;
    DateTime firstSeen;
    DateTime lastSeen;
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

    /// <summary>Ends an open episode, because the session ends.</summary>
    public ViolationChange? Finish() => begun ? End() : null;

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
        lastSeen = at;
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
