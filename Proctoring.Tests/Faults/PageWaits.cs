using System.Diagnostics;

namespace Proctoring.Tests.Faults;

/// <summary>How long a page waits before its next connection and its next picture, with the times of connection.js, retry.js and
/// watch-state.js.</summary>
internal sealed class PageWaits
{
    static readonly TimeSpan MovedAfter = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(2);
    static readonly TimeSpan HeldWithin = TimeSpan.FromSeconds(40);
    static readonly TimeSpan SteadyAfter = TimeSpan.FromSeconds(10);
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>A candidate looks this often whether it may send.</summary>
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    const double Jitter = 0.3;

    bool tookOver;
    int pauses;
    int accepted;
    long startedAt;
    long joinedAt;
    long waitUntil;

    /// <summary>Whether a picture may be sent now.</summary>
    public bool MaySend => Stopwatch.GetTimestamp() >= waitUntil;

    /// <summary>A connection has joined for the first time.</summary>
    public void Started() => startedAt = Stopwatch.GetTimestamp();

    /// <summary>A connection has joined, perhaps again.</summary>
    public void Joined(bool takeOver) => (joinedAt, accepted, tookOver) = (Stopwatch.GetTimestamp(), 0, takeOver);

    /// <summary>A picture was accepted.</summary>
    public void Accepted() => accepted++;

    /// <summary>The server asks for a delay before the next picture.</summary>
    public void Pace(int milliseconds) => Wait(TimeSpan.FromMilliseconds(milliseconds) - Look);

    /// <summary>A picture was refused because the session moves.</summary>
    public void Refused(string reason) => Wait(reason == "not_joined" ? MovedAfter : TryAgainAfter);

    /// <summary>A picture was refused because another connection sends.</summary>
    /// <returns>Whether the page takes that for its own earlier connection and waits, or for another window and stops.</returns>
    public bool IsHeldBack()
    {
        if (tookOver || accepted > 0 || Stopwatch.GetElapsedTime(joinedAt) > HeldWithin)
            return false;
        Wait(TryAgainAfter);
        return true;
    }

    /// <summary>Returns the pause before the next connection.</summary>
    public TimeSpan NextPause()
    {
        if (startedAt != 0 && Stopwatch.GetElapsedTime(startedAt) >= SteadyAfter)
            pauses = 0;
        startedAt = 0;
        var pause = FirstPause * Math.Pow(2, pauses++);
        return (pause < LongestPause ? pause : LongestPause) * (1 - Jitter + 2 * Jitter * Random.Shared.NextDouble());
    }

    /// <summary>Describes what happened since the last join.</summary>
    public override string ToString() => $"{Stopwatch.GetElapsedTime(joinedAt)} after joining, {accepted} frames accepted since";

    void Wait(TimeSpan time) => waitUntil = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
}
