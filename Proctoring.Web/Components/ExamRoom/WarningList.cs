using Proctoring.Core.Rules;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Decides which one warning is shown: of those that go on or ended a moment ago, the most severe, then the newest.</summary>
internal sealed class WarningList
{
    /// <summary>How long a warning stays when its reason is over, so that it can be read: also by someone just back from another
    /// tab.</summary>
    public static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(6);

    readonly List<Warning> warnings = [];

    /// <summary>The one to show; null for none.</summary>
    public ViolationSpan? Shown =>
        warnings.OrderByDescending(warning => warning.Span.Severity).ThenByDescending(warning => warning.Span.Began).FirstOrDefault()?.Span;

    /// <summary>How many more there are behind it.</summary>
    public int More => Math.Max(0, warnings.Count - 1);

    /// <summary>Takes in one change of one episode; false where it changes nothing here.</summary>
    public bool Apply(ViolationChange change, DateTimeOffset now)
    {
        if (!change.Span.WarnCandidate)
            return false;
        switch (change.Kind)
        {
            case ChangeKind.Began:
                // An episode that is over in the same moment is shown for its reading time all the same.
                warnings.Add(new Warning(change.Span, change.Span.Ended is null ? null : now + ReadingTime));
                return true;
            case ChangeKind.Ended when warnings.FindIndex(warning => warning.Span.Id == change.Span.Id) is var index and >= 0:
                warnings[index] = new Warning(change.Span, now + ReadingTime);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes away what has been readable long enough; false where that is nothing.</summary>
    public bool Expire(DateTimeOffset now) => warnings.RemoveAll(warning => warning.Until <= now) > 0;

    /// <summary>The candidate has read it; what begins later is shown again.</summary>
    public void Dismiss() => warnings.Clear();

    sealed record Warning(ViolationSpan Span, DateTimeOffset? Until);
}
