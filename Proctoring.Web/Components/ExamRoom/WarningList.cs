using Proctoring.Core.Rules;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Decides which warning is shown: of those that last, the most severe, then the newest; then what has just recovered.</summary>
internal sealed class WarningList
{
    /// <summary>How long a warning stays after its reason ended, so that a candidate who returns from another tab can read it.</summary>
    public static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(6);

    /// <summary>How long the page confirms that the reason of a warning has ended.</summary>
    public static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(3);

    /// <summary>Conditions under which the candidate does not see this page; their warning is read afterwards.</summary>
    static readonly HashSet<string> SeenAfterwards = ["tab_switch", "window_blur", "fullscreen_exit"];

    readonly List<Warning> warnings = [];

    /// <summary>The warning to show; null for none.</summary>
    public ViolationSpan? Shown =>
        warnings
            .Where(warning => !warning.Recovered)
            .OrderByDescending(warning => warning.Span.Severity)
            .ThenByDescending(warning => warning.Span.Began)
            .FirstOrDefault()
            ?.Span;

    /// <summary>What has just ended while no warning is shown; null for nothing.</summary>
    public ViolationSpan? Recovered => Shown is null ? warnings.LastOrDefault()?.Span : null;

    /// <summary>The number of further warnings.</summary>
    public int More => Math.Max(0, warnings.Count(warning => !warning.Recovered) - 1);

    /// <summary>Adds one change of one episode; false if it changes nothing here.</summary>
    public bool Apply(ViolationChange change, DateTimeOffset now)
    {
        if (!change.Span.WarnCandidate)
            return false;
        switch (change.Kind)
        {
            case ChangeKind.Began:
                // An episode that ends in the same moment is still shown for its reading time.
                warnings.Add(new Warning(change.Span, change.Span.Ended is null ? null : now + ReadingTime, false));
                return true;
            case ChangeKind.Ended when warnings.FindIndex(warning => warning.Span.Id == change.Span.Id) is var index and >= 0:
                var recovers = !SeenAfterwards.Contains(change.Span.Kind.Id);
                warnings[index] = new Warning(change.Span, now + (recovers ? RecoveryTime : ReadingTime), recovers);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Removes the warnings that have been readable long enough; false if there are none.</summary>
    public bool Expire(DateTimeOffset now) => warnings.RemoveAll(warning => warning.Until <= now) > 0;

    /// <summary>The candidate has read it; a later episode is shown again.</summary>
    public void Dismiss() => warnings.Clear();

    sealed record Warning(ViolationSpan Span, DateTimeOffset? Until, bool Recovered);
}
