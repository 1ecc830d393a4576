using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>Remembers whether a session's camera is turned. Faces on their side or upside down are found, but their vectors resemble no
/// one's, so they must not be compared. Not thread-safe.</summary>
internal sealed class TurnedCamera
{
    /// <summary>A check takes as long as a frame with a new face, and up to four times as long if the camera is turned.</summary>
    static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(10);

    DateTime? checkedAt;
    bool doubted;

    /// <summary>Whether it was turned at the last check.</summary>
    public bool IsTurned { get; private set; }

    /// <summary>Returns whether it is turned, and checks it at intervals.</summary>
    /// <param name="at">The time of the frame.</param>
    /// <param name="check">Checks the frame; null if the check failed.</param>
    public bool Check(DateTime at, Func<bool?> check)
    {
        if (checkedAt is { } last && at - last < CheckEvery)
            return IsTurned;
        return Look(at, check) ?? IsTurned;
    }

    /// <summary>Decides whether a comparison may count. The first one that doubts the candidate waits for a check of its own frame: the
    /// camera may have been turned since the last check. Later ones are checked at intervals.</summary>
    /// <param name="comparison">The comparison of the frame.</param>
    /// <param name="at">The time of the frame.</param>
    /// <param name="check">Checks the frame; null if the check failed.</param>
    public bool Allows(IdentityCheck comparison, DateTime at, Func<bool?> check)
    {
        var before = doubted;
        doubted = comparison is { Same: false } or { Before: not null };
        if (!doubted)
            return true;
        if (before)
            return !Check(at, check);
        var turned = Look(at, check);
        // After a failed check the next frame is checked too.
        doubted = turned is not null;
        return turned == false;
    }

    bool? Look(DateTime at, Func<bool?> check)
    {
        var turned = check();
        (checkedAt, IsTurned) = (at, turned ?? IsTurned);
        return turned;
    }
}
