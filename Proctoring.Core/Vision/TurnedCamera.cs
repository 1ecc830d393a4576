namespace Proctoring.Core.Vision;

/// <summary>Remembers whether a session's camera is turned. Faces on their side or upside down are found, but their vectors resemble no
/// one's, so they must not be compared. Not thread-safe.</summary>
internal sealed class TurnedCamera
{
    /// <summary>A check takes as long as four frames.</summary>
    static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(10);

    DateTime? checkedAt;

    /// <summary>Whether it was turned at the last check.</summary>
    public bool IsTurned { get; private set; }

    /// <summary>Returns whether it is turned, and checks it at intervals.</summary>
    /// <param name="at">The time of the frame.</param>
    /// <param name="check">Checks the frame; null if the check failed.</param>
    public bool Check(DateTime at, Func<bool?> check)
    {
        if (checkedAt is { } last && at - last < CheckEvery)
            return IsTurned;
        (checkedAt, IsTurned) = (at, check() ?? IsTurned);
        return IsTurned;
    }
}
